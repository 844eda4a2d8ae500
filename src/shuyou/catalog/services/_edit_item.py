"""Items by hand: entered, corrected, and given back to the files that brought them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings

from shuyou.catalog.errors import ItemChangedMeanwhile, ItemGone, ItemMissing, PriceNotReadable
from shuyou.catalog.events import ItemAdded, ItemEdited
from shuyou.catalog.models import Item, ItemChange
from shuyou.catalog.rules import BookDraft, NewBook, ShopTerms, clean_book
from shuyou.catalog.services._keeping import Hand, keep
from shuyou.catalog.services._records import (
    EMPTY,
    NEVER_EMPTY,
    TOLD,
    Record,
    in_words,
    merge,
    people_in_words,
    read_records,
    topics_in_words,
)
from shuyou.kernel.actor import Actor
from shuyou.kernel.bulk import next_ids
from shuyou.kernel.events import publish
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import use_case

OURS: Final = "staff"
"""The source of items that were entered by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTerms:
    """On which terms an item is sold, and how its copies are told apart."""

    barred_channels: tuple[str, ...] = ()
    has_fixed_price: bool = False
    earns_no_points: bool = False
    least_age: int | None = None
    is_batched: bool = False
    is_numbered: bool = False


TERMS: Final = tuple(ItemTerms.__dataclass_fields__)


@use_case("catalog.edit")
def add_item(told: NewBook, *, terms: ItemTerms | None = None, actor: Actor, at: datetime) -> UUID:
    """
    Enter an item by hand and return its uid.

    :raises DomainError: with everything that is wrong about it.
    """
    draft = _clean(told)
    if draft.price is None:
        raise PriceNotReadable(value="")
    (item_id,) = next_ids("catalog_item", 1)
    record = Record(item_id, OURS, str(uuid7()), None, price=draft.price)
    merge(record, draft, OURS)
    _put_terms(record, terms)
    keep([record], Hand(actor=actor, at=at))
    publish(ItemAdded(item_id=item_id), actor=actor, at=at)
    return Item.objects.values_list("uid", flat=True).get(pk=item_id)


@use_case("catalog.edit")
def edit_item(
    told: NewBook, *, item_id: int, terms: ItemTerms | None = None, seen: int | None = None, actor: Actor, at: datetime
) -> tuple[str, ...]:
    """
    Make an item what a form says, and return the fields that are another way now; files leave these alone from now on.

    An empty field is emptied; an empty price stays. `seen` is the last change that the form showed.

    :raises ItemMissing: there is none.
    :raises ItemGone: it was merged into another.
    :raises ItemChangedMeanwhile: somebody changed one of the same fields since.
    :raises DomainError: with everything that is wrong about it.
    """
    draft = _clean(told)
    record = hold_item(item_id)
    _put_fields(record, draft)
    _put_terms(record, terms)
    fields = tuple(dict.fromkeys(change.field for change in record.changes))
    if not fields:
        return ()
    _refuse_overwriting(item_id, fields, seen)
    if record.source != OURS:
        record.own_fields |= frozenset(fields) & OWNABLE
        record.is_changed = True
    keep([record], Hand(actor=actor, at=at))
    publish(ItemEdited(item_id=item_id, fields=fields), actor=actor, at=at)
    return fields


@use_case("catalog.edit")
def release_fields(*, item_id: int, fields: Collection[str], actor: Actor, at: datetime) -> None:
    """
    Let files change fields again that staff wrote.

    :raises ItemMissing: there is none.
    :raises ItemGone: it was merged into another.
    """
    record = hold_item(item_id)
    released = record.own_fields & frozenset(fields)
    if released:
        record.own_fields -= released
        record.is_changed = True
        keep([record], Hand(actor=actor, at=at))
        publish(ItemEdited(item_id=item_id, fields=tuple(sorted(released))), actor=actor, at=at)


def hold_item(item_id: int) -> Record:
    """
    Lock an item and return what is kept of it.

    :raises ItemMissing: there is none.
    :raises ItemGone: it was merged into another.
    """
    record = read_records([item_id]).get(item_id)
    if record is None:
        raise ItemMissing(key=item_id)
    if Item.objects.filter(pk=item_id).exclude(merged_into=None).exists():
        raise ItemGone()
    return record


OWNABLE: Final = frozenset({*TOLD, "price", "category", "people", "topics", "attributes"})
"""Fields that files tell too."""


def _clean(told: NewBook) -> BookDraft:
    return clean_book(told, ShopTerms(settings.SHUYOU_CURRENCY))


def _put_fields(record: Record, draft: BookDraft) -> None:
    for name in TOLD:
        wanted, kept = getattr(draft, name), getattr(record, name)
        if wanted != kept and (wanted or name not in NEVER_EMPTY):
            record.put(name, wanted or EMPTY[name], before=in_words(kept), after=in_words(wanted))
    if draft.category != record.category:
        names = [found.name_zh if found else "" for found in (record.category, draft.category)]
        record.put("category", draft.category, before=names[0], after=names[1])
    if draft.price and draft.price != record.price:
        record.put("price", draft.price, before=str(record.price.value), after=str(draft.price.value))
    if dict(draft.attributes) != record.attributes:
        before, after = (in_words(tuple(f"{k}={v}" for k, v in told.items())) for told in
                         (record.attributes, draft.attributes))  # fmt: skip
        record.put("attributes", dict(draft.attributes), before=before, after=after)
    if draft.people != record.people:
        record.note("people", people_in_words(record.people), people_in_words(draft.people))
        record.people, record.has_new_people = draft.people, True
    if draft.topics != record.topics:
        record.note("topics", topics_in_words(record.topics), topics_in_words(draft.topics))
        record.topics, record.has_new_topics = draft.topics, True


def _put_terms(record: Record, terms: ItemTerms | None) -> None:
    if terms is None:
        return
    for name in TERMS:
        wanted, kept = getattr(terms, name), getattr(record, name)
        if wanted != kept:
            record.put(name, wanted, before=in_words(kept), after=in_words(wanted))


def _refuse_overwriting(item_id: int, fields: Collection[str], seen: int | None) -> None:
    if seen is None:
        return
    later = ItemChange.objects.filter(item_id=item_id, pk__gt=seen, field__in=fields)
    names = sorted(set(later.values_list("field", flat=True)))
    if names:
        raise ItemChangedMeanwhile(fields=", ".join(names))
