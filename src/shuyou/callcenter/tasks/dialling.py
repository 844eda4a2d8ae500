"""Readers of lists who are due: what the gate says is taken in, calls are begun, results told."""

import logging
from collections.abc import Sequence
from datetime import datetime

from shuyou.callcenter import services
from shuyou.callcenter.rules.center import Announce, CallWhoAsked
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.messaging import services as messaging

log = logging.getLogger(__name__)


def dial_due(*, site_id: int, actor: Actor, at: datetime) -> Sequence[Announce | CallWhoAsked]:
    """Return the calls that a site's switch makes by itself now; agents' own calls are asked of it in order."""
    tell_results(actor=actor, at=at)
    services.hear_gate(actor=actor, at=at)
    services.ring_progressively(site_id=site_id, actor=actor, at=at)
    asked = services.call_who_asked(site_id=site_id, actor=actor, at=at)
    return [*asked, *services.take_announcements(site_id=site_id, actor=actor, at=at)]


def tell_results(*, actor: Actor, at: datetime) -> None:
    """Tell the gate what came of calls: readers who were not reached are asked of it again, some hours later."""
    for one in services.results_to_tell(actor=actor):
        try:
            messaging.note_call(uid=one.message, is_reached=one.is_reached, actor=actor, at=at)
        except DomainError as refusal:  # somebody has said so by hand meanwhile
            log.info("the result of a call was not taken: %s", refusal.code)
        services.note_told(row_id=one.row_id, actor=actor, at=at)
