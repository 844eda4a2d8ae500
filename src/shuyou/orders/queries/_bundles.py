"""Bundles of readers' own: what is offered to a reader and why, which titles count as one, and what came of all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from shuyou.kernel.actor import Actor
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.orders.models import OwnBundle, OwnBundleTitle

# What an order took counts when that order is priced anew; what it did not take yet counts once.
_COUNTS: Final = """
    SELECT t.item_id FROM orders_ownbundle b JOIN orders_ownbundletitle t ON t.bundle_id = b.id
     WHERE b.member_id = %(member)s AND (b.order_id = %(order)s OR (
           b.state = 'open' AND b.valid_to > %(at)s AND NOT EXISTS (
            SELECT FROM orders_ownbundletitle x
              JOIN orders_orderline l ON l.item_id = x.item_id AND l.member_id = b.member_id
              JOIN orders_order o ON o.id = l.order_id AND o.state <> 'cancelled'
             WHERE x.bundle_id = b.id AND o.id <> %(order)s AND o.placed_at >= b.made_at)))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleTitleRow:
    """A title of a bundle and why it is in it."""

    item_id: int
    title: str
    list_price: Decimal
    reason_label: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleRow:
    """A bundle that was put together for a reader."""

    bundle_id: int
    member_number: str
    member: str
    state: str
    state_label: str
    made_at: datetime
    valid_to: datetime
    decided_at: datetime | None
    order_number: str
    titles: tuple[BundleTitleRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleFilter:
    """Which bundles a list shows; empty: all."""

    state: str = ""


@query("orders.view")
def list_bundles(*, wanted: BundleFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[BundleRow]:
    """Return bundles, the latest first, in two queries."""
    rows = _bundles()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), next_after)


@query("orders.view")
def open_bundle(*, member_id: int, at: datetime, actor: Actor) -> BundleRow | None:
    """Return the bundle that is offered to a reader, in two queries; None: there is none."""
    one = _bundles().filter(member_id=member_id, state=OwnBundle.State.OPEN, valid_to__gt=at).first()
    return _row(one) if one else None


def bundle_items(*, member_id: int, order_id: int, at: datetime) -> Collection[int]:
    """Return the titles that count as a reader's own bundle, in one query; none if there is no bundle."""
    with planned() as cursor:
        cursor.execute(_COUNTS, {"member": member_id, "order": order_id, "at": at})
        return {row[0] for row in cursor.fetchall()}


def _bundles() -> QuerySet[OwnBundle]:
    return OwnBundle.objects.select_related("member__person", "order").prefetch_related("titles__item")


def _row(one: OwnBundle) -> BundleRow:
    titles = sorted(one.titles.all(), key=lambda title: title.position)
    return BundleRow(
        bundle_id=one.pk, member_number=one.member.number, member=one.member.person.name, state=one.state,
        state_label=str(one.get_state_display()), made_at=one.made_at, valid_to=one.valid_to,
        decided_at=one.decided_at, order_number=one.order.number if one.order else "", titles=_titles(titles),
    )  # fmt: skip


def _titles(titles: Sequence[OwnBundleTitle]) -> tuple[BundleTitleRow, ...]:
    return tuple(
        BundleTitleRow(
            item_id=one.item_id, title=one.item.title, list_price=one.item.list_price,
            reason_label=str(one.get_reason_display()), word=one.word,
        )
        for one in titles
    )  # fmt: skip
