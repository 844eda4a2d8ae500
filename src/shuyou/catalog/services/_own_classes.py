"""The club's own tree of classes, and which titles stand in it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.errors import OwnClassAlone, OwnClassInUse
from shuyou.catalog.events import OwnClassesKept, OwnClassMoved, TitlesFiled
from shuyou.catalog.models import Filing, OwnClass
from shuyou.catalog.rules.own_classes import class_lines, moved_codes
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case


@use_case("catalog.edit")
def keep_own_classes(*, lines: str, actor: Actor, at: datetime) -> int:
    """
    Keep classes, one a line, and return how many; a code that is known gets the names written now.

    :raises OwnClassNotReadable: a line names no class.
    :raises OwnClassAlone: the class above one of them is neither known nor written here.
    """
    written = class_lines(lines)
    _hold_tree()
    codes = {line.code for line in written}
    above = {line.above for line in written if line.above} - codes
    known = set(OwnClass.objects.filter(code__in=above).order_by("pk").values_list("code", flat=True))
    if missing := sorted(above - known):
        raise OwnClassAlone(value=missing[0])
    OwnClass.objects.bulk_create(
        [OwnClass(code=line.code, name_zh=line.name_zh, name_en=line.name_en) for line in written],
        update_conflicts=True, unique_fields=["code"], update_fields=["name_zh", "name_en"],
    )  # fmt: skip
    publish(OwnClassesKept(codes=",".join(sorted(codes)[:20]), is_kept=True), actor=actor, at=at)
    return len(written)


@use_case("catalog.edit")
def move_own_class(*, class_id: int, code: str, actor: Actor, at: datetime) -> int:
    """
    Give a class another place in the tree, which its code tells, and all below it with it; return how many moved.

    Titles stay in their classes, and whoever kept the address of a class still finds it.

    :raises NotFound: there is no such class.
    :raises BookValueRefused: there is no such place, it is taken, too deep, or within the class itself.
    """
    _hold_tree()
    held = _held(class_id)
    codes = moved_codes(held.code, code, set(OwnClass.objects.order_by("pk").values_list("code", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_ownclass c SET code = n.code FROM unnest(%s::text[], %s::text[]) AS n (was, code)"
            " WHERE c.code = n.was",
            [list(codes), list(codes.values())],
        )
    publish(
        OwnClassMoved(class_id=held.pk, was=held.code, code=codes[held.code], classes=len(codes)), actor=actor, at=at
    )
    return len(codes)


@use_case("catalog.edit")
def drop_own_class(*, class_id: int, actor: Actor, at: datetime) -> None:
    """
    Take an empty class away.

    :raises NotFound: there is no such class.
    :raises OwnClassInUse: titles stand in it, or classes below it.
    """
    _hold_tree()
    held = _held(class_id)
    has_below = OwnClass.objects.filter(code__startswith=f"{held.code}.").order_by("pk").exists()
    if has_below or Filing.objects.filter(own_class=held).order_by("pk").exists():
        raise OwnClassInUse(value=held.code)
    held.delete()
    publish(OwnClassesKept(codes=held.code, is_kept=False), actor=actor, at=at)


@use_case("catalog.edit")
def file_titles(*, class_id: int, item_ids: Iterable[int], is_in: bool, actor: Actor, at: datetime) -> int:
    """
    Put titles in a class, or take them out, and return how many that changed; one that stands there stays there.

    :raises NotFound: there is no such class.
    """
    held = _held(class_id)
    sql = (
        "INSERT INTO catalog_filing (own_class_id, item_id) SELECT %(own)s, i.id FROM catalog_item i"
        " WHERE i.id = ANY (%(ids)s) ORDER BY i.id ON CONFLICT DO NOTHING"
        if is_in
        else "DELETE FROM catalog_filing WHERE own_class_id = %(own)s AND item_id = ANY (%(ids)s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"own": held.pk, "ids": sorted(set(item_ids))})
        changed: int = cursor.rowcount
    publish(TitlesFiled(class_id=held.pk, titles=changed, is_in=is_in), actor=actor, at=at)
    return changed


def _hold_tree() -> None:
    """Have nobody else change the tree meanwhile, so that no class is left without the one above it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('catalog.own_classes', 0))")


def _held(class_id: int) -> OwnClass:
    held = OwnClass.objects.select_for_update().filter(pk=class_id).first()
    if held is None:
        raise NotFound(what=_("class"), key=class_id)
    return held
