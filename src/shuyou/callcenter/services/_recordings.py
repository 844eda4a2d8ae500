"""Recordings are heard by those who may, for a reason that is noted first."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import RecordingGone
from shuyou.callcenter.events import RecordingOpened
from shuyou.callcenter.models import Recording, RecordingAccess
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

LISTEN, TAKE = "callcenter.listen", "callcenter.take_recordings"


@use_case("callcenter.answer")
def open_recording(*, uid: UUID, why: str, is_download: bool = False, actor: Actor, at: datetime) -> UUID:
    """
    Note that somebody hears a recording, or takes it away, and why; return what opens it for them.

    Messages are there for whoever answers calls, talks only for those who may listen to them.

    :raises NotFound: there is no such recording.
    :raises NotPermitted: this one is not for them, or they may not take recordings away.
    :raises RecordingGone: it was kept no longer.
    :raises InvalidValue: that is no reason.
    """
    recording = Recording.objects.filter(uid=uid).first()
    if recording is None:
        raise NotFound(what=_("recording"), key=uid)
    if not recording.is_message:
        actor.require(LISTEN)
    if is_download:
        actor.require(TAKE)
    if recording.dropped_at is not None or not recording.path:
        raise RecordingGone()
    if why not in RecordingAccess.Why.values:
        raise InvalidValue(label=_("reason"), value=why, field="why")
    access = RecordingAccess.objects.create(
        recording=recording, by=actor.signature, why=why, is_download=is_download, at=at
    )
    opened = RecordingOpened(call_id=recording.call_id, recording_id=recording.pk, why=why, is_download=is_download)
    publish(opened, actor=actor, at=at)
    return access.uid
