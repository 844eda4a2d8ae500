"""What the cells of an order in a file mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shuyou.kernel.errors import DomainError, refuse
from shuyou.kernel.text import tidy
from shuyou.orders.errors import BadQuantity, NotPoints
from shuyou.orders.errors.order_files import CellTooLong, OrderRowsDiffer, WordUnknown
from shuyou.orders.imports.order_rows import BulkDraft, BulkLine, OrderRows, Record
from shuyou.orders.models import Channel, Order

CHANNELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{value: value for value in Channel.values},
        "网店": "web", "网站": "web", "网络": "web", "电话": "phone", "短信": "sms", "邮件": "email",
        "电子邮件": "email", "传真": "fax", "邮购": "post", "信函": "post", "电销": "telesales",
        "电话营销": "telesales", "门店": "till", "收银": "till",
    }
)  # fmt: skip
PAYMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{value: value for value in Order.Payment.values if value != "till"},
        "汇款": "remittance", "邮局汇款": "remittance", "货到付款": "cod", "现金": "cash", "在线支付": "online",
        "网上支付": "online", "微信": "online", "支付宝": "online", "挂账": "account", "记账": "account",
    }
)  # fmt: skip
YES: Final = frozenset({"y", "yes", "1", "true", "是", "可", "可以"})
LONGEST: Final[Mapping[str, int]] = MappingProxyType(
    {"number": 60, "member": 40, "isbn": 40, "recipient": 80, "phone": 20, "address": 300, "postcode": 10, "note": 200}
)
SAID_ONCE: Final = ("member", "channel", "payment", "recipient", "phone", "address", "postcode", "points", "note")
MOST_COPIES: Final = 9_999
MOST_POINTS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds for orders that do not say so themselves."""

    channel: str = "web"
    payment: str = "online"


def bulk_draft(rows: OrderRows, usual: Usual) -> BulkDraft:
    """
    Return the clean draft of an order in a file.

    :raises DomainError: with everything that is wrong, each with its line.
    """
    problems = list(rows.problems)
    if not rows.rows:
        refuse(problems)
    line, first = rows.rows[0]
    for other, record in rows.rows:
        problems += _too_long(other, record)
        if record is not first:
            problems += _differing(other, record, first)
    wanted = tuple(
        BulkLine(
            record.get("isbn", ""), _whole(problems, other, record, "quantity", BadQuantity, 1, MOST_COPIES), other
        )
        for other, record in rows.rows
    )
    draft = BulkDraft(
        number=rows.number,
        member=first.get("member", ""),
        wanted=wanted,
        channel=_word(problems, line, first, "channel", CHANNELS) or usual.channel,
        payment=_word(problems, line, first, "payment", PAYMENTS) or usual.payment,
        recipient=first.get("recipient", ""), phone=first.get("phone", ""), address=first.get("address", ""),
        postcode=first.get("postcode", ""), note=first.get("note", ""),
        points=_whole(problems, line, first, "points", NotPoints, 0, MOST_POINTS),
        may_wait=first.get("may_wait", "").lower() in YES,
    )  # fmt: skip
    if problems:
        refuse(problems)
    return draft


def _too_long(line: int, record: Record) -> list[DomainError]:
    return [
        CellTooLong(field=name, limit=LONGEST[name], in_line=line)
        for name, said in record.items()
        if name in LONGEST and len(said) > LONGEST[name]
    ]


def _differing(line: int, record: Record, first: Record) -> list[DomainError]:
    """Return what a further row of an order says otherwise than the first; what it leaves out is the same."""
    return [
        OrderRowsDiffer(field=name, value=said, in_line=line)
        for name, said in record.items()
        if name in SAID_ONCE and said != first.get(name, "")
    ]


def _whole(
    problems: list[DomainError], line: int, record: Record, field: str, refusal: Callable[..., DomainError],
    least: int, most: int,
) -> int:  # fmt: skip
    """Return a whole number; nothing said is the least."""
    said = record.get(field, "")
    if not said:
        return least
    if said.isascii() and said.isdigit() and len(said) <= 10 and least <= int(said) <= most:
        return int(said)
    problems.append(refusal(value=said, in_line=line))
    return least


def _word(problems: list[DomainError], line: int, record: Record, field: str, words: Mapping[str, str]) -> str:
    said = record.get(field, "")
    if not said:
        return ""
    found = words.get(said) or words.get(tidy(said).lower(), "")
    if not found:
        problems.append(WordUnknown(field=field, value=said, in_line=line))
    return found
