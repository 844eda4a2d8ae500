"""Offers of partners: kept, and used by readers who may, each use on record."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.orders.errors.appointments import OfferNotForReader, OfferRefused
from shuyou.orders.events.appointments import PartnerOfferKept, PartnerOfferUsed
from shuyou.orders.models import PartnerOffer, PartnerUse
from shuyou.orders.queries._appointments import entitlement
from shuyou.orders.rules import why_not

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
WHY_NOT: Final = {
    "stopped": _("it is stopped"),
    "early": _("it does not hold yet"),
    "late": _("it is over"),
    "tier": _("it is for other tiers"),
    "own": _("they used it as often as anybody may"),
    "all": _("it is used up"),
    "blocked": _("staff have stopped them"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerDraft:
    """An offer of a partner, as typed."""

    code: str
    merchant: str
    name_zh: str
    name_en: str
    terms: str
    valid_from: date
    valid_to: date
    tiers: tuple[str, ...]
    most_per_member: int
    most_uses: int | None
    is_active: bool = True


@use_case("orders.keep_partners")
def keep_partner_offer(draft: PartnerDraft, *, actor: Actor, at: datetime) -> str:
    """
    Add an offer of a partner, or change the one of this code, and return the code.

    :raises OfferRefused: the code cannot stand in an address, it names nobody, or it ends before it begins.
    """
    code = draft.code.strip().lower()
    name, merchant = tidy(draft.name_zh)[:80], tidy(draft.merchant)[:80]
    if not _CODE.fullmatch(code):
        raise OfferRefused(why=_("its code must be letters, digits and hyphens"), field="code")
    if not name or not merchant:
        raise OfferRefused(why=_("it says not what, or whose it is"), field="name_zh")
    if draft.valid_to < draft.valid_from:
        raise OfferRefused(why=_("it ends before it begins"), field="valid_to")
    known = PartnerOffer.objects.select_for_update(no_key=True).filter(code=code).first()
    if known and draft.most_uses is not None and draft.most_uses < known.uses:
        raise OfferRefused(why=_("it was used more often already"), field="most_uses")
    kept = {
        "merchant": merchant, "name_zh": name, "name_en": tidy(draft.name_en)[:80] or name,
        "terms": tidy(draft.terms)[:500], "valid_from": draft.valid_from, "valid_to": draft.valid_to,
        "tiers": list(draft.tiers), "most_per_member": max(draft.most_per_member, 1), "most_uses": draft.most_uses,
        "is_active": draft.is_active,
    }  # fmt: skip
    offer, _is_new = PartnerOffer.objects.update_or_create(code=code, defaults=kept)
    events.publish(PartnerOfferKept(offer_id=offer.pk), actor=actor, at=at)
    return code


@use_case("orders.place")
def use_partner_offer(code: str, *, member_id: int, key: UUID, actor: Actor, at: datetime) -> int:
    """
    Check that a reader may use a partner's offer and note the use; return how often they used it by now.

    A repeat of the key changes nothing. Whoever uses an offer holds it, so that the last use goes to one reader.

    :raises NotFound: there is no such offer; OfferNotForReader: this reader may not use it, or not any more.
    """
    member = members.hold_kept_member(member_id=member_id)
    offer = PartnerOffer.objects.select_for_update(no_key=True).filter(code=code).first()
    if offer is None:
        raise NotFound(what=_("offer"), key=code)
    own = PartnerUse.objects.filter(offer=offer, member_id=member.member_id).count()
    if PartnerUse.objects.filter(key=key).exists():
        return own
    why = (
        "blocked" if member.is_blocked else why_not(entitlement(offer), tier=member.tier_code, own=own, on=club_day(at))
    )
    if why:
        raise OfferNotForReader(name=member.name, why=WHY_NOT[why])
    PartnerUse.objects.create(offer=offer, member_id=member.member_id, key=key, used_by=actor.signature, used_at=at)
    offer.uses += 1
    offer.save(update_fields=["uses"])
    events.publish(PartnerOfferUsed(offer_id=offer.pk, member_id=member.member_id), actor=actor, at=at)
    return own + 1
