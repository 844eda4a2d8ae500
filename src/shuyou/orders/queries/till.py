"""What is asked of the tills: who has which drawer, what is in it, what was sold, and what is odd about it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.orders.models.till import CashElsewhere, HeldSale, QuickItem, Sale, SaleNote, SalePayment, Till, TillSession
from shuyou.orders.rules.till import kept_reference
from shuyou.payments import queries as payments
from shuyou.supply import queries as supply

MOST_WAITING: Final = 200
"""Refunds in cash that a page of a till looks among."""
_SUMS: Final = """
    SELECT s.opening,
           coalesce((SELECT sum(m.amount) FROM orders_drawermove m WHERE m.session_id = s.id AND m.kind = 'in'), 0),
           coalesce((SELECT sum(m.amount) FROM orders_drawermove m WHERE m.session_id = s.id AND m.kind = 'out'), 0),
           (SELECT count(*) FROM orders_tillvoid v WHERE v.session_id = s.id),
           coalesce((SELECT sum(m.amount) FROM orders_drawermove m
                      WHERE m.session_id = s.id AND m.refund_id IS NOT NULL), 0),
           coalesce((SELECT jsonb_object_agg(p.tender, p.amount::text) FROM (
               SELECT p.tender, sum(p.amount) AS amount FROM orders_sale x JOIN orders_salepayment p
                   ON p.sale_id = x.order_id WHERE x.session_id = s.id GROUP BY p.tender) p), '{}')::text,
           o.*, l.*
      FROM orders_tillsession s
      CROSS JOIN LATERAL (
        SELECT count(*), count(*) FILTER (WHERE x.is_offline), coalesce(sum(o.list_total), 0),
               coalesce(sum(o.net_total), 0), coalesce(sum(o.points_value), 0), coalesce(sum(x.total), 0)
          FROM orders_sale x JOIN orders_order o ON o.id = x.order_id WHERE x.session_id = s.id) o
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(l.quantity), 0)::int, count(*) FILTER (WHERE l.price_steps @> '[{"code": "TILL"}]')
          FROM orders_sale x JOIN orders_orderline l ON l.order_id = x.order_id WHERE x.session_id = s.id) l
     WHERE s.id = %s
"""


@dataclass(frozen=True, slots=True)
class DrawerSums:
    """What a drawer took: an X report while it is open, its Z report once it is closed."""

    opening: Decimal
    put_in: Decimal
    taken_out: Decimal
    voids: int
    given_back: Decimal
    """Of what was taken out, what readers got for returns."""
    by_tender: Mapping[str, Decimal]
    sales: int
    offline: int
    list_total: Decimal
    net_total: Decimal
    points_value: Decimal
    total: Decimal
    copies: int
    lowered: int

    @property
    def saving(self) -> Decimal:
        """Return what readers saved against list price."""
        return self.list_total - self.net_total

    @property
    def expected(self) -> Decimal:
        """Return the cash that should be in the drawer."""
        return self.opening + self.put_in - self.taken_out + self.by_tender.get(SalePayment.Tender.CASH, ZERO)

    @property
    def tenders(self) -> Sequence[tuple[str, Decimal]]:
        """Return what came by each tender, by its name in the reader's language."""
        return [
            (str(tender.label), self.by_tender[tender]) for tender in SalePayment.Tender if tender in self.by_tender
        ]


def drawer_sums(*, session_id: int) -> DrawerSums:
    """
    Return what a drawer took so far, in one query.

    :raises NotFound: there is no such session.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [session_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(what=_("drawer"), key=session_id)
    by_tender = {tender: Decimal(amount) for tender, amount in json.loads(row[5]).items()}
    return DrawerSums(*[*row[:5], by_tender, *row[6:]])


@dataclass(frozen=True, slots=True)
class TillRow:
    """A till, and who has its drawer."""

    till_id: int
    code: str
    name: str
    store_id: int
    store_code: str
    store: str
    most_off: Decimal
    most_differing: Decimal
    is_active: bool
    session_id: int | None
    clerk_id: int | None
    clerk: str
    opened_at: datetime | None


def _till_row(till: Till, session: TillSession | None) -> TillRow:
    return TillRow(
        till.pk, till.code, till.name, till.store_id, till.store.code,
        supply.place_name(zh=till.store.name_zh, en=till.store.name_en), till.most_off, till.most_differing,
        till.is_active, session.pk if session else None, session.clerk_id if session else None,
        session.clerk.full_name if session else "", session.opened_at if session else None,
    )  # fmt: skip


@query("orders.sell")
def tills(*, actor: Actor, is_active: bool = True) -> list[TillRow]:
    """Return the tills of the stores that somebody works in, with who has their drawers, in three queries."""
    rows = Till.objects.select_related("store").order_by("store__region", "store__code", "code")
    own = supply.places_of(actor=actor)
    if own is not None:
        rows = rows.filter(store_id__in=own)
    if is_active:
        rows = rows.filter(is_active=True)
    open_now = {
        session.till_id: session
        for session in TillSession.objects.filter(state=TillSession.State.OPEN).select_related("clerk").order_by("pk")
    }
    return [_till_row(till, open_now.get(till.pk)) for till in rows]


@query("orders.sell")
def till_of(*, code: str, actor: Actor) -> TillRow:
    """
    Return a till of a store that somebody works in.

    :raises NotFound: there is none.
    """
    found = next((row for row in tills(actor=actor) if row.code == code), None)
    if found is None:
        raise NotFound(what=_("till"), key=code)
    return found


@dataclass(frozen=True, slots=True)
class QuickRow:
    """Something that is sold by one touch."""

    item_id: int
    label: str
    rank: int


def quick_items(*, store_id: int) -> list[QuickRow]:
    """Return what the tills of a store sell by one touch, in their order, in one query."""
    rows = QuickItem.objects.filter(store_id=store_id).order_by("rank", "pk")
    return [QuickRow(*row) for row in rows.values_list("item_id", "label", "rank")]


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A sale that waits."""

    uid: UUID
    copies: int
    total: Decimal
    held_at: datetime


@query("orders.sell")
def held_sales(*, store_id: int, actor: Actor) -> list[HeldRow]:
    """Return the sales of a store that wait, the latest first, in one query."""
    rows = HeldSale.objects.filter(store_id=store_id, recalled_at=None).order_by("-held_at")
    return [HeldRow(*row) for row in rows.values_list("uid", "copies", "total", "held_at")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerFilter:
    """Which drawers a list shows; empty fields do not filter."""

    state: str = ""
    till: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class DrawerRow:
    """A drawer in a list."""

    session_id: int
    till: str
    store: str
    clerk_id: int
    clerk: str
    state: str
    state_label: str
    opened_at: datetime
    closed_at: datetime | None
    z_number: int | None
    opening: Decimal
    expected: Decimal | None
    counted: Decimal | None
    reason: str
    signed_by: str
    total: Decimal | None
    sales: int | None
    most_differing: Decimal

    @property
    def difference(self) -> Decimal | None:
        """Return how much more was counted than should have been there; None: it was not counted."""
        return None if self.counted is None or self.expected is None else self.counted - self.expected


def _drawer_row(session: TillSession) -> DrawerRow:
    kept = session.sums
    store = session.till.store
    return DrawerRow(
        session.pk, session.till.code, supply.place_name(zh=store.name_zh, en=store.name_en), session.clerk_id,
        session.clerk.full_name, session.state, str(TillSession.State(session.state).label), session.opened_at,
        session.closed_at, session.z_number, session.opening, session.expected, session.counted, session.reason,
        session.signed_by.full_name if session.signed_by else "", Decimal(kept["total"]) if kept else None,
        int(kept["sales"]) if kept else None, session.till.most_differing,
    )  # fmt: skip


@query("orders.see_tills")
def list_drawers(*, wanted: DrawerFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[DrawerRow]:
    """Return drawers that pass the filter, in two queries (index `drawers_by_state`)."""
    rows = TillSession.objects.select_related("till__store", "clerk", "signed_by")
    own = supply.places_of(actor=actor)
    if own is not None:
        rows = rows.filter(till__store_id__in=own)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.till:
        rows = rows.filter(till__code=wanted.till)
    if wanted.differs:
        rows = rows.filter(~Q(reason="") | Q(state=TillSession.State.COUNTED))
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_drawer_row(session) for session in found), next_after)


@dataclass(frozen=True, slots=True)
class DrawerDetail:
    """A drawer with what it took; a closed one as its Z report said it."""

    row: DrawerRow
    sums: DrawerSums
    pieces: Mapping[str, int]


@query("orders.see_tills")
def drawer_detail(*, session_id: int, actor: Actor) -> DrawerDetail:
    """
    Return a drawer with what it took, in three queries.

    :raises NotFound: there is none, or it is of another's store.
    """
    rows = TillSession.objects.select_related("till__store", "clerk", "signed_by")
    session = rows.filter(pk=session_id).first()
    own = supply.places_of(actor=actor)
    if session is None or (own is not None and session.till.store_id not in own):
        raise NotFound(what=_("drawer"), key=session_id)
    return DrawerDetail(_drawer_row(session), _sums_of(session), session.pieces)


def _sums_of(session: TillSession) -> DrawerSums:
    if not session.sums:
        return drawer_sums(session_id=session.pk)
    kept = session.sums
    by_tender = {tender: Decimal(amount) for tender, amount in kept["by_tender"].items()}
    return DrawerSums(
        opening=Decimal(kept["opening"]), put_in=Decimal(kept["put_in"]), taken_out=Decimal(kept["taken_out"]),
        voids=int(kept["voids"]), given_back=Decimal(kept.get("given_back", ZERO)), by_tender=by_tender,
        sales=int(kept["sales"]), offline=int(kept["offline"]),
        list_total=Decimal(kept["list_total"]), net_total=Decimal(kept["net_total"]),
        points_value=Decimal(kept["points_value"]), total=Decimal(kept["total"]), copies=int(kept["copies"]),
        lowered=int(kept["lowered"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleFilter:
    """Which sales a list shows; empty fields do not filter."""

    drawer: int | None = None
    word: str = ""
    is_offline: bool = False


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale in a list."""

    order_id: int
    number: str
    slip: str
    till: str
    clerk: str
    member_id: int | None
    total: Decimal
    tenders: str
    is_offline: bool
    sold_at: datetime
    notes: int


@query("orders.see_tills")
def list_sales(*, wanted: SaleFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[SaleRow]:
    """Return sales that pass the filter, in four queries."""
    rows = Sale.objects.select_related("order", "session__till", "session__clerk")
    own = supply.places_of(actor=actor)
    if own is not None:
        rows = rows.filter(session__till__store_id__in=own)
    if wanted.drawer:
        rows = rows.filter(session_id=wanted.drawer)
    if wanted.word:
        rows = rows.filter(Q(order__number=wanted.word.upper()) | Q(slip=wanted.word))
    if wanted.is_offline:
        rows = rows.filter(is_offline=True)
    found, next_after = behind(rows, place, limit=limit)
    ids = [sale.pk for sale in found]
    tenders: dict[int, list[str]] = {}
    for sale_id, tender in SalePayment.objects.filter(sale_id__in=ids).order_by("pk").values_list("sale_id", "tender"):
        tenders.setdefault(sale_id, []).append(str(SalePayment.Tender(tender).label))
    noted: dict[int, int] = {}
    for sale_id in (
        SaleNote.objects.filter(sale_id__in=ids, settled_at=None).order_by("pk").values_list("sale_id", flat=True)
    ):
        noted[sale_id] = noted.get(sale_id, 0) + 1
    return Page(
        tuple(
            SaleRow(
                sale.pk, sale.order.number, sale.slip, sale.session.till.code, sale.session.clerk.full_name,
                sale.order.member_id, sale.total, " + ".join(dict.fromkeys(tenders.get(sale.pk, []))), sale.is_offline,
                sale.sold_at, noted.get(sale.pk, 0),
            )
            for sale in found
        ),
        next_after,
    )  # fmt: skip


@query("orders.sell")
def sold_under(*, word: str, actor: Actor) -> str:
    """
    Return the number of the sale that a receipt or a slip without a network names, of whatever store.

    :raises NotFound: nothing was sold under it at a till.
    """
    known = Q(order__number=word.strip().upper()) | Q(slip=word.strip())
    numbers = list(Sale.objects.filter(known).order_by("-pk").values_list("order__number", flat=True)[:2])
    if len(numbers) != 1:  # tills that were set up anew count their slips from the first again
        raise NotFound(what=_("sale"), key=word.strip())
    return str(numbers[0])


@query("orders.sell")
def cash_to_give(*, store_id: int, actor: Actor) -> list[payments.RefundRow]:
    """Return what cash a store's drawers may give back: its own, and what it was let out there; oldest first."""
    waiting = payments.sources_to_hand_out()
    numbers = [source.removeprefix("order:") for source in waiting]
    here = Sale.objects.filter(order__number__in=numbers, session__till__store_id=store_id).order_by("pk")
    sources = {f"order:{number}" for number in here.values_list("order__number", flat=True)}
    let_out = CashElsewhere.objects.filter(store_id=store_id, refund__source__in=waiting).order_by("pk")
    sources.update(let_out.values_list("refund__source", flat=True))
    return payments.cash_to_hand_out(sources=sorted(sources), limit=MOST_WAITING)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFilter:
    """Which odd sales a list shows: those that nobody looked at yet, unless all are asked for."""

    kind: str = ""
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class NoteRow:
    """Something about a sale that a person should look at."""

    note_id: int
    kind: str
    kind_label: str
    number: str
    slip: str
    till: str
    item_id: int | None
    title: str
    was: str
    should: str
    noted_at: datetime
    settled_at: datetime | None


@query("orders.see_tills")
def list_sale_notes(*, wanted: NoteFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[NoteRow]:
    """Return what is odd about sales, in two queries (index `sale_notes_open`)."""
    rows = SaleNote.objects.select_related("sale__order", "sale__session__till", "item")
    own = supply.places_of(actor=actor)
    if own is not None:
        rows = rows.filter(sale__session__till__store_id__in=own)
    rows = rows.filter(settled_at__isnull=not wanted.is_settled)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_note_row(note) for note in found), next_after)


def _note_row(note: SaleNote) -> NoteRow:
    return NoteRow(
        note.pk, note.kind, str(SaleNote.Kind(note.kind).label), note.sale.order.number, note.sale.slip,
        note.sale.session.till.code, note.item_id, note.item.title if note.item else "", note.was, note.should,
        note.noted_at, note.settled_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """What a tender paid of a sale."""

    label: str
    amount: Decimal
    reference: str


@dataclass(frozen=True, slots=True)
class SaleDetail:
    """What a till adds to an order, for its receipt."""

    number: str
    slip: str
    store: str
    store_address: str
    store_phone: str
    till: str
    clerk: str
    given: Decimal
    change: Decimal
    points_earned: int
    is_offline: bool
    sold_at: datetime
    session_id: int
    payments: tuple[PaymentRow, ...] = field(default_factory=tuple)


@query("orders.view")
def sale_detail(*, number: str, actor: Actor) -> SaleDetail | None:
    """Return what a till adds to an order, in three queries; None: it was not sold at one, or at another's store."""
    sale = Sale.objects.select_related("order", "session__till__store", "session__clerk").filter(
        order__number=number
    ).first()  # fmt: skip
    own = supply.places_of(actor=actor)
    if sale is None or (own is not None and sale.session.till.store_id not in own):
        return None
    store = sale.session.till.store
    rows = SalePayment.objects.filter(sale=sale).order_by("position")
    return SaleDetail(
        sale.order.number, sale.slip, supply.place_name(zh=store.name_zh, en=store.name_en), store.address,
        store.phone, sale.session.till.code, sale.session.clerk.full_name, sale.given, sale.change, sale.points_earned,
        sale.is_offline, sale.sold_at, sale.session_id,
        tuple(
            PaymentRow(str(SalePayment.Tender(row.tender).label), row.amount, kept_reference(row.tender, row.reference))
            for row in rows
        ),
    )  # fmt: skip


@query("orders.see_tills")
def sale_note(*, note_id: int, actor: Actor) -> NoteRow:
    """
    Return what is odd about a sale, in two queries.

    :raises NotFound: there is no such note, or it is of another's store.
    """
    rows = SaleNote.objects.select_related("sale__order", "sale__session__till", "item")
    note = rows.filter(pk=note_id).first()
    own = supply.places_of(actor=actor)
    if note is None or (own is not None and note.sale.session.till.store_id not in own):
        raise NotFound(what=_("note"), key=note_id)
    return _note_row(note)
