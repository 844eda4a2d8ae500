"""What readers like, worked out at night from what was bought: for whoever reads it, if they allow that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.registry import PurchaseSource, registry
from shuyou.kernel.usecase import use_case
from shuyou.members import queries
from shuyou.members.events.preferences import InterestsDerived
from shuyou.members.models import Attribute, Consent

BATCH: Final = 2_000
LOOKING_BACK: Final = timedelta(days=3 * 365)
"""Older purchases say little about what somebody likes now."""

LEAST_TITLES: Final = 2
"""One title is chance."""

LEAST_SHARE: Final = 0.05
MOST_VALUES: Final = 5
GROWN_UP: Final = 15
"""Years from which titles for children are no longer read."""

ALLOWED: Final = frozenset({"ok", "do_not_contact"})
"""Verdicts on recommendations under which likings are worked out: whoever wants no calls may still be known."""

# Who reads what a buyer bought. A buyer who does not read, with one reader at home, buys for that one. Titles for
# children go to the only child there is; with several children nobody knows whose they are, and nobody gets them.
_WHOSE: Final = """
    CREATE TEMPORARY TABLE reads ON COMMIT DROP AS
    WITH child AS (
        SELECT b.buyer, array_agg(DISTINCT p.id) AS ids
          FROM unnest(%(people)s::bigint[]) b (buyer)
          JOIN LATERAL (
            SELECT r.other_id AS id FROM members_relation r
             WHERE r.person_id = b.buyer AND r.role IN ('parent', 'grandparent', 'guardian')
            UNION SELECT o.person_id FROM members_householdperson h
              JOIN members_householdperson o ON o.household_id = h.household_id
             WHERE h.person_id = b.buyer AND o.person_id <> b.buyer AND o.is_reader) k ON true
          JOIN members_person p ON p.id = k.id AND p.erased_at IS NULL
         WHERE p.birth_date > %(grown_up)s OR p.first_grade_year > extract(year FROM %(grown_up)s::date) + 6
         GROUP BY b.buyer
    ), other AS (
        SELECT h.person_id AS buyer, min(o.person_id) AS id
          FROM members_householdperson h
          JOIN members_householdperson o ON o.household_id = h.household_id AND o.is_reader
         WHERE h.person_id = ANY (%(people)s) AND NOT h.is_reader
         GROUP BY h.person_id HAVING count(*) = 1
    )
    SELECT b.buyer, false AS is_for_child, coalesce(o.id, b.buyer) AS reader
      FROM unnest(%(people)s::bigint[]) b (buyer) LEFT JOIN other o ON o.buyer = b.buyer
    UNION ALL
    SELECT b.buyer, true, CASE WHEN c.ids IS NULL THEN coalesce(o.id, b.buyer)
                               WHEN cardinality(c.ids) = 1 THEN c.ids[1] END
      FROM unnest(%(people)s::bigint[]) b (buyer) LEFT JOIN other o ON o.buyer = b.buyer
      LEFT JOIN child c ON c.buyer = b.buyer
"""
_READERS: Final = """
    SELECT unnest(%(people)s::bigint[])
    UNION SELECT r.other_id FROM members_relation r
     WHERE r.person_id = ANY (%(people)s) AND r.role IN ('parent', 'grandparent', 'guardian')
    UNION SELECT o.person_id FROM members_householdperson h
      JOIN members_householdperson o ON o.household_id = h.household_id WHERE h.person_id = ANY (%(people)s)
"""
_BUYERS: Final = """
    SELECT unnest(%(people)s::bigint[])
    UNION SELECT r.person_id FROM members_relation r
     WHERE r.other_id = ANY (%(people)s) AND r.role IN ('parent', 'grandparent', 'guardian')
    UNION SELECT o.person_id FROM members_householdperson h
      JOIN members_householdperson o ON o.household_id = h.household_id WHERE h.person_id = ANY (%(people)s)
"""
_CHANGED: Final = "SELECT person_id FROM members_consent WHERE purpose = 'profiling' AND at >= %(since)s"
# Whoever is being merged, edited or erased this very moment is left for the next night; nobody is waited for.
_HELD: Final = """
    SELECT p.id FROM members_person p LEFT JOIN members_member m ON m.person_id = p.id
     WHERE p.id = ANY (%(people)s) AND p.erased_at IS NULL AND m.person_id IS NULL FOR SHARE OF p SKIP LOCKED
"""
_HELD_MEMBERS: Final = """
    SELECT m.person_id FROM members_member m WHERE m.person_id = ANY (%(people)s)
       AND m.status NOT IN ('merged', 'erased') FOR SHARE OF m SKIP LOCKED
"""
_WORK_OUT: Final = """
    WITH bought AS ({bought}),
    read AS (
        SELECT b.field, r.reader AS person_id, b.value, b.title_id
          FROM bought b JOIN reads r ON r.buyer = b.person_id AND r.is_for_child = coalesce(b.is_for_child, false)
         WHERE r.reader = ANY (%(readers)s)
    ), whole AS (
        SELECT field, person_id, count(DISTINCT title_id) AS titles FROM read GROUP BY 1, 2
    ), counted AS (
        SELECT c.*, w.titles AS whole,
               row_number() OVER (PARTITION BY c.field, c.person_id ORDER BY c.titles DESC, c.value) AS place
          FROM (SELECT field, person_id, value, count(DISTINCT title_id) AS titles FROM read GROUP BY 1, 2, 3) c
          JOIN whole w USING (field, person_id)
         WHERE c.titles >= %(least)s AND c.titles >= w.titles * %(share)s
    ), liked AS (
        SELECT field, person_id, jsonb_agg(value ORDER BY place) AS value, max(titles) AS best,
               jsonb_build_object('titles', jsonb_object_agg(value, titles), 'of', max(whole)) AS facts
          FROM counted WHERE place <= %(most)s GROUP BY 1, 2
    ), wanted AS (
        SELECT a.id AS attribute_id, p.person_id, coalesce(l.value, 'null') AS value, l.facts,
               round(coalesce(l.best, 0) / (coalesce(l.best, 0) + 2.0), 2) AS confidence
          FROM unnest(%(readers)s::bigint[]) p (person_id)
          JOIN members_attribute a ON a.code = ANY (%(fields)s) AND a.retired_at IS NULL
          LEFT JOIN liked l ON l.field = a.code AND l.person_id = p.person_id
    )
    INSERT INTO members_preference (person_id, attribute_id, value, source, confidence, facts, via, recorded_by, at)
    SELECT w.person_id, w.attribute_id, w.value, 'derived', w.confidence, w.facts, 'job', %(by)s, %(at)s
      FROM wanted w LEFT JOIN LATERAL (
        SELECT p.value, p.confidence FROM members_preference p
         WHERE p.person_id = w.person_id AND p.attribute_id = w.attribute_id AND p.source = 'derived'
         ORDER BY p.at DESC, p.id DESC LIMIT 1) was ON true
     WHERE CASE WHEN was.value IS NULL OR was.value = 'null' THEN w.value <> 'null'
                ELSE NOT (w.value @> was.value AND was.value @> w.value)
                  OR abs(w.confidence - was.confidence) >= 0.1 END
"""


@dataclass(frozen=True, slots=True)
class Derived:
    """What one batch came to, and the person it ended with; 0: there is nobody left."""

    people: int
    words: int
    last_id: int


@use_case("members.record_preferences")
def derive_interests(*, since: datetime | None, after: int = 0, actor: Actor, at: datetime) -> Derived:
    """
    Work out what the next readers like from what was bought for them, and write down what is new about it.

    `since`: only readers for whom somebody bought since; None: all of them. What readers said themselves is never
    touched. Whoever does not allow recommendations has what was worked out taken back.
    """
    buyers = _buyers(since, after)
    if not buyers:
        return Derived(0, 0, 0)
    readers = _ids(_READERS, buyers)
    family = _ids(_BUYERS, readers)
    held = sorted({*_ids(_HELD_MEMBERS, readers), *_ids(_HELD, readers)})
    with connection.cursor() as cursor:
        cursor.execute(_WHOSE, {"people": family, "grown_up": _years_before(club_day(at), GROWN_UP)})
        words = _write(held, family, actor=actor, at=at)
        cursor.execute("DROP TABLE reads")
    publish(InterestsDerived(people=len(held), words=words), actor=actor, at=at)
    return Derived(len(held), words, buyers[-1])


def _buyers(since: datetime | None, after: int) -> list[int]:
    """Return the next members to look at, in order of ids."""
    where, values = "", {"after": after, "since": since}
    if since is not None:
        changed = " UNION ".join((_CHANGED, *(source.changed for source in registry.purchases)))
        where = f"AND m.person_id IN ({changed})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.person_id FROM members_member m WHERE m.status IN ('active', 'lapsed')"  # noqa: S608 - ours
            f" AND m.person_id > %(after)s {where} ORDER BY m.person_id LIMIT {BATCH}",
            values,
        )
        return [row[0] for row in cursor.fetchall()]


def _ids(statement: str, people: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"people": list(people)})
        return sorted(row[0] for row in cursor.fetchall())


def _write(readers: Sequence[int], family: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Write down what is new about readers, and take back what is no longer allowed; return how many words."""
    verdicts = queries.may_contact(
        person_ids=readers, purpose=Consent.Purpose.PROFILING, channel=Consent.Channel.ANY, at=at
    )
    willing = [reader for reader in readers if verdicts[reader].why in ALLOWED]
    bought = " UNION ALL ".join(filter(None, map(_bought, registry.purchases)))
    if not bought:
        return 0
    values: dict[str, Any] = {
        "people": list(family), "readers": list(readers), "since": at - LOOKING_BACK, "at": at,
        "fields": sorted({code for source in registry.purchases for code in source.words}),
        "least": LEAST_TITLES, "share": LEAST_SHARE, "most": MOST_VALUES, "by": f"{actor.kind}:{actor.id}"[:80],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reads SET reader = NULL WHERE reader <> ALL (%s::bigint[])", [willing])
        cursor.execute(_WORK_OUT.format(bought=bought), values)
        words: int = cursor.rowcount
        return words


def _bought(source: PurchaseSource) -> str:
    """Return the statement of all that a source knows, with the field it is about."""
    asked = set(Attribute.objects.filter(code__in=list(source.words), retired_at=None).values_list("code", flat=True))
    return " UNION ALL ".join(
        f"SELECT '{code}' AS field, w.* FROM ({sql}) w"  # noqa: S608 - codes and statements are ours
        for code, sql in source.words.items()
        if code in asked
    )


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))
