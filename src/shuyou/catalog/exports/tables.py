"""Titles as a table, under the headings that the import reads, so that a file comes back as it went."""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Final

from openpyxl import Workbook

from shuyou.catalog.queries import ExportBook
from shuyou.kernel.formulas import harmless

HEADINGS: Final = (
    "编号", "商品类型", "书名", "副题名", "ISBN", "isbn来源", "作者", "译者", "编者", "绘者",
    "出版社", "定价", "出版日期", "丛书名", "卷次", "版次", "印次", "开本", "装帧", "页数",
    "CIP", "中图分类号", "thema分类", "书架", "语种", "读者对象", "年级", "学科",
    "型号", "尺寸", "重量", "状态", "内容简介", "英文简介", "自有分类",
)  # fmt: skip


def table_row(book: ExportBook) -> list[str]:
    """Return a title as a row of the table."""
    isbn, is_synthetic = next(((n.value, n.is_synthetic) for n in book.numbers if n.kind == "isbn13"), ("", False))
    return [
        book.source_key, book.kind, book.title, book.subtitle, isbn, "synthetic" if is_synthetic else "",
        *(book.people_of(role) for role in ("author", "translator", "editor", "illustrator")), book.publisher,
        str(book.list_price), book.published, book.series, book.volume, book.edition, book.printing, book.book_format,
        book.binding, str(book.pages or ""), book.cip, book.codes_of("clc"), book.codes_of("thema"), book.shelf,
        book.language, book.audience, book.grades, book.school_subject, book.model, book.size,
        str(book.weight or ""), book.status, book.blurb, book.blurb_en,
        ";".join(book.own_classes),
    ]  # fmt: skip


def workbook(books: Iterable[ExportBook]) -> IO[bytes]:
    """Return an open workbook file of titles."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _rows(books):
        sheet.append([harmless(cell) for cell in row])
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return file


def _rows(books: Iterable[ExportBook]) -> Iterator[list[str]]:
    yield list(HEADINGS)
    yield from map(table_row, books)
