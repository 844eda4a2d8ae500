"""What copies of an item are told apart by, its numbers, the parts of a bundle, its cover."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from shuyou.catalog.errors import (
    CopyKnown,
    DayNotReadable,
    DaysOutOfOrder,
    NumberHeld,
    PartNested,
    PartUnknown,
    QuantityNotReadable,
)
from shuyou.catalog.events import BundleChanged, CopiesNoted, ItemEdited
from shuyou.catalog.models import Batch, BundlePart, Identifier, Item, ItemChange, NumberedCopy
from shuyou.catalog.rules.covers import cover_of
from shuyou.catalog.rules.details import add_on, code_of
from shuyou.catalog.rules.isbns import isbn10, isbn13
from shuyou.catalog.services._edit_item import hold_item
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case

MOST_COPIES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A batch as typed."""

    code: str
    made_on: str = ""
    valid_until: str = ""
    note: str = ""


@use_case("catalog.edit")
def note_batch(batch: NewBatch, *, item_id: int, actor: Actor, at: datetime) -> None:
    """
    Note copies that were made together, and until when they may be sold.

    :raises DomainError: it has no code, is known, or its days are none.
    """
    code = tidy(batch.code)[:40]
    if not code:
        raise CopyKnown(value="")
    made, end = _day(batch.made_on, "made_on"), _day(batch.valid_until, "valid_until")
    if made and end and end < made:
        raise DaysOutOfOrder(value=batch.valid_until)
    hold_item(item_id)
    try:
        with transaction.atomic():
            Batch.objects.create(item_id=item_id, code=code, made_on=made, valid_until=end, note=tidy(batch.note)[:200])
    except IntegrityError as error:
        raise CopyKnown(value=code) from error
    publish(CopiesNoted(item_id=item_id, kind="batch", count=1), actor=actor, at=at)


@use_case("catalog.edit")
def note_copies(
    *, item_id: int, numbers: str, condition: str = "", provenance: str = "", actor: Actor, at: datetime
) -> int:
    """
    Note copies with numbers of their own, parted by spaces, or a span such as 001-120, and return how many are new.

    :raises DomainError: no number can be read, or there are too many.
    """
    wanted = _span(numbers)
    hold_item(item_id)
    known = set(NumberedCopy.objects.filter(item_id=item_id, number__in=wanted).values_list("number", flat=True))
    new = [number for number in wanted if number not in known]
    if not new:
        raise CopyKnown(value=numbers, field="numbers")
    NumberedCopy.objects.bulk_create(
        NumberedCopy(item_id=item_id, number=number, condition=tidy(condition)[:60], provenance=tidy(provenance)[:200])
        for number in new
    )
    publish(CopiesNoted(item_id=item_id, kind="number", count=len(new)), actor=actor, at=at)
    return len(new)


@use_case("catalog.edit")
def strike_out(*, item_id: int, kind: str, row_id: int, actor: Actor, at: datetime) -> None:
    """
    Strike a batch or a numbered copy out.

    :raises ItemMissing: there is no such item.
    """
    hold_item(item_id)
    table = Batch if kind == "batch" else NumberedCopy
    if table._default_manager.filter(pk=row_id, item_id=item_id).delete()[0]:
        publish(CopiesNoted(item_id=item_id, kind=kind, count=-1), actor=actor, at=at)


@use_case("catalog.edit")
def add_number(*, item_id: int, kind: str, value: str, beside: str = "", actor: Actor, at: datetime) -> None:
    """
    Have an item go by another number, or keep the add-on digits beside one that it has.

    :raises DomainError: it is no such number.
    """
    reader = {"isbn13": isbn13, "isbn10": isbn10}.get(kind)
    number = reader(value, field="value") if reader else code_of(kind, value)
    digits = add_on(beside) if beside.strip() else ""
    hold_item(item_id)
    row, is_new = Identifier.objects.get_or_create(
        item_id=item_id, kind=kind, value=number, defaults={"add_on": digits}
    )
    if not is_new and row.add_on == digits and not row.is_synthetic:
        raise CopyKnown(value=number, field="value")
    Identifier.objects.filter(pk=row.pk).update(add_on=digits, is_synthetic=False)
    _told(item_id, kind, "" if is_new else number, f"{number} {digits}".strip(), actor, at)


@use_case("catalog.edit")
def drop_number(*, item_id: int, number_id: int, actor: Actor, at: datetime) -> None:
    """
    Have an item go by a number no longer.

    :raises NumberHeld: it has no other.
    """
    hold_item(item_id)
    numbers = list(Identifier.objects.filter(item_id=item_id).order_by("pk"))
    found = next((number for number in numbers if number.pk == number_id), None)
    if found is None:
        return
    if len(numbers) == 1:
        raise NumberHeld()
    found.delete()
    _told(item_id, found.kind, found.value, "", actor, at)


@use_case("catalog.edit")
def set_parts(*, item_id: int, parts: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """
    Make a bundle of parts: how many copies, by the number that each goes by; none: it is a bundle no longer.

    :raises DomainError: a number leads to no item or several, a quantity is none, or a part is a bundle itself.
    """
    wanted = {_part(number): _quantity(quantity) for number, quantity in parts.items()}
    held = Item.objects.filter(pk__in=[item_id, *wanted]).order_by("pk").select_for_update(no_key=True)
    titles = {item.pk: item.title for item in held}
    nested = BundlePart.objects.filter(bundle_id__in=wanted).values_list("bundle_id", flat=True)
    for part_id in (*nested, *(part for part in wanted if part == item_id)):
        raise PartNested(value=titles[part_id])
    if wanted and BundlePart.objects.filter(part_id=item_id).exists():
        raise PartNested(value=titles[item_id])
    BundlePart.objects.filter(bundle_id=item_id).exclude(part_id__in=wanted).delete()
    for part_id, quantity in sorted(wanted.items()):
        BundlePart.objects.update_or_create(bundle_id=item_id, part_id=part_id, defaults={"quantity": quantity})
    publish(BundleChanged(item_id=item_id, parts=len(wanted)), actor=actor, at=at)


def change_cover(*, item_id: int, content: bytes, name: str, actor: Actor, at: datetime) -> str:
    """
    Keep a picture as an item's cover and return the name of its file; the old file is gone afterwards.

    :raises CoverUnreadable: it is no picture.
    """
    actor.require("catalog.edit")
    file = default_storage.save(f"covers/{uuid4().hex}.jpg", ContentFile(cover_of(content, name=name)))
    try:
        old = _name_cover(item_id=item_id, file=file, actor=actor, at=at)
    except BaseException:
        default_storage.delete(file)
        raise
    if old:
        default_storage.delete(old)
    return file


def remove_cover(*, item_id: int, actor: Actor, at: datetime) -> None:
    """Take an item's cover away, the file too."""
    if old := _name_cover(item_id=item_id, file="", actor=actor, at=at):
        default_storage.delete(old)


@use_case("catalog.edit")
def _name_cover(*, item_id: int, file: str, actor: Actor, at: datetime) -> str:
    """Make a file the item's cover and return the name of the one before."""
    hold_item(item_id)
    old = Item.objects.values_list("cover", flat=True).get(pk=item_id)
    Item.objects.filter(pk=item_id).update(cover=file)
    _told(item_id, "cover", old, file, actor, at)
    return old


def _told(item_id: int, field: str, before: str, after: str, actor: Actor, at: datetime) -> None:
    ItemChange.objects.create(
        item_id=item_id, field=field, before=before, after=after, changed_by=actor.signature, at=at
    )
    publish(ItemEdited(item_id=item_id, fields=(field,)), actor=actor, at=at)


def _day(text: str, field: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise DayNotReadable(value=text, field=field) from error


def _span(text: str) -> list[str]:
    """Return the numbers of a text: 001-120 keeps its zeros."""
    numbers: dict[str, None] = {}
    for word in text.replace(",", " ").replace("，", " ").split():
        first, dash, last = word.partition("-")
        if dash and first.isdecimal() and last.isdecimal() and 0 <= int(last) - int(first) < MOST_COPIES:
            numbers.update(dict.fromkeys(str(n).zfill(len(first)) for n in range(int(first), int(last) + 1)))
        else:
            numbers[word[:40]] = None
    if not numbers or len(numbers) > MOST_COPIES:
        raise QuantityNotReadable(value=text, field="numbers")
    return list(numbers)


def _part(number: str) -> int:
    spellings = {tidy(number), tidy(number).replace("-", "")}
    rows = Identifier.objects.filter(value__in=spellings, item__merged_into=None)
    found = set(rows.values_list("item_id", flat=True))
    if len(found) != 1:
        raise PartUnknown(value=number, found=len(found))
    return found.pop()


def _quantity(text: str) -> int:
    bare = text.strip() or "1"
    if not (bare.isascii() and bare.isdigit() and 1 <= int(bare) <= 999):
        raise QuantityNotReadable(value=text)
    return int(bare)
