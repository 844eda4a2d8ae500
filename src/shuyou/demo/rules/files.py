"""The sample club as the files a Chinese shop would hand over: books in UTF-8, members in GB18030."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from shuyou.demo.rules.books import Book
from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.digits import card_number
from shuyou.demo.rules.members import Member

BOOK_HEADERS = (
    "书名", "副书名", "作者", "译者", "出版社", "ISBN", "ISBN来源", "定价", "出版日期", "版次", "中图分类", "类目",
    "丛书", "卷次", "装帧", "开本", "页数", "语种", "适用年级", "内容简介",
)  # fmt: skip
MEMBER_HEADERS = (
    "会员卡号", "姓名", "性别", "出生日期", "手机", "家庭电话", "电子邮箱", "省", "市", "区", "详细地址", "邮编",
    "会员等级", "卡类型", "入会日期", "入会渠道", "接受短信", "接受邮件", "接受电话", "目录邮寄",
)  # fmt: skip
MESSY_SHARE = 0.015
FAULTY_ROWS = 40
REPEATED_ROWS = 20
TIER_NAMES = {"green": "青衿", "bamboo": "竹简", "silk": "缥缃", "langhuan": "琅嬛"}
CARD_KINDS = {"ordinary": "普通卡", "student": "学生卡", "senior": "乐龄卡", "vip": "贵宾卡"}
GENDERS = {"F": "女", "M": "男", "": ""}
ANSWERS = {True: "是", False: "否", None: ""}
VIA = {
    "store": "门店", "web": "网站", "wechat": "微信", "phone": "电话", "post": "邮购", "campus": "校园活动",
    "fair": "书展", "referral": "朋友推荐",
}  # fmt: skip
WIDE = str.maketrans("0123456789-@.", "０１２３４５６７８９－＠．")
TRADITIONAL = str.maketrans(
    "张陈刘杨黄赵吴孙马罗郑许冯邓苏叶吕韩谢邹贺龚钱汤严顾东丽兰华国军红飞龙凤云书门义贵庆广长乐为刚伟杰静艳宁学号路巷园区苑单户术阳区县",
    "張陳劉楊黃趙吳孫馬羅鄭許馮鄧蘇葉呂韓謝鄒賀龔錢湯嚴顧東麗蘭華國軍紅飛龍鳳雲書門義貴慶廣長樂為剛偉傑靜艷寧學號路巷園區苑單戶術陽區縣",
)


class Fault(StrEnum):
    """What is wrong with a row that no import may accept."""

    LETTER_IN_PHONE = "letter in phone"
    MISSING_NAME = "missing name"
    IMPOSSIBLE_DATE = "impossible date"


def books_csv(books: Iterable[Book]) -> bytes:
    """Write the Chinese catalogue as CSV, the newest last, the way spreadsheets save it (UTF-8 with a signature)."""
    ordered = sorted(books, key=lambda book: book.published)
    return _csv(BOOK_HEADERS, map(_book_row, ordered)).encode("utf-8-sig")


def _book_row(book: Book) -> list[str]:
    source = "自编" if book.is_synthetic else "书号中心"
    volume = str(book.volume) if book.volume else ""
    pages = str(book.pages) if book.pages else ""
    grade = f"{book.grade}" if book.grade else ""
    return [
        book.title, book.subtitle, book.author, book.translator, book.publisher, book.isbn, source,
        str(book.list_price), book.published.isoformat(), book.edition, book.clc, book.shelf_name,
        book.series, volume, book.binding, book.size, pages, "中文", grade, book.blurb,
    ]  # fmt: skip


def members_csv(members: Sequence[Member], *, seed: int) -> bytes:
    """Write the member file as CSV in GB18030: some rows untidy, some repeated, FAULTY_ROWS of them beyond repair."""
    return _csv(MEMBER_HEADERS, member_rows(members, seed=seed)).encode("gb18030")


def member_rows(members: Sequence[Member], *, seed: int) -> Iterator[list[str]]:
    """Yield the rows of the member file, the faulty and the repeated ones scattered through it."""
    chance = Chance.of(seed, "files/members")
    faulty = iter(faulty_rows(members, seed=seed))
    step = max(1, len(members) // (FAULTY_ROWS + 1))
    repeated = max(1, len(members) // (REPEATED_ROWS + 1))
    for member in members:
        row = _member_row(member)
        yield _untidy(chance, row) if chance.yes(MESSY_SHARE) else row
        if member.index % repeated == repeated - 1 and member.index // repeated < REPEATED_ROWS:
            yield row
        if member.index % step == step - 1:
            yield from (faulty_row for faulty_row, _ in [next(faulty, ([], None))] if faulty_row)
    yield from (row for row, _ in faulty)


def faulty_rows(members: Sequence[Member], *, seed: int) -> list[tuple[list[str], Fault]]:
    """Return the rows that an import must refuse, each with what is wrong; their cards belong to nobody else."""
    chance = Chance.of(seed, "files/faults")
    found = []
    for number in range(FAULTY_ROWS):
        row = _member_row(chance.pick(members))
        row[0] = card_number(len(members) + 1 + number)
        fault = chance.pick(tuple(Fault))
        _spoil(chance, row, fault)
        found.append((row, fault))
    return found


def _spoil(chance: Chance, row: list[str], fault: Fault) -> None:
    if fault is Fault.LETTER_IN_PHONE:
        tail = f"{chance.between(0, 9999):04d}"
        row[4] = chance.pick((f"138OOOO{tail}", f"1390000{tail[:3]}l", f"15B0000{tail}"))
    elif fault is Fault.MISSING_NAME:
        row[1] = chance.pick(("", " ", "　"))
    else:
        row[3] = chance.pick(("1987-02-30", "1979-13-05", "2001-04-31", "1990-00-12", "19850231"))


def _member_row(member: Member) -> list[str]:
    place = member.address
    return [
        member.card, member.name, GENDERS[member.gender], _day(member.born), member.mobile, member.home_phone,
        member.email, place.province, place.city, place.district, place.street, place.postcode,
        TIER_NAMES[member.tier], CARD_KINDS[member.card_kind], _day(member.joined), VIA[member.joined_via],
        *(
            ANSWERS[word]
            for word in (member.allows_sms, member.allows_email, member.allows_phone, member.allows_post)
        ),
    ]  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _untidy(chance: Chance, row: list[str]) -> list[str]:
    """Type a row the way people do: wide digits, gaps, traditional characters, other dates; the sense stays."""
    row = list(row)
    habit = chance.between(0, 6)
    if habit == 0:
        row[4], row[11] = row[4].translate(WIDE), row[11].translate(WIDE)
    elif habit == 1:
        row[4] = _spaced(chance, row[4])
    elif habit == 2:
        row[1], row[10] = row[1].translate(TRADITIONAL), row[10].translate(TRADITIONAL)
    elif habit == 3:
        row[3] = chance.pick((row[3].replace("-", "/"), row[3].replace("-", "."), row[3].replace("-", "")))
    elif habit == 4:
        row[1] = f"　{row[1][0]}　{row[1][1:]} " if len(row[1]) == 2 else f" {row[1]}　"
    elif habit == 5:
        row[5], row[6] = row[5].translate(WIDE), row[6].upper()
    else:
        row[2] = {"女": "女士", "男": "先生"}.get(row[2], "")
        row[5] = row[5].replace("-", " ")
    return row


def _spaced(chance: Chance, mobile: str) -> str:
    if not mobile:
        return mobile
    head, middle, tail = mobile[:3], mobile[3:7], mobile[7:]
    return chance.pick((f"{head} {middle} {tail}", f"{head}-{middle}-{tail}", f"+86 {mobile}", f"{mobile} "))


def _csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return text.getvalue()
