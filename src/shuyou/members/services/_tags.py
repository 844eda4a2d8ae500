"""Tags: the words that may be put on readers, and putting them on."""

from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import TagTaken, TagUnknown
from shuyou.members.events import TagDefined, TagPut
from shuyou.members.models import PersonTag, Tag
from shuyou.members.rules import short_text
from shuyou.members.rules.touches import one_of, written
from shuyou.members.services._hold_member import hold_member

LONGEST_NAME = 30
COLOURS = tuple(str(number) for number in range(1, 7))


@use_case("members.manage_tags")
def define_tag(*, name: str, colour: str, tag_id: int | None = None, actor: Actor, at: datetime) -> int:
    """
    Make a tag, or give one another name and colour, and return its id.

    :raises NotFound: there is no such tag.
    :raises TagTaken: another one has this name.
    :raises DomainError: for a name or colour that cannot be kept.
    """
    line = short_text(name, field="name", limit=LONGEST_NAME)
    kept = written(line, field="name", limit=LONGEST_NAME)
    shade = int(one_of(colour, COLOURS, field="colour"))
    tag = Tag() if tag_id is None else _held(tag_id)
    if Tag.objects.filter(name__iexact=kept).exclude(pk=tag.pk).exists():
        raise TagTaken(value=kept)
    tag.name, tag.colour = kept, shade
    try:
        tag.save()
    except IntegrityError as error:
        raise TagTaken(value=kept) from error  # a colleague made it this very moment
    publish(TagDefined(tag_id=tag.pk, is_active=tag.is_active), actor=actor, at=at)
    return tag.pk


@use_case("members.manage_tags")
def retire_tag(*, tag_id: int, is_active: bool, actor: Actor, at: datetime) -> None:
    """
    Let a tag be put on nobody any more, or on readers again; those who have it keep it.

    :raises NotFound: there is no such tag.
    """
    tag = _held(tag_id)
    if tag.is_active != is_active:
        tag.is_active = is_active
        tag.save(update_fields=["is_active"])
        publish(TagDefined(tag_id=tag.pk, is_active=is_active), actor=actor, at=at)


@use_case("members.put_tags")
def put_tag(*, member_id: int, name: str, actor: Actor, at: datetime) -> int:
    """
    Put a tag on a reader by its name and return the tag's id; a tag they have stays as it is.

    :raises NotFound: there is no such member.
    :raises TagUnknown: no tag in use has this name.
    """
    typed = short_text(name, field="tag", limit=LONGEST_NAME)
    tag_id = Tag.objects.filter(name__iexact=typed, is_active=True).values_list("pk", flat=True).first()
    if tag_id is None:
        raise TagUnknown(value=name)
    hold_member(member_id=member_id)
    by = actor.signature
    _row, is_new = PersonTag.objects.get_or_create(
        person_id=member_id, tag_id=tag_id, defaults={"added_by": by, "at": at}
    )
    if is_new:
        publish(TagPut(member_id=member_id, tag_id=tag_id, is_on=True), actor=actor, at=at)
    return tag_id


@use_case("members.put_tags")
def take_tag(*, member_id: int, tag_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a tag off a reader; nothing happens if they do not have it.

    :raises NotFound: there is no such member.
    """
    hold_member(member_id=member_id)
    taken, _kinds = PersonTag.objects.filter(person_id=member_id, tag_id=tag_id).delete()
    if taken:
        publish(TagPut(member_id=member_id, tag_id=tag_id, is_on=False), actor=actor, at=at)


def _held(tag_id: int) -> Tag:
    tag = Tag.objects.filter(pk=tag_id).select_for_update(no_key=True, of=("self",)).first()
    if tag is None:
        raise NotFound(what=_("tag"), key=tag_id)
    return tag
