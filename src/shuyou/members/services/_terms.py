"""What cleaning a draft must know of the club."""

from datetime import datetime

from shuyou.kernel.clock import club_day
from shuyou.members.models import Tier
from shuyou.members.queries._field_use import retired_fields
from shuyou.members.rules import ClubTerms


def club_terms(at: datetime) -> ClubTerms:
    """Return the club's day, its tiers by every name they go by, and the fields it asks for no more."""
    tiers = {
        name.lower(): code
        for code, name_zh, name_en in Tier.objects.order_by("rank").values_list("code", "name_zh", "name_en")
        for name in (code, name_zh, name_en)
    }
    return ClubTerms(club_day(at), tiers, retired_fields())
