"""Catalogues with their response: how many forms came back, what was ordered by them, for how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Count, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.orders.errors.editions import EditionNotOut, FormCodeUnknown
from shuyou.orders.models import CatalogueEdition, EditionTitle, FormTaken
from shuyou.orders.rules.order_forms import FormCode, read_form_code

_RESPONSE = """
    WITH forms AS (
        SELECT edition_id, request_key, count(*) AS papers FROM orders_formtaken
         WHERE edition_id = ANY (%s) GROUP BY edition_id, request_key)
    SELECT f.edition_id, sum(f.papers)::int, count(o.id), coalesce(sum(l.net), 0), coalesce(sum(l.copies), 0)::int
      FROM forms f
      LEFT JOIN orders_order o ON o.request_key = f.request_key AND o.state <> 'cancelled'
      LEFT JOIN LATERAL (
        SELECT sum(x.net_amount) AS net, sum(x.quantity) AS copies FROM orders_orderline x
          JOIN orders_editiontitle t ON t.edition_id = f.edition_id AND t.item_id = x.item_id
         WHERE x.order_id = o.id) l ON true
     GROUP BY f.edition_id
"""
_BY_TITLE = """
    SELECT l.item_id, sum(l.quantity)::int FROM orders_order o
      JOIN orders_orderline l ON l.order_id = o.id
     WHERE o.request_key IN (SELECT request_key FROM orders_formtaken WHERE edition_id = %s)
       AND o.state <> 'cancelled' GROUP BY l.item_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow:
    """A catalogue with what came of it."""

    edition_id: int
    serial: int
    name: str
    name_zh: str
    name_en: str
    state: str
    state_label: str
    valid_to: date
    titles: int
    sent_out: int
    forms: int
    orders: int
    copies: int
    turnover: Decimal

    @property
    def response(self) -> Decimal | None:
        """Return how many of a hundred readers ordered by it; None if nobody knows to how many it went."""
        return (Decimal(self.orders) * 100 / self.sent_out).quantize(Decimal("0.1")) if self.sent_out else None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionTitleRow:
    """A title of a catalogue under its number."""

    position: int
    item_id: int
    title: str
    isbn: str
    list_price: Decimal
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTakenRow:
    """A form that came back."""

    member_number: str
    member: str
    copies: int
    order_number: str
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFilter:
    """Which catalogues a list shows; empty: all."""

    state: str = ""


@query("orders.view")
def list_editions(*, wanted: EditionFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[EditionRow]:
    """Return catalogues, the latest first, in two queries."""
    rows = _editions()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_rows(found)), next_after)


@query("orders.view")
def edition(*, serial: int, actor: Actor) -> EditionRow:
    """
    Return a catalogue, in two queries.

    :raises NotFound: there is none.
    """
    found = list(_editions().filter(serial=serial)[:1])
    if not found:
        raise NotFound(what=_("catalogue"), key=serial)
    return _rows(found)[0]


@query("orders.view")
def edition_titles(*, serial: int, actor: Actor) -> Sequence[EditionTitleRow]:
    """Return the titles of a catalogue by number, with the copies that were ordered by it, in two queries."""
    rows = list(
        EditionTitle.objects.filter(edition__serial=serial)
        .select_related("item")
        .prefetch_related("item__identifiers")
        .order_by("position")
    )
    with connection.cursor() as cursor:
        cursor.execute(_BY_TITLE, [rows[0].edition_id if rows else 0])
        copies = dict(cursor.fetchall())
    return [
        EditionTitleRow(
            position=one.position, item_id=one.item_id, title=one.item.title,
            isbn=next((each.value for each in one.item.identifiers.all() if each.kind == "isbn13"), ""),
            list_price=one.item.list_price, copies=copies.get(one.item_id, 0),
        )
        for one in rows
    ]  # fmt: skip


@query("orders.view")
def forms_taken(*, serial: int, actor: Actor) -> Sequence[FormTakenRow]:
    """Return the latest forms of a catalogue that came back, in two queries."""
    rows = list(
        FormTaken.objects.filter(edition__serial=serial).select_related("member__person").order_by("-pk")[:PAGE]
    )
    with connection.cursor() as cursor:
        keys = [one.request_key for one in rows]
        cursor.execute("SELECT request_key, number FROM orders_order WHERE request_key = ANY (%s)", [keys])
        numbers = dict(cursor.fetchall())
    return [
        FormTakenRow(
            member_number=one.member.number, member=one.member.person.name, copies=one.copies,
            order_number=numbers.get(one.request_key, ""), taken_at=one.taken_at,
        )
        for one in rows
    ]  # fmt: skip


@query("orders.place")
def form_meant(*, code: str, actor: Actor) -> tuple[int, int]:
    """
    Return the serial of the catalogue and the id of the member that the code of a form means.

    :raises FormCodeUnknown: it is no code of a form; EditionNotOut: nobody can have this catalogue.
    """
    meant, edition = edition_of_code(code)
    return edition.serial, meant.member_id


def edition_of_code(code: str) -> tuple[FormCode, CatalogueEdition]:
    """
    Return whose form of which catalogue a code means.

    :raises FormCodeUnknown: it is no code of a form; EditionNotOut: nobody can have this catalogue.
    """
    meant = read_form_code(code)
    edition = CatalogueEdition.objects.filter(serial=meant.serial).first() if meant else None
    if meant is None or edition is None:
        raise FormCodeUnknown(value=code[:30])
    if edition.state == CatalogueEdition.State.DRAFT:
        raise EditionNotOut(name=edition.name_zh)
    return meant, edition


def _editions() -> QuerySet[CatalogueEdition]:
    return CatalogueEdition.objects.annotate(count=Count("titles"))


def _rows(found: Sequence[CatalogueEdition]) -> list[EditionRow]:
    with connection.cursor() as cursor:
        cursor.execute(_RESPONSE, [[one.pk for one in found]])
        told = {row[0]: row[1:] for row in cursor.fetchall()}
    is_chinese = (get_language() or "zh").startswith("zh")
    return [
        EditionRow(
            edition_id=one.pk, serial=one.serial, name=one.name_zh if is_chinese else (one.name_en or one.name_zh),
            name_zh=one.name_zh, name_en=one.name_en, state=one.state, state_label=str(one.get_state_display()),
            valid_to=one.valid_to, titles=getattr(one, "count", 0), sent_out=one.sent_out, forms=forms, orders=orders,
            copies=copies, turnover=turnover,
        )
        for one in found
        for forms, orders, turnover, copies in [told.get(one.pk, (0, 0, ZERO, 0))]
    ]  # fmt: skip
