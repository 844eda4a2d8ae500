"""What readers allow: whom the club may tell what, by which way, right now; and the whole ledger of one reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db import connection
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.history import signers
from shuyou.kernel.usecase import query
from shuyou.members.models import Consent, ConsentText, ContactRule, Person, Relation
from shuyou.members.queries._contact_words import AskedFor, contact_words
from shuyou.members.rules.consent import ADULT, CHILD, Word, age_on, is_allowed

WHY: Final[Mapping[str, Promise]] = {
    "ok": _("may be contacted"),
    "unknown": _("nobody of this id is known"),
    "erased": _("was erased"),
    "restricted": _("asked that their data not be used"),
    "gone": _("is no member any more"),
    "minor": _("is under age: nothing is offered"),
    "guardian": _("is a child, and no guardian has said yes"),
    "not_asked": _("has not said yes"),
    "refused": _("has said no"),
    "do_not_contact": _("wants no contact for a while"),
    "quiet_hours": _("has quiet hours now"),
    "night": _("it is too late in the day for offers"),
}
"""Why somebody may or may not be contacted, in words for staff."""

_THESE: Final = AskedFor("SELECT DISTINCT unnest(%(ids)s::bigint[]) AS id")
_MAY: Final = "SELECT id, why FROM ({words}) w"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may be contacted, and why; `why` is a key of `WHY`."""

    is_allowed: bool
    why: str

    @property
    def reason(self) -> str:
        """The reason in the reader's language."""
        return str(WHY[self.why])


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands for one purpose on one channel: the word that counts, and the latest one said of exactly this."""

    purpose: str
    channel: str
    channel_label: str
    is_granted: bool | None
    said_at: datetime | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """A purpose with the text in force and a cell for each channel."""

    purpose: str
    label: str
    version: str
    text: str
    cells: tuple[Cell, ...]
    is_closed: bool
    """Nothing can be allowed here: the reader is under age."""


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One word in the ledger."""

    at: datetime
    purpose: str
    channel: str
    is_granted: bool
    text_version: str
    given_via: str
    evidence: str
    guardian: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Guardian:
    """Somebody who decides for a child."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class KeptContactRule:
    """When a reader may not be disturbed."""

    quiet_from: time | None = None
    quiet_until: time | None = None
    do_not_contact_until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ConsentMatrix:
    """All that a reader allows."""

    rows: tuple[PurposeRow, ...]
    lines: tuple[ConsentLine, ...]
    rule: KeptContactRule
    is_child: bool
    is_minor: bool
    guardians: tuple[Guardian, ...]


def may_contact(*, person_ids: Sequence[int], purpose: str, channel: str, at: datetime) -> Mapping[int, Verdict]:
    """
    Tell of each person whether they may be contacted for a purpose by a channel at a moment, and why, in one query.

    News of an order needs no yes, only no no; everything else needs a yes. (Index `latest_consent`.)
    """
    words = contact_words(asked=_THESE, purpose=purpose, channel=channel, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_MAY.replace("{words}", words.sql), {**words.values, "ids": list(person_ids)})
        return {person_id: Verdict(why == "ok", why) for person_id, why in cursor.fetchall()}


@query("members.view")
def consent_matrix(*, member_id: int, at: datetime, actor: Actor) -> ConsentMatrix:
    """Return what a reader allows: the word that counts for each purpose and channel, and every word said."""
    lines = list(Consent.objects.select_related("guardian").filter(person_id=member_id).order_by("-at", "-pk"))
    born = Person.objects.values_list("birth_date", flat=True).get(pk=member_id)
    age = age_on(born, club_day(at)) if born else ADULT
    rule = ContactRule.objects.filter(pk=member_id).first()
    return ConsentMatrix(
        rows=tuple(_purpose_rows(lines, at, is_minor=age < ADULT)),
        lines=tuple(_lines(lines)),
        rule=KeptContactRule(rule.quiet_from, rule.quiet_until, rule.do_not_contact_until, rule.reason)
        if rule
        else KeptContactRule(),
        is_child=age < CHILD,
        is_minor=age < ADULT,
        guardians=_guardians(member_id) if age < ADULT else (),
    )


def _purpose_rows(lines: Sequence[Consent], at: datetime, *, is_minor: bool) -> list[PurposeRow]:
    latest: dict[tuple[str, str], Consent] = {}
    for line in lines:
        latest.setdefault((line.purpose, line.channel), line)
    texts: dict[str, ConsentText] = {}
    for text in ConsentText.objects.filter(valid_from__lte=at).order_by("-valid_from", "-pk"):
        texts.setdefault(text.purpose, text)
    return [_purpose_row(Consent.Purpose(purpose), latest, texts.get(purpose), is_minor) for purpose in Consent.Purpose]


def _purpose_row(
    purpose: Consent.Purpose, latest: Mapping[tuple[str, str], Consent], text: ConsentText | None, is_minor: bool
) -> PurposeRow:
    said = {channel: line for (about, channel), line in latest.items() if about == purpose}
    words = {channel: Word(line.is_granted, line.at) for channel, line in said.items()}
    shown = "" if text is None else text.text_zh if (get_language() or "").startswith("zh") else text.text_en
    cells = tuple(
        Cell(
            purpose.value, channel.value, str(channel.label), is_allowed(purpose.value, channel.value, words),
            said[channel].at if channel in said else None, channel in said,
        )
        for channel in (Consent.Channel.ANY, *(one for one in Consent.Channel if one != Consent.Channel.ANY))
    )  # fmt: skip
    is_closed = is_minor and purpose in (Consent.Purpose.MARKETING, Consent.Purpose.SHARING)
    return PurposeRow(purpose.value, str(purpose.label), text.version if text else "", shown, cells, is_closed)


def _lines(lines: Sequence[Consent]) -> list[ConsentLine]:
    names = signers(line.recorded_by for line in lines)
    return [
        ConsentLine(
            line.at,
            str(Consent.Purpose(line.purpose).label),
            str(Consent.Channel(line.channel).label),
            line.is_granted,
            line.text_version,
            line.given_via,
            line.evidence,
            line.guardian.name if line.guardian else "",
            names[line.recorded_by],
        )
        for line in lines
    ]


def _guardians(person_id: int) -> tuple[Guardian, ...]:
    role = Relation.Role
    found = Person.objects.filter(
        Q(relations__other_id=person_id, relations__role__in=[role.GUARDIAN, role.PARENT])
        | Q(relations_of_others__person_id=person_id, relations_of_others__role__in=[role.WARD, role.CHILD])
    )
    return tuple(Guardian(pk, name) for pk, name in found.distinct().order_by("pk").values_list("pk", "name"))
