"""What readers said, as SQL for many: whom the club may tell what by a channel, and the word that it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.conf import settings

from shuyou.kernel.clock import club_zone
from shuyou.members.models import Consent
from shuyou.members.rules.consent import ADULT, CHILD, DISTURBING, Stretch

# A row for each id asked for. What counts: the word on the channel itself, unless a later no was said of all channels.
_WORDS: Final = """
    WITH asked AS ({asked}),
    stand AS (
        SELECT a.id, p.id AS known, p.erased_at, p.is_restricted, m.status, p.birth_date, {word},
               r.do_not_contact_until, r.quiet_from, r.quiet_until
          FROM asked a LEFT JOIN members_person p ON p.id = a.id
          LEFT JOIN members_member m ON m.person_id = a.id
          LEFT JOIN ({own}) o ON o.person_id = a.id
          LEFT JOIN ({every}) e ON e.person_id = a.id
          LEFT JOIN members_contactrule r ON r.person_id = a.id)
    SELECT id, CASE
        WHEN known IS NULL THEN 'unknown'
        WHEN erased_at IS NOT NULL OR status = 'erased' THEN 'erased'
        WHEN is_restricted THEN 'restricted'
        WHEN status IN ('closed', 'merged') THEN 'gone'
        WHEN %(is_offer)s AND birth_date > %(adult_born)s THEN 'minor'
        WHEN word IS FALSE THEN 'refused'
        WHEN word IS NULL AND %(purpose)s <> 'service' THEN 'not_asked'
        WHEN birth_date > %(child_born)s AND NOT (word IS TRUE AND guardian_id IS NOT NULL AND EXISTS (
            SELECT FROM members_relation t
             WHERE (t.person_id = guardian_id AND t.other_id = stand.id AND t.role IN ('guardian', 'parent'))
                OR (t.person_id = stand.id AND t.other_id = guardian_id AND t.role IN ('ward', 'child'))))
            THEN 'guardian'
        WHEN do_not_contact_until >= %(today)s THEN 'do_not_contact'
        WHEN %(disturbs)s AND quiet_from <> quiet_until AND (
            (quiet_from < quiet_until AND %(clock)s::time >= quiet_from AND %(clock)s::time < quiet_until)
            OR (quiet_from > quiet_until AND (%(clock)s::time >= quiet_from OR %(clock)s::time < quiet_until)))
            THEN 'quiet_hours'
        WHEN %(is_night)s THEN 'night'
        ELSE 'ok' END AS why, word_id, word_channel, text_version, given_via, said_at
      FROM stand
"""
_LATEST: Final = """
    SELECT DISTINCT ON (c.person_id) c.* FROM members_consent c JOIN asked a ON a.id = c.person_id
     WHERE c.purpose = %(purpose)s AND c.channel = {channel} {within} ORDER BY c.person_id, c.at DESC, c.id DESC
"""
_PICKED: Final = {
    "word": "is_granted", "guardian_id": "guardian_id", "word_id": "id", "word_channel": "channel",
    "text_version": "text_version", "given_via": "given_via", "said_at": "at",
}  # fmt: skip
_WORD: Final = ", ".join(
    f"CASE WHEN o.id IS NULL OR (NOT e.is_granted AND e.at > o.at) THEN e.{column} ELSE o.{column} END AS {name}"
    for name, column in _PICKED.items()
)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Whom a statement asks about: a SELECT of their ids."""

    ids: str
    span: str = ""
    """SQL that bounds the ids, such as `BETWEEN 7 AND 9`: where they are very many, less is read."""

    def within(self, column: str) -> str:
        """Return SQL that goes on after a condition."""
        return f"AND {column} {self.span}" if self.span else ""


@dataclass(frozen=True, slots=True)
class ContactWords:
    """A SELECT of (id, why, word_id, word_channel, text_version, given_via, said_at), and the values it names."""

    sql: str
    values: Mapping[str, str | bool | date]


def contact_words(*, asked: AskedFor, purpose: str, channel: str, at: datetime, prefix: str = "") -> ContactWords:
    """
    Return SQL that tells of each id asked for whether they may be contacted, and the word that counts.

    Where several stand in one statement, each has a prefix of its own for its values. (Index `latest_consent`.)
    """
    local = at.astimezone(club_zone())
    today, clock = local.date(), local.time().replace(tzinfo=None, microsecond=0)
    is_offer = purpose in (Consent.Purpose.MARKETING, Consent.Purpose.SHARING)
    values: dict[str, str | bool | date] = {
        "purpose": purpose, "channel": channel, "today": today, "clock": clock.isoformat(), "is_offer": is_offer,
        "disturbs": channel in DISTURBING,
        "is_night": purpose == Consent.Purpose.MARKETING and channel in DISTURBING and _is_night(clock),
        "adult_born": _years_before(today, ADULT), "child_born": _years_before(today, CHILD),
    }  # fmt: skip
    sql = _WORDS.replace("{word}", _WORD).replace("{own}", _LATEST.replace("{channel}", "%(channel)s"))
    sql = sql.replace("{every}", _LATEST.replace("{channel}", "'any'")).replace("%(", f"%({prefix}")
    sql = sql.replace("{asked}", asked.ids).replace("{within}", asked.within("c.person_id"))
    return ContactWords(sql, {f"{prefix}{name}": value for name, value in values.items()})


def _is_night(clock: time) -> bool:
    quiet = Stretch.of(settings.SHUYOU_QUIET_HOURS)
    return quiet.first <= clock < quiet.last if quiet.first < quiet.last else not quiet.last <= clock < quiet.first


def _years_before(day: date, years: int) -> date:
    """Return the last birth date of those who have reached an age; whoever was born later has not."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February: the birthday counts on 1 March
        return day.replace(year=day.year - years, day=28)
