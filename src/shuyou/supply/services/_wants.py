"""The want list: a wish is entered, its title found, ordered, held when it comes, and handed over or given up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish, publish_many
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import step, use_case
from shuyou.supply.errors import NothingThere, NumberWrong, TitleUnknown, WrongState
from shuyou.supply.events import WantChanged, WantsExpired
from shuyou.supply.models import PurchaseLine, PurchaseOrder, Want, Warehouse
from shuyou.supply.rules import said, text_typed
from shuyou.supply.services._hold_wants import want_source
from shuyou.supply.services._reserve import issue_copies, release_copies

State = Want.State
EXPIRED_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class WantDraft:
    """A wish as the reader says it; an item if it is a title we know."""

    member_id: int
    title: str = ""
    author: str = ""
    isbn: str = ""
    copies: int = 1
    note: str = ""
    item_id: int | None = None
    place_code: str = "main"


@dataclass(frozen=True, slots=True)
class EnteredWant:
    """A wish that was entered."""

    want_id: int
    number: str


@dataclass(frozen=True, slots=True)
class HeldCopies:
    """Copies that were held for a wish, and where."""

    item_id: int
    copies: int
    place_code: str
    place: str


@use_case("supply.note_wants")
def note_want(draft: WantDraft, *, actor: Actor, at: datetime) -> str:
    """
    Enter a reader's wish and return its number (see `enter_want`).

    :raises DomainError: it cannot be entered.
    """
    return enter_want(draft, actor=actor, at=at).number


@step
def enter_want(draft: WantDraft, *, actor: Actor, at: datetime) -> EnteredWant:
    """
    Enter a reader's wish, as part of another change too; a title we know needs no looking for.

    :raises TextMissing: nothing says which title.
    :raises TitleUnknown: there is no such item.
    :raises NumberWrong: so many copies cannot be.
    """
    if not 1 <= draft.copies <= 999:
        raise NumberWrong(value=draft.copies, least=1, most=999, field="copies")
    item = _item(draft)
    want = Want.objects.create(
        number=next_number("W", "want", width=6), member_id=draft.member_id, item_id=item.item_id if item else None,
        title=item.title if item else text_typed(draft.title, field="title", limit=300),
        author=item.authors[:160] if item else said(draft.author, field="author", limit=160),
        isbn=item.isbn if item else said(draft.isbn, field="isbn", limit=20).replace("-", ""), copies=draft.copies,
        note=said(draft.note, field="note", limit=200), state=State.FOUND if item else State.OPEN,
        warehouse=Warehouse.objects.get(code=draft.place_code), asked_at=at,
    )  # fmt: skip
    _tell(want, actor, at)
    return EnteredWant(want.pk, want.number)


@use_case("supply.buy")
def find_want(*, number: str, item_id: int, actor: Actor, at: datetime) -> None:
    """
    Say which title a wish means.

    :raises WrongState: it is ordered, or over.
    :raises TitleUnknown: there is no such item.
    """
    want = _held(number, State.OPEN, State.FOUND)
    if not catalog.item_rows(item_ids=[item_id]):
        raise TitleUnknown(value=item_id)
    want.item_id, want.state = item_id, State.FOUND
    want.save(update_fields=["item_id", "state"])
    _tell(want, actor, at)


@use_case("supply.buy")
def order_wants(*, number: str, actor: Actor, at: datetime) -> int:
    """
    Tie the wishes whose title is on an order, and that no other order serves, to it; return how many.

    :raises NotFound: there is no such order.
    :raises NothingThere: no wish waits for one of its titles.
    """
    order = PurchaseOrder.objects.select_for_update(no_key=True).filter(number=number).first()
    if order is None:
        raise NotFound(what=_("order"), key=number)
    wants = tie_wants(order)
    if not wants:
        raise NothingThere()
    publish_many(wants_changed(wants), actor=actor, at=at)
    return len(wants)


@step
def tie_wants(order: PurchaseOrder) -> list[Want]:
    """Tie the wishes that an order serves and no other does to it, the one who asked first before the others."""
    lines = dict(PurchaseLine.objects.filter(order=order).values_list("item_id", "pk"))
    is_out = order.state in (PurchaseOrder.State.SENT, PurchaseOrder.State.PART)
    wants = list(
        Want.objects.select_for_update(no_key=True)
        .filter(state=State.FOUND, purchase_line=None, item_id__in=lines, warehouse_id=order.warehouse_id)
        .order_by("asked_at", "pk")
    )
    for want in wants:
        want.purchase_line_id = lines[want.item_id or 0]
        want.state = State.ORDERED if is_out else State.FOUND
    Want.objects.bulk_update(wants, ["purchase_line", "state"])
    return wants


@use_case("supply.expire_wants")
def expire_wants(*, actor: Actor, at: datetime) -> int:
    """Give up wishes whose held copies nobody fetched in time: others may have them; return how many."""
    late = Want.objects.filter(state=State.HELD, held_until__lt=club_day(at)).order_by("pk")
    wants = list(late.select_for_update(no_key=True, skip_locked=True)[:EXPIRED_AT_ONCE])
    for want in wants:
        release_copies(source=want_source(want), at=at)
        _close(want, State.CLOSED, at)
    publish(WantsExpired(want_ids=[want.pk for want in wants]), actor=actor, at=at)
    return len(wants)


@use_case("supply.note_wants")
def tell_reader(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Note that the reader was told that the title is there.

    :raises WrongState: nothing is held.
    """
    want = _held(number, State.HELD)
    want.told_at = at
    want.save(update_fields=["told_at"])
    _tell(want, actor, at)


@use_case("supply.note_wants")
def hand_over_want(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Hand the held copies to the reader: they leave the house.

    :raises WrongState: nothing is held.
    """
    want = _held(number, State.HELD)
    issue_copies(source=want_source(want), at=at)
    _close(want, State.DONE, at)
    _tell(want, actor, at)


@step
def hand_want_on(*, number: str, actor: Actor, at: datetime) -> HeldCopies:
    """
    Let go of the copies held for a wish, for an order that takes them in the same transaction; the wish is done.

    :raises NotFound: there is no such wish.
    :raises WrongState: nothing is held.
    """
    want = _held(number, State.HELD)
    release_copies(source=want_source(want), at=at)
    _close(want, State.DONE, at)
    _tell(want, actor, at)
    place = Warehouse.objects.get(pk=want.warehouse_id)
    return HeldCopies(want.item_id or 0, want.copies, place.code, place.name_zh)


@use_case("supply.note_wants")
def give_up_want(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Give a wish up; held copies can be promised to others again.

    :raises WrongState: it is over already.
    """
    want = _held(number, State.OPEN, State.FOUND, State.ORDERED, State.HELD)
    if want.state == State.HELD:
        release_copies(source=want_source(want), at=at)
    _close(want, State.CLOSED, at)
    _tell(want, actor, at)


def _item(draft: WantDraft) -> catalog.ItemRow | None:
    if draft.item_id is None:
        return None
    rows = catalog.item_rows(item_ids=[draft.item_id])
    if not rows:
        raise TitleUnknown(value=draft.item_id)
    return rows[0]


def _close(want: Want, state: State, at: datetime) -> None:
    want.state, want.closed_at = state, at
    want.save(update_fields=["state", "closed_at"])


def _held(number: str, *states: State) -> Want:
    want = Want.objects.select_for_update(no_key=True).filter(number=number).first()
    if want is None:
        raise NotFound(what=_("wish"), key=number)
    if want.state not in states:
        raise WrongState(number=number, state=want.get_state_display())
    return want


def wants_changed(wants: Iterable[Want]) -> list[WantChanged]:
    """Return what is to be told of wishes."""
    return [WantChanged(want_id=want.pk, member_id=want.member_id, state=want.state) for want in wants]


def _tell(want: Want, actor: Actor, at: datetime) -> None:
    publish_many(wants_changed([want]), actor=actor, at=at)
