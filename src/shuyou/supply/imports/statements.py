"""What the bank says of an account: camt.053 of any year, or a table as banks' own pages give it."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, cast

from lxml import etree

from shuyou.kernel.files.headings import Column
from shuyou.kernel.files.tables import Table
from shuyou.kernel.files.text import MEGABYTE, weigh
from shuyou.kernel.money import ZERO, cents
from shuyou.supply.errors import StatementUnreadable
from shuyou.supply.rules import BankLine, account_typed

LIMIT: Final = 32 * MEGABYTE
COLUMNS: Final = (
    Column("booked_on", ("date", "booking date", "交易日期", "记账日期", "日期", "交易时间"), is_required=True),
    Column("amount", ("amount", "金额", "交易金额", "发生额"), instead=("debit", "credit")),
    Column("debit", ("debit", "借方金额", "借方发生额", "支出", "支出金额", "付款金额")),
    Column("credit", ("credit", "贷方金额", "贷方发生额", "收入", "收入金额", "收款金额")),
    Column("counterparty", ("counterparty", "name", "对方户名", "对方名称", "对手户名", "收款人名称")),
    Column("account", ("account", "counterparty account", "对方账号", "对方帐号", "对手账号", "收款人账号")),
    Column("remark", ("remark", "purpose", "摘要", "附言", "用途", "备注")),
    Column("reference", ("reference", "transaction id", "流水号", "交易流水号", "凭证号", "业务编号")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFile:
    """What a file says: of which account (empty: it does not say), its lines, and what was left at the end."""

    digest: str
    account: str
    lines: tuple[BankLine, ...]
    closing: Decimal | None = None


def read_statement_file(path: Path, *, currency: str) -> StatementFile:
    """
    Read a bank's statement; `currency` is that of tables, which do not say theirs.

    :raises StatementUnreadable: it is no statement, or says what cannot be.
    :raises DomainError: it is no file that can be read.
    """
    digest = weigh(path, limit=LIMIT).digest
    with path.open("rb") as file:
        is_xml = file.read(200).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    if is_xml:
        return _camt(path, digest)
    rows = list(Table(path, COLUMNS, limit=LIMIT).rows())
    lines = []
    for row in rows:
        if row.problem or row.record is None:
            raise StatementUnreadable(reason=str(row.problem or ""), line=row.line)
        lines.append(_row(row.record, row.line, currency))
    return StatementFile(digest=digest, account="", lines=_told_apart(lines))


def _row(record: dict[str, str], line: int, currency: str) -> BankLine:
    amount = _number(record.get("amount", ""), line) + _number(record.get("credit", ""), line)
    amount -= _number(record.get("debit", ""), line)
    if amount == 0:
        raise StatementUnreadable(reason=record.get("amount", ""), line=line)
    return BankLine(
        reference=record.get("reference", "")[:100], booked_on=_day(record.get("booked_on", ""), line), amount=amount,
        currency=currency, counterparty=record.get("counterparty", "")[:140],
        account=account_typed(record.get("account", ""))[:34], remark=record.get("remark", "")[:300],
    )  # fmt: skip


def _camt(path: Path, digest: str) -> StatementFile:
    try:
        tree = etree.parse(str(path), _careful_parser())
    except etree.XMLSyntaxError as error:
        raise StatementUnreadable(reason=error.msg or "", line=error.lineno or 0) from error
    if getattr(tree.docinfo, "doctype", ""):
        raise StatementUnreadable(reason="DOCTYPE", line=1)
    statements = _all(tree.getroot(), "BkToCstmrStmt", "Stmt")
    if not statements:
        raise StatementUnreadable(reason="BkToCstmrStmt", line=1)
    lines = [line for one in statements for entry in _all(one, "Ntry") for line in _entry(entry)]
    number = _text(statements[0], "Acct", "Id", "IBAN") or _text(statements[0], "Acct", "Id", "Othr", "Id")
    return StatementFile(
        digest=digest, account=account_typed(number), lines=_told_apart(lines), closing=_closing(statements[-1])
    )


def _careful_parser() -> etree.XMLParser:
    """Return what reads a file from outside: no entities, no other files, no network."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _entry(entry: etree._Element) -> Iterator[BankLine]:
    """Yield what a booking is made of: itself, or each of the payments that were booked together."""
    line = _place(entry)
    sign = -1 if _text(entry, "CdtDbtInd") == "DBIT" else 1
    booked_on = _day(_text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm"), line)
    amount, currency = _money(entry, line)
    parts = _all(entry, "NtryDtls", "TxDtls")
    split = [_part_amount(part, line) for part in parts]
    if len(parts) > 1 and None not in split and sum(one or ZERO for one in split) == amount:
        shares: list[tuple[etree._Element, Decimal]] = [(p, s or ZERO) for p, s in zip(parts, split, strict=True)]
    else:
        shares = [(parts[0] if len(parts) == 1 else entry, amount)]
    reference = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    for place, (part, share) in enumerate(shares):
        own = _text(part, "Refs", "AcctSvcrRef") or (f"{reference}/{place}" if len(shares) > 1 else reference)
        yield _line(part, own, booked_on, sign * share, currency)


def _line(part: etree._Element, reference: str, booked_on: date, amount: Decimal, currency: str) -> BankLine:
    whose = "Cdtr" if amount < 0 else "Dbtr"
    number = _text(part, "RltdPties", f"{whose}Acct", "Id", "IBAN") or _text(
        part, "RltdPties", f"{whose}Acct", "Id", "Othr", "Id"
    )
    remark = " ".join(node.text or "" for node in _all(part, "RmtInf", "Ustrd")) or _text(part, "AddtlNtryInf")
    named = _text(part, "Refs", "EndToEndId")
    return BankLine(
        reference=reference[:100], booked_on=booked_on, amount=amount, currency=currency,
        counterparty=(
            _text(part, "RltdPties", whose, "Nm") or _text(part, "RltdPties", whose, "Pty", "Nm")
        )[:140],
        account=account_typed(number)[:34], remark=remark[:300],
        end_to_end="" if named == "NOTPROVIDED" else named[:35],
    )  # fmt: skip


def _part_amount(part: etree._Element, line: int) -> Decimal | None:
    text = _text(part, "Amt") or _text(part, "AmtDtls", "TxAmt", "Amt")
    return _number(text, line) if text else None


def _closing(statement: etree._Element) -> Decimal | None:
    for balance in _all(statement, "Bal"):
        if _text(balance, "Tp", "CdOrPrtry", "Cd") == "CLBD":
            amount, _currency = _money(balance, _place(balance))
            return -amount if _text(balance, "CdtDbtInd") == "DBIT" else amount
    return None


def _told_apart(lines: list[BankLine]) -> tuple[BankLine, ...]:
    """Return lines, those without a reference of the bank named by what they say and how often it is said."""
    seen: dict[str, int] = {}
    named = []
    for line in lines:
        reference = line.reference
        if not reference:
            words = f"{line.booked_on}|{line.amount}|{line.account}|{line.counterparty}|{line.remark}|{line.end_to_end}"
            reference = hashlib.sha256(words.encode()).hexdigest()[:40]
            seen[reference] = seen.get(reference, 0) + 1
            reference = f"{reference}.{seen[reference]}"
        named.append(BankLine(**{name: getattr(line, name) for name in line.__slots__} | {"reference": reference}))
    return tuple(named)


def _money(node: etree._Element, line: int) -> tuple[Decimal, str]:
    found = _all(node, "Amt")
    if not found:
        raise StatementUnreadable(reason="Amt", line=line)
    return _number(found[0].text or "", line), found[0].get("Ccy", "")


def _number(text: str, line: int) -> Decimal:
    plain = re.sub(r"[,，\s¥￥]", "", text)
    if not plain:
        return ZERO
    try:
        amount = Decimal(plain)
        if not amount.is_finite() or abs(amount) >= 10**11 or amount != cents(amount):
            raise StatementUnreadable(reason=text, line=line)
    except InvalidOperation as error:
        raise StatementUnreadable(reason=text, line=line) from error
    return amount


def _day(text: str, line: int) -> date:
    plain = re.sub(r"[./年月]", "-", text.strip()).replace("日", "")[:10]
    for shape in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(plain.rstrip("-")[:10], shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise StatementUnreadable(reason=text, line=line)


def _place(node: etree._Element) -> int:
    """Return the line that an element begins in."""
    return cast("int | None", node.sourceline) or 0


def _all(node: etree._Element, *path: str) -> list[etree._Element]:
    found = [node]
    for name in path:
        found = [child for one in found for child in one if etree.QName(child).localname == name]
    return found


def _text(node: etree._Element, *path: str) -> str:
    found = _all(node, *path)
    return (found[0].text or "").strip() if found else ""
