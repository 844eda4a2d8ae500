"""What the till's script sends, read strictly: it is our own, so whatever does not fit is refused as a whole."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest

from shuyou.kernel.doors import moment_in
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.members import queries as members
from shuyou.orders.console.typed import coupon_codes
from shuyou.orders.services import Wanted
from shuyou.orders.services.till import Known, SaleDraft, SaleLine, Tender, Void

LARGEST: Final = 64_000
MOST_LINES: Final = 300
MOST_MONEY: Final = Decimal(1_000_000)
MOST_WHOLE: Final = 2**31 - 1
"""What the columns of copies and points hold."""

type Body = Mapping[str, Any]


def body_of(request: HttpRequest) -> Body:
    """
    Return what was sent.

    :raises InvalidValue: it is nothing that the till's script says.
    """
    if len(request.body) > LARGEST:
        raise _odd("body", len(request.body))
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise _odd("body", "") from error
    if not isinstance(body, dict):
        raise _odd("body", "")
    return body


def sale_of(till: str, body: Body) -> SaleDraft:
    """
    Return a sale.

    :raises InvalidValue: something about it cannot be read.
    :raises NotFound: there is no such member.
    """
    sold_at = moment_of(body, "sold_at") if body.get("sold_at") else None
    number = text_of(body, "member")
    return SaleDraft(
        till=till,
        request_key=key_of(body),
        lines=lines_of(body, is_offline=sold_at is not None),
        tenders=tuple(
            Tender(text_of(one, "kind"), money_of(one, "amount"), text_of(one, "reference"))
            for one in rows_of(body, "tenders")
        ),
        member_id=_member_id(number, is_offline=sold_at is not None),
        points=whole_of(body, "points"),
        coupons=tuple(coupon_codes(text_of(body, "coupons"))),
        slip=text_of(body, "slip"),
        sold_at=sold_at,
        card=text_of(body, "card") or number,
        session_id=whole_of(body, "session") or None,
    )


def _member_id(number: str, *, is_offline: bool) -> int | None:
    """Return the member behind a number; without a network one that is not known any more is noted, not refused."""
    try:
        return members.member_id_of(number=number) if number else None
    except NotFound:
        if is_offline:
            return None
        raise


def lines_of(body: Body, *, is_offline: bool = False) -> tuple[SaleLine, ...]:
    """Return the titles of a sale."""
    return tuple(
        SaleLine(
            item_id=whole_of(row, "item"),
            quantity=whole_of(row, "quantity"),
            price=money_of(row, "price") if row.get("price") is not None and not is_offline else None,
            reason=text_of(row, "reason"),
            known=Known(money_of(row, "list"), money_of(row, "net")) if is_offline else None,
        )
        for row in rows_of(body, "lines")
    )


def wanted_of(body: Body) -> tuple[Wanted, ...]:
    """Return titles and copies."""
    return tuple(Wanted(whole_of(row, "item"), whole_of(row, "quantity")) for row in rows_of(body, "lines"))


def void_of(body: Body) -> Void:
    """Return a title that was taken off."""
    return Void(
        key=key_of(body), item_id=whole_of(body, "item"), copies=whole_of(body, "quantity"),
        amount=money_of(body, "amount"),
    )  # fmt: skip


def rows_of(body: Body, name: str) -> list[Body]:
    """Return a list of things."""
    rows = body.get(name, [])
    if not isinstance(rows, list) or len(rows) > MOST_LINES or not all(isinstance(row, dict) for row in rows):
        raise _odd(name, "")
    return rows


def key_of(body: Body) -> UUID:
    """Return the key of a request."""
    try:
        return UUID(text_of(body, "key"))
    except ValueError as error:
        raise _odd("key", body.get("key")) from error


def text_of(body: Body, name: str) -> str:
    """Return a short text; missing is empty."""
    value = body.get(name) or ""
    if not isinstance(value, str) or len(value) > 80 or "\0" in value:
        raise _odd(name, "")
    try:
        value.encode()
    except UnicodeEncodeError as error:  # half a character
        raise _odd(name, "") from error
    return value.strip()


def whole_of(body: Body, name: str) -> int:
    """Return a whole number that is not negative; missing is 0."""
    value = body.get(name) or 0
    if not isinstance(value, int) or not 0 <= value <= MOST_WHOLE:
        raise _odd(name, value)
    return value


def money_of(body: Body, name: str) -> Decimal:
    """Return an amount, which is sent as text so that no cent is lost."""
    try:
        amount = Decimal(text_of(body, name))
    except InvalidOperation as error:
        raise _odd(name, body.get(name)) from error
    if not amount.is_finite() or abs(amount) > MOST_MONEY or amount != amount.quantize(Decimal("0.01")):
        raise _odd(name, amount)
    return amount


def moment_of(body: Body, name: str) -> datetime:
    """Return a moment with its zone."""
    moment = moment_in(text_of(body, name))
    if moment is None:
        raise _odd(name, body.get(name))
    return moment


def _odd(name: str, value: object) -> InvalidValue:
    return InvalidValue(label=name, value=str(value)[:40], field=name)
