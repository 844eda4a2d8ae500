"""The club's own tree of classes, and which titles stand in it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.errors import OwnClassAlone, OwnClassInUse
from shuyou.catalog.events import OwnClassesKept, TitlesFiled
from shuyou.catalog.models import Filing, OwnClass
from shuyou.catalog.rules.own_classes import class_lines
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
def drop_own_class(*, class_id: int, actor: Actor, at: datetime) -> None:
    """
    Take an empty class away.

    :raises NotFound: there is no such class.
    :raises OwnClassInUse: titles stand in it, or classes below it.
    """
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


def _held(class_id: int) -> OwnClass:
    held = OwnClass.objects.select_for_update().filter(pk=class_id).first()
    if held is None:
        raise NotFound(what=_("class"), key=class_id)
    return held
