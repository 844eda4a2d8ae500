"""What readers like, worked out at night from what was bought: for whoever reads it, if they allow that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.registry import registry
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
_FORGET_UNWILLING: Final = """
    UPDATE reads SET reader = NULL WHERE NOT EXISTS (SELECT FROM unnest(%s::bigint[]) w (id) WHERE w.id = reader)
"""
_BOUGHT: Final = """
    CREATE TEMPORARY TABLE bought ON COMMIT DROP AS
    SELECT DISTINCT r.reader AS person_id, b.title_id
      FROM ({bought}) b JOIN reads r ON r.buyer = b.person_id AND r.is_for_child = coalesce(b.is_for_child, false)
     WHERE r.reader IS NOT NULL;
    ANALYZE bought;
"""
_WORK_OUT: Final = """
    WITH word AS MATERIALIZED (
        SELECT DISTINCT attribute_id, title_id, value FROM ({words}) w WHERE value IS NOT NULL
    ), counted AS (
        SELECT w.attribute_id, b.person_id, w.value, count(*) AS titles
          FROM bought b JOIN word w USING (title_id) GROUP BY 1, 2, 3
    ), whole AS (
        SELECT attribute_id, person_id, count(*) AS titles
          FROM bought b JOIN (SELECT DISTINCT attribute_id, title_id FROM word) w USING (title_id) GROUP BY 1, 2
    ), placed AS (
        SELECT c.*, w.titles AS whole,
               row_number() OVER (PARTITION BY c.attribute_id, c.person_id ORDER BY c.titles DESC, c.value) AS place
          FROM counted c JOIN whole w USING (attribute_id, person_id)
         WHERE c.titles >= %(least)s AND c.titles >= w.titles * %(share)s
    ), liked AS MATERIALIZED (
        SELECT attribute_id, person_id, jsonb_agg(value ORDER BY place) AS value, max(titles) AS best,
               jsonb_build_object('titles', jsonb_object_agg(value, titles), 'of', max(whole)) AS facts
          FROM placed WHERE place <= %(most)s GROUP BY 1, 2
    ), known AS MATERIALIZED (
        SELECT DISTINCT ON (person_id, attribute_id) person_id, attribute_id, value, confidence, via
          FROM members_preference
         WHERE person_id = ANY (%(readers)s) AND attribute_id = ANY (%(attributes)s) AND source = 'derived'
         ORDER BY person_id, attribute_id, at DESC, id DESC
    ), wanted AS (
        SELECT coalesce(l.attribute_id, k.attribute_id) AS attribute_id,
               coalesce(l.person_id, k.person_id) AS person_id,
               coalesce(l.value, 'null') AS value, l.facts, coalesce(k.value, 'null') AS was_value,
               round(coalesce(l.best, 0) / (coalesce(l.best, 0) + 2.0), 2) AS confidence,
               k.confidence AS was_confidence, coalesce(k.via, 'job') AS was_via
          FROM (SELECT l.* FROM liked l JOIN unnest(%(readers)s::bigint[]) r (person_id) USING (person_id)) l
          FULL JOIN known k ON k.person_id = l.person_id AND k.attribute_id = l.attribute_id
    )
    INSERT INTO members_preference (person_id, attribute_id, value, source, confidence, facts, via, recorded_by, at)
    SELECT person_id, attribute_id, value, 'derived', confidence, facts, 'job', %(by)s, %(at)s FROM wanted
     WHERE (NOT (value @> was_value AND was_value @> value)
            OR value <> 'null' AND abs(confidence - was_confidence) >= 0.1)
       AND NOT (was_value = 'null' AND was_via <> 'job')
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
    touched, and what somebody took back is not worked out again. Whoever does not allow recommendations has what was
    worked out taken back.
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
    attributes = dict(Attribute.objects.filter(retired_at=None).values_list("code", "pk"))
    words = " UNION ALL ".join(
        f"SELECT {attributes[code]} AS attribute_id, w.title_id, w.value FROM ({sql}) w"  # noqa: S608 - ours
        for source in registry.purchases
        for code, sql in source.words.items()
        if code in attributes
    )
    if not words:
        return 0
    verdicts = queries.may_contact(
        person_ids=readers, purpose=Consent.Purpose.PROFILING, channel=Consent.Channel.ANY, at=at
    )
    willing = [reader for reader in readers if verdicts[reader].why in ALLOWED]
    values: dict[str, str | int | float | datetime | list[int]] = {
        "people": list(family), "readers": list(readers), "since": at - LOOKING_BACK, "at": at,
        "attributes": list(attributes.values()), "least": LEAST_TITLES, "share": LEAST_SHARE, "most": MOST_VALUES,
        "by": actor.signature,
    }  # fmt: skip
    bought = " UNION ".join(source.bought for source in registry.purchases)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_UNWILLING, [willing])
        cursor.execute(_BOUGHT.format(bought=bought), values)
        cursor.execute("SELECT DISTINCT title_id FROM bought")
        values["titles"] = [row[0] for row in cursor.fetchall()]
        cursor.execute(_WORK_OUT.format(words=words), values)
        written: int = cursor.rowcount
        cursor.execute("DROP TABLE bought")
        return written


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))
