"""Who members are, on pages that show many packages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.addresses import address
from shuyou.kernel.clock import club_day
from shuyou.kernel.registry import Clue, Hit, NavEntry, OneTouchSource, Panel, registry
from shuyou.members import queries
from shuyou.members.queries import AddressRow, MemberRow

ERASED: Final = "erased"
WHILE_NEW: Final = timedelta(days=30)
"""How long a new card is new: till then somebody may still hand over the old one."""


def _find(clue: Clue, actor: Actor, limit: int) -> Sequence[Hit]:
    return [_hit(found.row, found.matched) for found in queries.find_members(clue=clue, actor=actor, limit=limit)]


def _hit(row: MemberRow, matched: str) -> Hit:
    if row.status == ERASED:
        return Hit(url=address("console:member", row.number), title=gettext("Erased reader"), sub=row.number)
    parts = [row.phone, gettext("card %(number)s") % {"number": row.card} if row.card else "", row.city]
    warning = _card_warning(matched)
    return Hit(
        url=address("console:member", row.number) + ("?by=card" if matched == "card:active" else ""),
        title=row.name,
        sub=row.pinyin,
        detail=" · ".join(part for part in (warning, *parts) if part),
        badge=row.tier,
        badge_class=f"tier tier-{row.style}",
        mark=row.name[:1],
    )


def _card_warning(matched: str) -> str:
    """Return what to say of a card that opens nothing any more, or of a number that another has by now."""
    how, _, number = matched.partition(":")
    if how == "merged":
        return gettext("was %(number)s") % {"number": number}
    return {
        "card:lost": gettext("This card was reported lost"),
        "card:frozen": gettext("This card is frozen"),
        "card:expired": gettext("This card has expired"),
        "card:replaced": gettext("This card was replaced by a new one"),
    }.get(matched, "")


def _addresses(member_id: int, actor: Actor, at: datetime) -> dict[str, Any] | None:
    rows: list[AddressRow] = queries.member_addresses(member_id=member_id, is_masked=True, actor=actor)
    return {"rows": rows, "can_reveal": actor.may("members.see_contact")} if rows else None


def _from_head(_member_id: int, actor: Actor, _at: datetime) -> dict[str, Any]:
    """Ask nothing: the page knows the member already."""
    return {"may_edit": actor.may("members.edit")}


def _old_cards(_member_id: int, actor: Actor, at: datetime) -> dict[str, Any]:
    """Ask nothing: the page knows the cards. A card that has another in its place is worth a word while that is new."""
    return {"may_edit": actor.may("members.edit"), "since": club_day(at) - WHILE_NEW}


def _who_waits(actor: Actor) -> int:
    return queries.sign_ups_count(actor=actor) if actor.may("members.edit") else 0


registry.offer(
    OneTouchSource(group="members", label=_("Members"), order=10, permission="members.search", find=_find),
    Panel(
        slot="member.left",
        key="old-cards",
        order=5,
        permission="members.view",
        template="members/panels/old_cards.html",
        load=_old_cards,
    ),
    Panel(
        slot="member.left",
        key="consents",
        order=35,
        permission="members.view",
        template="members/panels/consents.html",
        load=_from_head,
    ),
    Panel(
        slot="member.left",
        key="addresses",
        order=40,
        permission="members.view",
        template="members/panels/addresses.html",
        load=_addresses,
    ),
    NavEntry(
        key="members",
        label=_("Members"),
        icon="users",
        url_name="members:list",
        order=20,
        permission="members.search",
        go_key="M",
        badge=_who_waits,
        also=("members:cards", "members:my_readers", "members:institutions", "members:sign_ups"),
    ),
)
