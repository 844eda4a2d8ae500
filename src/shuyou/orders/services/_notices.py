"""Words for readers that somebody is to send, until a channel sends them by itself."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors.releases import NoticeOver
from shuyou.orders.events.releases import NoticeDone
from shuyou.orders.models import Notice

State = Notice.State


@use_case("orders.place")
def finish_notice(notice_id: int, *, is_sent: bool, actor: Actor, at: datetime) -> None:
    """
    Note that words for a reader were sent, or are not to be sent.

    :raises NotFound: there are no such words.
    :raises NoticeOver: somebody has done it already.
    """
    notice = Notice.objects.select_for_update(no_key=True).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound(what=_("notice"), key=notice_id)
    if notice.state != State.WAITING:
        raise NoticeOver(state=State(notice.state).label)
    notice.state = State.SENT if is_sent else State.DROPPED
    notice.done_at, notice.done_by = at, actor.signature
    notice.save(update_fields=["state", "done_at", "done_by"])
    events.publish(NoticeDone(notice_id=notice.pk, state=notice.state), actor=actor, at=at)
