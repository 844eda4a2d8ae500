"""The gate once more, just before a message leaves: what has been switched off, said or begun since it was judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from shuyou.kernel.clock import club_zone
from shuyou.kernel.notices import MARKETING, PURPOSES
from shuyou.members import queries as members
from shuyou.members.queries import Reach
from shuyou.messaging.models import ChannelSetting, Holdout, Suppression, Template
from shuyou.messaging.rules import OK, Case, Limits, judge_all, zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A message that is about to leave."""

    message_id: int
    kind: str
    purpose: str
    member_id: int | None
    digest: str
    clock: time
    """The hour where the reader is."""
    is_urgent: bool = False


def local_time(reach: Reach | None, channel: str, at: datetime) -> datetime:
    """Return the moment where the reader is: numbers abroad tell, everybody else is where the club is."""
    number = reach.mobile if reach and channel in ("sms", "phone") else ""
    return at.astimezone(zone_of(number) or club_zone())


def verdicts_now(leaving: Sequence[Leaving], channel: str, at: datetime) -> Mapping[int, str]:
    """Return what the gate says of messages now; limits and budgets count them already."""
    setting = ChannelSetting.objects.get(channel=channel)
    off = set(
        Template.objects.filter(is_on=False, kind__in={one.kind for one in leaving}).values_list("kind", flat=True)
    )
    people = {one.member_id for one in leaving if one.member_id}
    held_out = set(Holdout.objects.filter(member_id__in=people, until__gt=at).values_list("member_id", flat=True))
    addresses = Suppression.objects.filter(
        channel=channel, digest__in={one.digest for one in leaving}, lifted_at=None
    ).values_list("digest", "is_total")
    stopped, found = set(addresses), dict[int, str]()
    for purpose in PURPOSES:
        mine, is_offer = [one for one in leaving if one.purpose == purpose], purpose == MARKETING
        readers = [one.member_id for one in mine if one.member_id]
        words = members.may_contact(person_ids=readers, purpose=purpose, channel=channel, at=at) if readers else {}
        cases = [
            Case(
                word=words[one.member_id].why if one.member_id else OK, clock=one.clock, is_kind_off=one.kind in off,
                is_urgent=one.is_urgent, has_address=bool(one.digest),
                is_suppressed=(one.digest, True) in stopped or (is_offer and (one.digest, False) in stopped),
                is_held_out=one.member_id in held_out,
            )
            for one in mine
        ]  # fmt: skip
        limits = Limits(
            is_offer=is_offer, is_on=setting.is_on, quiet_from=setting.quiet_from, quiet_until=setting.quiet_until
        )
        found |= {one.message_id: verdict for one, verdict in zip(mine, judge_all(cases, limits), strict=True)}
    return found
