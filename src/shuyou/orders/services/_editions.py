"""Catalogues with order forms: made up, sent out, and what comes back on paper taken into an order."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.orders.errors.editions import (
    EditionFixed,
    EditionsFull,
    EditionTitlesWrong,
    NumbersUnread,
)
from shuyou.orders.events.editions import EditionKept, OrderFormTaken
from shuyou.orders.models import CatalogueEdition, EditionTitle, FormTaken
from shuyou.orders.queries._editions import edition_of_code
from shuyou.orders.rules.order_forms import read_numbers
from shuyou.orders.services._drafts import DraftContent, change_held_draft

State = CatalogueEdition.State
LAST: Final = 999
_LINE: Final = re.compile(r"\s*(\d{1,3})[\s.,;，；:：\t]+([\dXx -]{8,20})\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionDraft:
    """A catalogue as typed."""

    name_zh: str
    name_en: str
    valid_to: date
    sent_out: int = 0


@use_case("orders.keep_editions")
def keep_edition(draft: EditionDraft, *, serial: int = 0, actor: Actor, at: datetime) -> int:
    """
    Make a catalogue up, or change the one with a serial, and return its serial.

    :raises InvalidValue: it has no name; NotFound: there is no such catalogue; EditionsFull: no code is left.
    """
    name = tidy(draft.name_zh)[:80]
    if not name:
        raise InvalidValue(label=_("Name"), value=draft.name_zh[:40], field="name_zh")
    edition = _held(serial) if serial else CatalogueEdition(serial=_next_serial(), made_at=at)
    edition.name_zh, edition.name_en = name, tidy(draft.name_en)[:80]
    edition.valid_to, edition.sent_out = draft.valid_to, draft.sent_out
    edition.save()
    _tell(edition, actor, at)
    return edition.serial


@use_case("orders.keep_editions")
def number_titles(serial: int, *, lines: str, actor: Actor, at: datetime) -> int:
    """
    Say which titles stand in a catalogue, a number and an ISBN to a line; return how many they are.

    :raises NotFound: there is no such catalogue; EditionFixed: readers have it already.
    :raises EditionTitlesWrong: naming the lines that are not to be read, mean no title or several, or come twice.
    """
    edition = _held(serial)
    if edition.state != State.DRAFT:
        raise EditionFixed(name=edition.name_zh)
    said = [line for line in lines.splitlines() if line.strip()]
    read = [(line, _LINE.fullmatch(line)) for line in said]
    items = catalog.items_of_codes(codes={found[2].strip() for _line, found in read if found})
    meant, wrong = dict[int, int](), list[str]()
    for line, found in read:
        ids = items.get(found[2].strip(), frozenset()) if found else frozenset()
        position = int(found[1]) if found else 0
        if len(ids) != 1 or not 1 <= position <= LAST or position in meant or (set(ids) & set(meant.values())):
            wrong.append(line.strip()[:40])
        else:
            (meant[position],) = ids
    if wrong or not meant:
        raise EditionTitlesWrong(lines="；".join(wrong[:5]) or "—")
    EditionTitle.objects.filter(edition=edition).delete()
    EditionTitle.objects.bulk_create(
        EditionTitle(edition=edition, position=position, item_id=item_id) for position, item_id in meant.items()
    )
    _tell(edition, actor, at)
    return len(meant)


@use_case("orders.keep_editions")
def move_edition(serial: int, *, to: str, actor: Actor, at: datetime) -> None:
    """
    Send a catalogue out, after which its numbers stay; or close it, or open it again.

    :raises NotFound: there is no such catalogue; EditionTitlesWrong: it has no titles.
    """
    edition = _held(serial)
    if to not in (State.OUT, State.CLOSED):
        raise InvalidValue(label=_("State"), value=to[:20], field="state")
    if not EditionTitle.objects.filter(edition=edition).exists():
        raise EditionTitlesWrong(lines="—")
    edition.state = to
    edition.save(update_fields=["state"])
    _tell(edition, actor, at)


@use_case("orders.place")
def take_order_form(code: str, *, numbers: str, key: UUID, actor: Actor, at: datetime) -> int:
    """
    Take what stands on a form into the clerk's draft for its member, and return the member's id.

    A form adds to what is in the draft already, once for its key; the order that comes of it counts for the catalogue.

    :raises FormCodeUnknown: it is no code of a form; EditionNotOut: nobody can have this catalogue.
    :raises NumbersUnread: naming what cannot be read, or what the catalogue does not have.
    """
    meant, edition = edition_of_code(code)
    member = members.hold_kept_member(member_id=meant.member_id)
    if FormTaken.objects.filter(key=key).exists():
        return member.member_id
    read = read_numbers(numbers)
    titles = dict(EditionTitle.objects.filter(edition=edition).order_by("position").values_list("position", "item_id"))
    unread = [*read.unread, *(str(position) for position in read.copies if position not in titles)]
    if unread or not read.copies:
        raise NumbersUnread(parts="、".join(unread[:9]) or "—")
    wanted = {titles[position]: copies for position, copies in read.copies.items()}
    draft = change_held_draft(_with_copies(wanted), member_id=member.member_id, actor=actor, at=at)
    FormTaken.objects.create(
        edition=edition, member_id=member.member_id, key=key, request_key=draft.uid, copies=sum(wanted.values()),
        taken_by=actor.signature, taken_at=at,
    )  # fmt: skip
    told = OrderFormTaken(edition_id=edition.pk, member_id=member.member_id, copies=sum(wanted.values()))
    events.publish(told, actor=actor, at=at)
    return member.member_id


def _with_copies(wanted: dict[int, int]) -> Callable[[DraftContent], DraftContent]:
    def add(content: DraftContent) -> DraftContent:
        lines, left = [], dict(wanted)
        for line in content.lines:
            more = left.pop(int(line["item_id"]), 0)
            typed = str(line["quantity"]).strip()
            is_number = typed.isascii() and typed.isdigit()
            lines.append({**line, "quantity": str((int(typed) if is_number else 0) + more)} if more else line)
        lines += [{"item_id": item_id, "quantity": str(copies)} for item_id, copies in left.items()]
        return replace(content, lines=lines)

    return add


def _next_serial() -> int:
    last = CatalogueEdition.objects.aggregate(last=Max("serial"))["last"] or 0
    if last >= LAST:
        raise EditionsFull()
    return int(last) + 1


def _held(serial: int) -> CatalogueEdition:
    edition = CatalogueEdition.objects.select_for_update(no_key=True).filter(serial=serial).first()
    if edition is None:
        raise NotFound(what=_("catalogue"), key=serial)
    return edition


def _tell(edition: CatalogueEdition, actor: Actor, at: datetime) -> None:
    events.publish(EditionKept(edition_id=edition.pk, state=edition.state), actor=actor, at=at)
