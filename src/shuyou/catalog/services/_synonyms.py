"""Words that mean the same to whoever searches: put together, changed, parted."""

import re
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.errors import SynonymsTooFew, SynonymTaken, SynonymTooLong
from shuyou.catalog.events import SynonymsKept
from shuyou.catalog.models import Synonym, SynonymGroup
from shuyou.catalog.rules import title_norm
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case

_BETWEEN: Final = re.compile(r"[,，、;；=|\n]+")
LONGEST: Final = 12
"""Longer words are not looked for in what was typed."""
MOST: Final = 8


@use_case("catalog.edit")
def keep_synonyms(*, typed: str, group_id: int | None = None, actor: Actor, at: datetime) -> int:
    """
    Keep words that mean the same, parted by commas, as a new group or instead of one's words; return the group's id.

    :raises SynonymsTooFew: they are less than two, or more than eight.
    :raises SynonymTooLong: one of them is too long to be found in what is typed.
    :raises SynonymTaken: one of them stands in another group.
    :raises NotFound: there is no such group.
    """
    words = {title_norm(word): word for part in _BETWEEN.split(typed) if title_norm(word := tidy(part))}
    if not 2 <= len(words) <= MOST:
        raise SynonymsTooFew(value=typed[:80])
    for norm, word in words.items():
        if not 2 <= len(norm) <= LONGEST:
            raise SynonymTooLong(value=word[:40], limit=LONGEST)
    group = _group(group_id, actor, at)
    Synonym.objects.filter(group=group).delete()
    try:
        with transaction.atomic():
            Synonym.objects.bulk_create(Synonym(group=group, word=word[:40], norm=norm) for norm, word in words.items())
    except IntegrityError as clash:
        taken = Synonym.objects.filter(norm__in=list(words)).order_by("pk").values_list("word", flat=True).first()
        raise SynonymTaken(value=taken or typed[:80]) from clash
    publish(SynonymsKept(group_id=group.pk, words=len(words)), actor=actor, at=at)
    return group.pk


@use_case("catalog.edit")
def drop_synonyms(*, group_id: int, actor: Actor, at: datetime) -> None:
    """
    Have words mean the same no longer.

    :raises NotFound: there is no such group.
    """
    group = _group(group_id, actor, at)
    group.delete()
    publish(SynonymsKept(group_id=group_id, words=0), actor=actor, at=at)


def _group(group_id: int | None, actor: Actor, at: datetime) -> SynonymGroup:
    who = actor.signature
    if group_id is None:
        return SynonymGroup.objects.create(changed_by=who, changed_at=at)
    group = SynonymGroup.objects.select_for_update(no_key=True).filter(pk=group_id).first()
    if group is None:
        raise NotFound(what=_("synonyms"), key=group_id)
    group.changed_by, group.changed_at = who, at
    group.save(update_fields=["changed_by", "changed_at"])
    return group
