"""Sales without a network that were refused: the list of them, and one as its till sent it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.orders.models.till import RefusedSale
from shuyou.supply import queries as supply


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFilter:
    """Which refused sales a list shows: those that wait, unless another state is asked for."""

    state: str = RefusedSale.State.WAITING


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """Copies of a title at the price that the till knew."""

    title: str
    quantity: int
    net: Decimal


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A refused sale."""

    refused_id: int
    key: UUID
    till: str
    slip: str
    sold_at: str
    copies: int
    amount: Decimal
    code: str
    why: str
    state: str
    state_label: str
    sent_by: str
    refused_at: datetime
    order: str
    reason: str
    decided_at: datetime | None
    body: Mapping[str, object] = field(repr=False)
    """As the till sent it, with who bought as long as it waits."""


@dataclass(frozen=True, slots=True)
class RefusedDetail:
    """A refused sale with its titles and how it was paid."""

    row: RefusedRow
    lines: tuple[RefusedLine, ...]
    tenders: tuple[tuple[str, Decimal], ...]


@query("orders.see_tills")
def list_refused(*, wanted: RefusedFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[RefusedRow]:
    """Return refused sales, the latest first, in one query (index `refused_sales_by_state`)."""
    rows = RefusedSale.objects.select_related("till", "order")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    own = supply.places_of(actor=actor)
    if own is not None:
        rows = rows.filter(till__store_id__in=own)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), next_after)


@query("orders.see_tills")
def refused_sale(*, refused_id: int, actor: Actor) -> RefusedDetail:
    """
    Return a refused sale, in two queries.

    :raises NotFound: there is none, or it is of another's store.
    """
    one = RefusedSale.objects.select_related("till", "order").filter(pk=refused_id).first()
    own = supply.places_of(actor=actor)
    if one is None or (own is not None and one.till.store_id not in own):
        raise NotFound(what=_("sale"), key=refused_id)
    row = _row(one)
    lines = _rows(row.body, "lines")
    items = {_whole(line, "item") for line in lines}
    titles = {item.item_id: item.title for item in catalog.item_rows(item_ids=sorted(items))}
    return RefusedDetail(
        row,
        tuple(
            RefusedLine(
                titles.get(_whole(line, "item"), _text(line.get("item"))), _whole(line, "quantity"),
                _money(line, "net"),
            )
            for line in lines
        ),
        tuple((_text(one.get("kind")), _money(one, "amount")) for one in _rows(row.body, "tenders")),
    )  # fmt: skip


def _row(one: RefusedSale) -> RefusedRow:
    body = {**json.loads(one.body), "member": one.member, "card": one.card}
    lines = _rows(body, "lines")
    return RefusedRow(
        one.pk, one.key, one.till.code, one.slip, _text(body.get("sold_at")),
        sum(_whole(line, "quantity") for line in lines),
        sum((_money(line, "net") * _whole(line, "quantity") for line in lines), ZERO), one.code, one.why, one.state,
        str(RefusedSale.State(one.state).label), one.sent_by, one.refused_at, one.order.number if one.order else "",
        one.reason, one.decided_at, body,
    )  # fmt: skip


def _rows(body: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    """Return a list of things of what was sent, which may be anything."""
    rows = body.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _whole(row: Mapping[str, object], name: str) -> int:
    said = row.get(name)
    return said if isinstance(said, int) and 0 <= said < 2**31 else 0


def _money(row: Mapping[str, object], name: str) -> Decimal:
    try:
        amount = Decimal(str(row.get(name)))
    except InvalidOperation:
        return ZERO
    return amount if amount.is_finite() and abs(amount) < 10**9 else ZERO


def _text(said: object) -> str:
    """Return what was sent as a text that can be shown, whatever it was."""
    return str(said or "").encode("utf-8", "replace").decode()[:40]
