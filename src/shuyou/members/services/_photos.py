"""The photo of a reader, kept as a file of its own; and how they would rather be reached."""

from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.events import PhotoChanged, WaysPreferred
from shuyou.members.models import Contact, Person
from shuyou.members.rules import short_text
from shuyou.members.rules.photos import portrait
from shuyou.members.rules.touches import one_of
from shuyou.members.services._hold_member import hold_member

LONGEST_TIME = 40


def change_photo(*, member_id: int, content: bytes, name: str, actor: Actor, at: datetime) -> str:
    """
    Keep a picture as a reader's photo and return the name of its file; the old file is gone afterwards.

    The picture is worked on, and files are written, outside the transaction that names the new one.

    :raises NotFound: there is no such member.
    :raises DomainError: for a file that is no picture to know somebody by.
    """
    actor.require("members.edit")
    small = portrait(content, name=name)
    file = default_storage.save(f"photos/{uuid4().hex}.jpg", ContentFile(small))
    try:
        old = _name_photo(member_id=member_id, file=file, actor=actor, at=at)
    except BaseException:
        default_storage.delete(file)
        raise
    _forget(old)
    return file


def remove_photo(*, member_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a reader's photo away, the file too.

    :raises NotFound: there is no such member.
    """
    _forget(_name_photo(member_id=member_id, file="", actor=actor, at=at))


@use_case("members.edit")
def prefer_ways(*, member_id: int, channel: str, best_time: str, actor: Actor, at: datetime) -> None:
    """
    Keep by which channel and at which time a reader would rather be reached.

    :raises NotFound: there is no such member.
    :raises DomainError: for a word or a text that cannot be kept.
    """
    word = one_of(channel, ["", *Contact.Channel.values], field="channel")
    told = short_text(best_time, field="best_time", limit=LONGEST_TIME)
    hold_member(member_id=member_id)
    others = Person.objects.filter(pk=member_id).exclude(preferred_channel=word, best_time=told)
    if others.update(preferred_channel=word, best_time=told):
        publish(WaysPreferred(member_id=member_id, channel=word), actor=actor, at=at)


@use_case("members.edit")
def _name_photo(*, member_id: int, file: str, actor: Actor, at: datetime) -> str:
    """Make a file the reader's photo and return the name of the one before."""
    hold_member(member_id=member_id)
    old = Person.objects.values_list("photo", flat=True).get(pk=member_id)
    if old != file:
        Person.objects.filter(pk=member_id).update(photo=file)
        publish(PhotoChanged(member_id=member_id, has_photo=bool(file)), actor=actor, at=at)
    return old


def _forget(file: str) -> None:
    if file:
        default_storage.delete(file)
