"""Limited editions: written, readers who may want one gathered and told, opened and closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone
from shuyou.kernel.errors import NotFound
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members
from shuyou.orders.errors import UnknownTitle
from shuyou.orders.errors.releases import CopiesMissing, WindowBackwards
from shuyou.orders.events.releases import ReleaseMoved
from shuyou.orders.models import Notice, Release, ReleaseCopy, ReleaseIntent

State = Release.State
MOST_COPIES: Final = 2_000
MOST_READERS: Final = 5_000
CHANNELS: Final = ("sms", "email", "wechat", "letter", "phone")
"""Ways in which readers are told, the handiest first."""

# Who bought of the same series, of the same authors, or often of the same class, and who said they like them.
_GATHER: Final = """
    WITH it AS (SELECT i.id, i.series_id, i.category_id FROM catalog_item i WHERE i.id = %(item)s),
    authors AS (SELECT w.contributor_id FROM catalog_contribution w JOIN it ON it.id = w.item_id),
    alike AS (
        SELECT i.id AS item_id, 'series' AS why, 4 AS weight FROM catalog_item i JOIN it ON i.series_id = it.series_id
        UNION ALL
        SELECT DISTINCT w.item_id, 'author', 3 FROM catalog_contribution w JOIN authors USING (contributor_id)
        UNION ALL
        SELECT i.id, 'class', 1 FROM catalog_item i JOIN it ON i.category_id = it.category_id
    ),
    bought AS (
        SELECT l.member_id, a.why, count(DISTINCT l.item_id) AS titles, min(a.weight) AS weight
          FROM alike a JOIN orders_orderline l ON l.item_id = a.item_id
          JOIN orders_order o ON o.id = l.order_id AND o.state <> 'cancelled' AND o.placed_at > %(since)s
         WHERE a.item_id <> %(item)s GROUP BY l.member_id, a.why
        HAVING a.why <> 'class' OR count(DISTINCT l.item_id) >= 3
    ),
    liked AS (
        SELECT l.person_id AS member_id, 'interest' AS why, 1 AS titles, 5 AS weight FROM members_listing l
         WHERE l.facets && ARRAY(
            SELECT members_facet('likes:series:' || s.name) FROM catalog_series s JOIN it ON it.series_id = s.id
            UNION ALL
            SELECT members_facet('likes:authors:' || c.name) FROM catalog_contributor c
              JOIN authors ON authors.contributor_id = c.id)
    ),
    found AS (SELECT * FROM bought UNION ALL SELECT * FROM liked)
    INSERT INTO orders_releaseintent (release_id, member_id, score, reasons, noted_at)
    SELECT %(release)s, f.member_id, sum(f.titles * f.weight), jsonb_object_agg(f.why, f.titles), %(at)s
      FROM found f JOIN members_member m ON m.person_id = f.member_id AND m.status = 'active' AND NOT m.is_blocked
      JOIN members_person p ON p.id = m.person_id AND NOT p.is_restricted
     GROUP BY f.member_id ORDER BY 3 DESC, f.member_id LIMIT %(most)s
        ON CONFLICT (release_id, member_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
"""
_NUMBERS: Final = "SELECT n.number FROM catalog_numberedcopy n WHERE n.item_id = %s ORDER BY n.id LIMIT %s"
_UNTOLD: Final = """
    SELECT i.id, i.member_id, p.name FROM orders_releaseintent i
      JOIN members_member m ON m.person_id = i.member_id AND m.status = 'active'
      JOIN members_tier t ON t.id = m.tier_id JOIN members_person p ON p.id = m.person_id
     WHERE i.release_id = %(release)s AND i.told_at IS NULL AND (%(is_for_all)s OR t.rank >=
           (SELECT x.rank FROM members_tier x WHERE x.code = %(tier)s)) ORDER BY i.score DESC, i.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDraft:
    """A limited edition as typed. Without a number of copies, those noted at the title are given out."""

    item_id: int
    copies: int
    most_per_member: int
    first_tier: str
    first_from: datetime
    all_from: datetime
    hold_hours: int


@use_case("orders.keep_releases")
def write_release(draft: ReleaseDraft, *, actor: Actor, at: datetime) -> str:
    """
    Write a limited edition down with its numbered copies, and return its number.

    :raises UnknownTitle: there is no such title.
    :raises CopiesMissing: it has no numbered copies.
    :raises WindowBackwards: everybody's turn comes before that of the first.
    """
    rows = catalog.item_rows(item_ids=[draft.item_id])
    if not rows:
        raise UnknownTitle(value=draft.item_id)
    if draft.all_from < draft.first_from:
        raise WindowBackwards()
    numbers = _numbers(draft)
    if not numbers:
        raise CopiesMissing()
    release = Release.objects.create(
        number=next_number("LR", "release", width=6), item_id=draft.item_id, title=rows[0].title[:300],
        most_per_member=draft.most_per_member, first_tier=draft.first_tier, first_from=draft.first_from,
        all_from=draft.all_from, hold_hours=draft.hold_hours, made_by=actor.signature, made_at=at,
    )  # fmt: skip
    ReleaseCopy.objects.bulk_create(ReleaseCopy(release=release, number=number) for number in numbers)
    _tell(release, "written", len(numbers), actor, at)
    return release.number


@use_case("orders.keep_releases")
def gather_readers(number: str, *, since: datetime, actor: Actor, at: datetime) -> int:
    """
    Find who may want a limited edition by what they bought since a moment and like, in one query; return how many.

    :raises NotFound: there is no such limited edition.
    """
    release = hold_release(number)
    with connection.cursor() as cursor:
        cursor.execute(
            _GATHER,
            {"release": release.pk, "item": release.item_id, "since": since, "at": at, "most": MOST_READERS},
        )
        found = int(cursor.rowcount)
    _tell(release, "gathered", found, actor, at)
    return found


@use_case("orders.keep_releases")
def move_release(number: str, *, is_open: bool, actor: Actor, at: datetime) -> None:
    """
    Open a limited edition for those whose turn it is, or close it; what is set aside stays so until it lapses.

    :raises NotFound: there is no such limited edition.
    """
    release = hold_release(number)
    release.state = State.OPEN if is_open else State.CLOSED
    release.save(update_fields=["state"])
    _tell(release, release.state, 1, actor, at)


@use_case("orders.keep_releases")
def tell_readers(number: str, *, actor: Actor, at: datetime) -> int:
    """
    Write a notice for each reader whose turn has come or comes next and who allows it, once; return how many.

    Before everybody's turn only readers of the first tiers are told.

    :raises NotFound: there is no such limited edition.
    """
    release = hold_release(number)
    is_for_all = at >= release.all_from
    with connection.cursor() as cursor:
        cursor.execute(_UNTOLD, {"release": release.pk, "tier": release.first_tier, "is_for_all": is_for_all})
        untold = cursor.fetchall()
    ways = _ways([member_id for _id, member_id, _name in untold], at)
    told = [row for row in untold if row[1] in ways]
    Notice.objects.bulk_create(
        Notice(
            member_id=member_id, channel=ways[member_id], about=f"release:{release.number}", made_at=at,
            text=_invitation(release, name, release.all_from if is_for_all else release.first_from)[:500],
        )
        for _id, member_id, name in told
    )  # fmt: skip
    ReleaseIntent.objects.filter(pk__in=[row[0] for row in told]).update(told_at=at)
    _tell(release, "told", len(told), actor, at)
    return len(told)


def hold_release(number: str) -> Release:
    """
    Return a limited edition, locked: whoever gives out its copies does so one after the other.

    :raises NotFound: there is no such limited edition.
    """
    release = Release.objects.select_for_update(no_key=True).filter(number=number).first()
    if release is None:
        raise NotFound(what=_("limited edition"), key=number)
    return release


def exact(when: datetime) -> str:
    """Return a moment as it stands in words that are sent."""
    return f"{when.astimezone(club_zone()):%Y-%m-%d %H:%M}"


def _numbers(draft: ReleaseDraft) -> list[str]:
    if draft.copies:
        copies = min(draft.copies, MOST_COPIES)
        width = len(str(copies))
        return [f"{serial:0{width}}/{copies}" for serial in range(1, copies + 1)]
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [draft.item_id, MOST_COPIES])
        return [row[0] for row in cursor.fetchall()]


def _ways(member_ids: Sequence[int], at: datetime) -> dict[int, str]:
    """Return by which channel each reader may be told of offers, in one query for each channel; others are missing."""
    ways: dict[int, str] = {}
    for channel in CHANNELS:
        left = [member_id for member_id in member_ids if member_id not in ways]
        if left:
            verdicts = members.may_contact(person_ids=left, purpose="marketing", channel=channel, at=at)
            ways |= {member_id: channel for member_id, verdict in verdicts.items() if verdict.is_allowed}
    return ways


def _invitation(release: Release, name: str, opens: datetime) -> str:
    text = gettext("%(name)s: “%(title)s” comes in numbered copies. You may reserve yours from %(moment)s.")
    return text % {"name": name, "title": release.title, "moment": exact(opens)}


def _tell(release: Release, what: str, count: int, actor: Actor, at: datetime) -> None:
    events.publish(ReleaseMoved(release_id=release.pk, what=what, count=count), actor=actor, at=at)
