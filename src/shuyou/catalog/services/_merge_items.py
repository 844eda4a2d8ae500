"""Two items that are one: merged, and parted again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.errors import ItemGone, ItemMissing, ItemsAlike, MergeUndone
from shuyou.catalog.events import ItemsMerged, ItemsParted
from shuyou.catalog.models import Item, ItemChange, ItemMerge, TitleSearch
from shuyou.catalog.queries import leading_items
from shuyou.catalog.services._keeping import search_again
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import step, use_case

MOVED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "catalog_identifier": ("item_id", ("kind", "value")),
    "catalog_batch": ("item_id", ("code",)),
    "catalog_numberedcopy": ("item_id", ("number",)),
    "catalog_bundlepart": ("part_id", ("bundle_id",)),
    "catalog_filing": ("item_id", ("own_class_id",)),
}
"""What goes over: tables with the column of the item, and the columns that it may have together only once."""


@use_case("catalog.merge")
def merge_items(*, kept_id: int, gone_id: int, actor: Actor, at: datetime) -> UUID:
    """
    Merge an item into another: its numbers lead there, it is sold no more. Return the merge's uid.

    What the kept one has already stays behind with the other; its own data and prices are left as they are.

    :raises ItemsAlike: they are the same.
    :raises ItemMissing: there is no such item.
    :raises ItemGone: one of them was merged before.
    """
    if kept_id == gone_id:
        raise ItemsAlike()
    held = {item.pk: item for item in Item.objects.filter(pk__in=[kept_id, gone_id]).order_by("pk").select_for_update()}
    for item_id in (kept_id, gone_id):
        if item_id not in held:
            raise ItemMissing(key=item_id)
        if held[item_id].merged_into_id is not None:
            raise ItemGone()
    gone = held[gone_id]
    done = ItemMerge.objects.create(
        kept_id=kept_id, gone_id=gone_id, status_before=gone.status,
        moved={table: _move(table, gone_id, kept_id) for table in MOVED},
        merged_by=actor.signature, merged_at=at,
    )  # fmt: skip
    Item.objects.filter(pk=gone_id).update(status=Item.Status.WITHDRAWN, merged_into_id=kept_id)
    TitleSearch.objects.filter(item_id=gone_id).delete()
    _note(kept_id, "merged", "", gone.title, actor, at)
    publish(ItemsMerged(merge_id=done.pk, kept_id=kept_id, gone_id=gone_id), actor=actor, at=at)
    return done.uid


@use_case("catalog.merge")
def part_items(*, uid: UUID, actor: Actor, at: datetime) -> int:
    """
    Take a merge back and return the id of the item that was gone: what moved, and is still there, moves back.

    :raises NotFound: there was no such merge.
    :raises MergeUndone: it was taken back before.
    """
    done = ItemMerge.objects.select_for_update(of=("self",)).select_related("gone").filter(uid=uid).first()
    if done is None:
        raise NotFound(what=_("merge"), key=uid)
    if done.undone_at is not None:
        raise MergeUndone()
    list(Item.objects.filter(pk__in=[done.kept_id, done.gone_id]).order_by("pk").select_for_update().values("pk"))
    for table, ids in done.moved.items():
        _move_back(table, ids, done.kept_id, done.gone_id)
    Item.objects.filter(pk=done.gone_id).update(status=done.status_before, merged_into=None)
    search_again(done.gone_id)
    done.undone_by, done.undone_at = actor.signature, at
    done.save(update_fields=["undone_by", "undone_at"])
    _note(done.kept_id, "merged", done.gone.title, "", actor, at)
    publish(ItemsParted(merge_id=done.pk, kept_id=done.kept_id, gone_id=done.gone_id), actor=actor, at=at)
    return done.gone_id


@step
def hold_items(*, item_ids: Iterable[int]) -> Mapping[int, int]:
    """Hold items so that none of them is merged until the transaction ends, and return which each one leads to."""
    asked = sorted(set(item_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, merged_into_id FROM catalog_item WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE", [asked]
        )
        is_merged = any(lead for _item, lead in cursor.fetchall())
    return leading_items(item_ids=asked) if is_merged else {item_id: item_id for item_id in asked}


def _move(table: str, gone_id: int, kept_id: int) -> list[int]:
    """Move rows to the kept item, but for those it has already, and return their ids."""
    owner, once = MOVED[table]
    same = "".join(f" AND k.{column} = t.{column}" for column in once)
    itself = " AND t.bundle_id <> %(kept)s" if table == "catalog_bundlepart" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET {owner} = %(kept)s WHERE t.{owner} = %(gone)s{itself}"  # noqa: S608 - names of tables
            f" AND NOT EXISTS (SELECT FROM {table} k WHERE k.{owner} = %(kept)s{same}) RETURNING t.id",
            {"kept": kept_id, "gone": gone_id},
        )
        return [row[0] for row in cursor.fetchall()]


def _move_back(table: str, ids: list[int], kept_id: int, gone_id: int) -> None:
    owner, _once = MOVED[table]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {owner} = %s WHERE id = ANY (%s) AND {owner} = %s",  # noqa: S608 - names of tables
            [gone_id, ids, kept_id],
        )


def _note(item_id: int, field: str, before: str, after: str, actor: Actor, at: datetime) -> None:
    ItemChange.objects.create(
        item_id=item_id, field=field, before=before, after=after, changed_by=actor.signature, at=at
    )
