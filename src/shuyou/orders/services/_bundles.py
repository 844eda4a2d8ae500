"""Bundles of readers' own: put together from what they bought for many at once, offered once, taken or not."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import step, use_case
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.orders.errors.bundles import BundleOver, NoBundle, ReaderUnwilling
from shuyou.orders.events.bundles import BundleDeclined, BundlesOffered
from shuyou.orders.models import OwnBundle

State = OwnBundle.State
VALID: Final = timedelta(days=30)
LEAST: Final = 2
MOST: Final = 3
AT_ONCE: Final = 2_000
ALLOWED: Final = frozenset({"ok", "do_not_contact"})
"""What a reader may have said of recommendations: who is not to be contacted is still told when they ask."""
_OFFER: Final = """
    WITH bought AS MATERIALIZED (
        SELECT l.member_id, l.item_id FROM orders_orderline l
          JOIN orders_order o ON o.id = l.order_id AND o.state <> 'cancelled'
         WHERE l.member_id = ANY (%(people)s) GROUP BY 1, 2
    ), known AS (
        SELECT member_id, item_id FROM bought UNION
        SELECT b.member_id, t.item_id FROM orders_ownbundle b JOIN orders_ownbundletitle t ON t.bundle_id = b.id
         WHERE b.member_id = ANY (%(people)s)
    ), habit AS (
        SELECT b.member_id, 'series' AS reason, i.series_id AS key, count(*) AS titles FROM bought b
          JOIN catalog_item i ON i.id = b.item_id WHERE i.series_id IS NOT NULL GROUP BY 1, 3
        UNION ALL
        SELECT b.member_id, 'author', w.contributor_id, count(*) FROM bought b
          JOIN catalog_contribution w ON w.item_id = b.item_id AND w.role = 'author' GROUP BY 1, 3
        UNION ALL
        SELECT b.member_id, 'class', i.category_id, count(*) FROM bought b
          JOIN catalog_item i ON i.id = b.item_id WHERE i.category_id IS NOT NULL GROUP BY 1, 3 HAVING count(*) > 1
    ), strong AS (
        SELECT h.*, row_number() OVER (PARTITION BY member_id, reason ORDER BY titles DESC, key) AS place FROM habit h
    ), meant AS (
        SELECT s.member_id, c.id AS item_id, s.reason, s.key, s.titles,
               CASE s.reason WHEN 'series' THEN 3 WHEN 'author' THEN 2 ELSE 1 END AS weight
          FROM strong s CROSS JOIN LATERAL (
            (SELECT i.id FROM catalog_item i WHERE s.reason = 'series' AND i.series_id = s.key ORDER BY i.id LIMIT 40)
            UNION ALL
            (SELECT w.item_id FROM catalog_contribution w
              WHERE s.reason = 'author' AND w.contributor_id = s.key AND w.role = 'author' ORDER BY w.item_id LIMIT 40)
            UNION ALL
            (SELECT i.id FROM catalog_item i
              WHERE s.reason = 'class' AND i.category_id = s.key ORDER BY i.id DESC LIMIT 40)) c
         WHERE s.place <= 5
    ), open_to AS (
        SELECT DISTINCT ON (m.member_id, m.item_id) m.*, i.list_price FROM meant m
          JOIN catalog_item i ON i.id = m.item_id AND i.status = 'available' AND i.merged_into_id IS NULL
           AND i.least_age IS NULL AND i.list_price > 0
         WHERE NOT EXISTS (SELECT FROM known k WHERE k.member_id = m.member_id AND k.item_id = m.item_id)
           AND EXISTS (SELECT FROM supply_shelf s JOIN supply_warehouse w ON w.id = s.warehouse_id AND w.code = 'main'
                        WHERE s.item_id = m.item_id AND s.on_hand > s.reserved)
         ORDER BY m.member_id, m.item_id, m.weight DESC, m.titles DESC, m.key
    ), placed AS (
        SELECT o.*, row_number() OVER (
               PARTITION BY member_id ORDER BY weight DESC, titles DESC, list_price, item_id) AS place FROM open_to o
    ), whole AS (
        SELECT member_id FROM placed WHERE place <= %(most)s GROUP BY 1 HAVING count(*) >= %(least)s
    ), made AS (
        INSERT INTO orders_ownbundle (member_id, state, made_at, made_by, valid_to)
        SELECT w.member_id, 'open', %(at)s, %(by)s, %(valid_to)s FROM whole w
          JOIN members_member m ON m.person_id = w.member_id AND m.status = 'active' AND NOT m.is_blocked
         ORDER BY w.member_id ON CONFLICT DO NOTHING RETURNING id, member_id
    ), filled AS (
        INSERT INTO orders_ownbundletitle (bundle_id, item_id, position, reason, word)
        SELECT made.id, p.item_id, p.place, p.reason, left(coalesce(
               CASE p.reason WHEN 'series' THEN (SELECT name FROM catalog_series WHERE id = p.key)
                             WHEN 'author' THEN (SELECT name FROM catalog_contributor WHERE id = p.key)
                             ELSE (SELECT name_zh FROM catalog_category WHERE id = p.key) END, ''), 120)
          FROM made JOIN placed p USING (member_id) WHERE p.place <= %(most)s
    )
    SELECT count(*)::int FROM made
"""
_LAPSE: Final = """
    UPDATE orders_ownbundle SET state = 'lapsed', decided_at = %(at)s
     WHERE state = 'open' AND valid_to <= %(at)s AND (%(people)s::bigint[] IS NULL OR member_id = ANY (%(people)s))
"""
_TAKEN: Final = """
    WITH whole AS (
        SELECT b.id, min(o.id) AS order_id FROM orders_order o
          JOIN orders_ownbundle b ON b.member_id = o.member_id AND b.state = 'open' AND o.placed_at >= b.made_at
         WHERE o.id = ANY (%(orders)s) AND o.state <> 'cancelled' AND NOT EXISTS (
            SELECT FROM orders_ownbundletitle t WHERE t.bundle_id = b.id AND NOT EXISTS (
                SELECT FROM orders_orderline l WHERE l.order_id = o.id AND l.item_id = t.item_id))
         GROUP BY b.id)
    UPDATE orders_ownbundle b SET state = 'taken', order_id = w.order_id, decided_at = %(at)s
      FROM whole w WHERE w.id = b.id
"""
_BUYERS: Final = """
    SELECT DISTINCT o.member_id FROM orders_order o
     WHERE o.placed_at > %(since)s AND o.state <> 'cancelled' AND o.member_id > %(after)s
       AND NOT EXISTS (SELECT FROM orders_ownbundle b WHERE b.member_id = o.member_id AND b.made_at > %(lately)s)
     ORDER BY 1 LIMIT %(most)s
"""


@use_case("orders.place")
def offer_bundle(*, member_id: int, actor: Actor, at: datetime) -> None:
    """
    Put a bundle together for one reader, unless one is offered to them.

    :raises ReaderUnwilling: they did not agree to recommendations; NoBundle: nothing can be put together.
    """
    member = member_services.hold_kept_member(member_id=member_id)
    if not willing_of([member.member_id], at):
        raise ReaderUnwilling()
    lapsed = _lapse([member.member_id], at)
    made = _offer([member.member_id], actor, at)
    if not made and not OwnBundle.objects.filter(member_id=member.member_id, state=State.OPEN).exists():
        raise NoBundle()
    events.publish(BundlesOffered(offered=made, lapsed=lapsed), actor=actor, at=at)


@use_case("orders.offer_bundles")
def offer_bundles(*, member_ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """Put bundles together for readers who agreed to recommendations, in one statement; return how many."""
    lapsed = _lapse(None, at)
    made = _offer(willing_of(member_ids, at), actor, at)
    events.publish(BundlesOffered(offered=made, lapsed=lapsed), actor=actor, at=at)
    return made


@use_case("orders.place")
def decline_bundle(*, bundle_id: int, actor: Actor, at: datetime) -> None:
    """
    Note that a reader does not want a bundle; its titles are not offered to them again.

    :raises NotFound: there is none; BundleOver: it was taken, declined, or lapsed.
    """
    owner = OwnBundle.objects.filter(pk=bundle_id).values_list("member_id", flat=True).first()
    if owner is None:
        raise NotFound(what=_("bundle"), key=bundle_id)
    actor.require_own(owner)
    member_services.hold_kept_member(member_id=owner, even_restricted=True)
    bundle = OwnBundle.objects.select_for_update(no_key=True).get(pk=bundle_id)
    if bundle.state != State.OPEN:
        raise BundleOver()
    bundle.state, bundle.decided_at = State.DECLINED, at
    bundle.save(update_fields=["state", "decided_at"])
    events.publish(BundleDeclined(bundle_id=bundle_id, member_id=bundle.member_id), actor=actor, at=at)


@step
def note_bundles_taken(*, order_ids: Sequence[int], at: datetime) -> int:
    """Note which bundles are whole in orders that were placed, in one statement; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, {"orders": list(order_ids), "at": at})
        return int(cursor.rowcount)


def buyers_without_bundle(*, after: int, at: datetime) -> Sequence[int]:
    """Return members who bought within a year and were offered nothing for a while, by id, so many at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BUYERS, {"since": at - timedelta(days=365), "lately": at - 3 * VALID, "after": after, "most": AT_ONCE}
        )
        return [row[0] for row in cursor.fetchall()]


def willing_of(member_ids: Sequence[int], at: datetime) -> list[int]:
    """Return those who agreed to recommendations from what they bought, in one query."""
    if not member_ids:
        return []
    verdicts = members.may_contact(person_ids=list(member_ids), purpose="profiling", channel="any", at=at)
    return sorted(one for one, verdict in verdicts.items() if verdict.why in ALLOWED)


def _lapse(people: list[int] | None, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LAPSE, {"people": people, "at": at})
        return int(cursor.rowcount)


def _offer(people: list[int], actor: Actor, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            _OFFER,
            {"people": people, "at": at, "by": actor.signature, "valid_to": at + VALID,
             "least": LEAST, "most": MOST},
        )  # fmt: skip
        return int(cursor.fetchone()[0])
