"""What loyalty keeps about persons: figures, which stay in the books, and why they moved."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import DomainError
from shuyou.kernel.registry import ErasureGuard, Fate, MeasureSource, MemberFigure, PersonalTable, TextPlace, registry
from shuyou.loyalty.errors import MoneyOnCards
from shuyou.loyalty.models import ValueCard
from shuyou.loyalty.rules import masked

_IN_EXPORTS = (
    "name IN ('loyalty.value_cards_exported', 'loyalty.program_list_exported', 'loyalty.tier_changes_exported')"
)
_OF_RELATIVES = "t.member_id = ANY (%(related)s)"
_ENTERED_FOR_RELATIVES = "t.source IN (SELECT source FROM loyalty_pointsentry WHERE account_id = ANY (%(related)s))"
_OF_MEMBER = "member_id = ANY (%(people)s)"
_OF_ACCOUNT = "account_id = ANY (%(people)s)"
_CARDS_OF = "SELECT id FROM loyalty_valuecard WHERE holder_id = ANY (%(who)s) OR buyer_id = ANY (%(who)s)"
_CARDS_OF_HERS = _CARDS_OF.replace("%(who)s", "%(people)s")
_CARDS_OF_RELATIVES = f"t.card_id IN ({_CARDS_OF.replace('%(who)s', '%(related)s')})"
NAMED = 5
"""Cards of which a refusal names the end of the number."""


def _money_on_cards(people: Sequence[int]) -> Sequence[DomainError]:
    """Return a refusal if money is on cards in their names: nobody could be told of it or given it back."""
    cards = ValueCard.objects.filter(Q(principal__gt=0) | Q(bonus__gt=0), holder_id__in=people).order_by("pk")
    numbers = list(cards.values_list("number", flat=True)[: NAMED + 1])
    if not numbers:
        return []
    named = ", ".join(masked(number) for number in numbers[:NAMED])
    return [MoneyOnCards(numbers=named + ("…" if len(numbers) > NAMED else ""))]


registry.offer(
    MeasureSource(
        key="points",
        figures=("points",),
        sql="SELECT member_id AS person_id, balance AS points FROM loyalty_pointsaccount"
        " WHERE member_id = ANY (%(people)s)",
    ),
    PersonalTable(
        name="loyalty_pointsaccount",
        label=_("Points"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        key="member_id",
        shown={"balance": _("Balance")},
    ),
    PersonalTable(
        name="loyalty_pointslot",
        label=_("Points and when they expire"),
        fate=Fate.KEPT,
        rows=_OF_ACCOUNT,
        gone="false",
        shown={
            "earned_at": _("Earned"), "earned": _("Points"), "remaining": _("Left"), "expires_on": _("Expire"),
        },
    ),
    PersonalTable(
        name="loyalty_pointsentry",
        label=_("Points ledger"),
        fate=Fate.KEPT,
        rows=_OF_ACCOUNT,
        gone="false",
        shown={"posted_at": _("When"), "kind": _("Kind"), "points": _("Points"), "source": _("Source")},
    ),
    PersonalTable(
        name="loyalty_pendingpoints",
        label=_("Points that wait"),
        fate=Fate.KEPT,
        rows=_OF_ACCOUNT,
        gone="false",
        shown={"earned_at": _("Earned"), "points": _("Points"), "due_on": _("Good from"), "source": _("Source")},
    ),
    PersonalTable(
        name="loyalty_pointshold",
        label=_("Points set aside"),
        fate=Fate.KEPT,
        rows=_OF_ACCOUNT,
        gone="false",
        shown={"held_at": _("When"), "points": _("Points"), "until": _("Until"), "state": _("State")},
    ),
    PersonalTable(
        name="loyalty_pointsadjustment",
        label=_("Points given or taken by hand"),
        fate=Fate.WIPED,
        rows=f"source IN (SELECT source FROM loyalty_pointsentry WHERE {_OF_ACCOUNT})",  # noqa: S608 - the condition is ours
        gone="false",
        wiped={"reason": "''"},
        shown={"at": _("When"), "points": _("Points"), "reason": _("Why")},
        hidden=("adjusted_by", "approved_by"),
    ),
    PersonalTable(
        name="loyalty_adjustmentrequest",
        label=_("Points asked for"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        wiped={"reason": "''", "note": "''"},
        shown={"asked_at": _("When"), "points": _("Points"), "reason": _("Why"), "status": _("State")},
        hidden=("asked_by", "decided_by"),
    ),
    *(
        TextPlace(
            table="loyalty_adjustmentrequest", column=column, where=_OF_RELATIVES, names_where=_OF_RELATIVES
        )
        for column in ("reason", "note")
    ),
    PersonalTable(
        name="loyalty_rewarduse",
        label=_("Rewards that were taken"),
        fate=Fate.KEPT,
        rows=_OF_MEMBER,
        gone="false",
        shown={"number": _("Slip"), "points": _("Points"), "taken_at": _("When"), "state": _("State")},
        hidden=("taken_by", "undone_by"),
    ),
    PersonalTable(
        name="loyalty_clubmembership",
        label=_("Clubs"),
        fate=Fate.KEPT,
        rows=_OF_MEMBER,
        gone="false",
        shown={"club_id": _("Club"), "joined_at": _("Joined"), "left_at": _("Left")},
        hidden=("joined_by", "left_by"),
    ),
    PersonalTable(
        name="loyalty_memberpass",
        label=_("Passes for merchants"),
        fate=Fate.KEPT,
        rows=_OF_MEMBER,
        gone="false",
        shown={"made_at": _("When"), "ends_at": _("Until")},
    ),
    PersonalTable(
        name="loyalty_merchantcheck",
        label=_("Merchants that asked"),
        fate=Fate.KEPT,
        rows=_OF_MEMBER,
        gone="false",
        shown={"noted_at": _("When"), "answer": _("Answer")},
    ),
    PersonalTable(
        name="loyalty_activityrecord",
        label=_("What they did for points"),
        fate=Fate.KEPT,
        rows=_OF_MEMBER,
        gone="false",
        shown={"reference": _("Which one"), "points": _("Points"), "noted_at": _("When")},
        hidden=("noted_by",),
    ),
    PersonalTable(
        name="loyalty_partnerposting",
        label=_("Points earned and spent with partners"),
        fate=Fate.KEPT,
        rows=_OF_MEMBER,
        gone="false",
        shown={"kind": _("Kind"), "points": _("Points"), "posted_at": _("When")},
        hidden=("noted_by", "key"),
    ),
    PersonalTable(
        name="loyalty_referralcode",
        label=_("Code for friends"),
        fate=Fate.REMOVED,
        rows=_OF_MEMBER,
        gone="false",
        key="member_id",
        shown={"code": _("Code"), "made_at": _("When")},
    ),
    PersonalTable(
        name="loyalty_referral",
        label=_("Friends whom they brought, or who brought them"),
        fate=Fate.WIPED,
        rows="friend_id = ANY (%(people)s) OR referrer_id = ANY (%(people)s)",
        gone="false",
        key="friend_id",
        wiped={"device": "''"},
        shown={"state": _("State"), "points": _("Points"), "noted_at": _("When")},
        hidden=("noted_by", "friend_id", "referrer_id"),
    ),
    PersonalTable(
        name="loyalty_reminder",
        label=_("What they were told of before it lapsed"),
        fate=Fate.REMOVED,
        rows=_OF_MEMBER,
        gone="false",
        shown={"kind": _("What lapses"), "lapses_on": _("Lapses on"), "amount": _("How much")},
    ),
    PersonalTable(
        name="loyalty_valuecard",
        label=_("Stored-value cards"),
        fate=Fate.KEPT,
        rows="holder_id = ANY (%(people)s) OR buyer_id = ANY (%(people)s)",
        gone="false",
        shown={
            "number": _("Number"), "state": _("State"), "principal": _("Money on it"), "bonus": _("Bonus on it"),
            "sold_at": _("Sold"), "expires_on": _("Good until"),
        },
    ),
    PersonalTable(
        name="loyalty_valuedeed",
        label=_("What was done with stored-value cards"),
        fate=Fate.WIPED,
        rows=f"card_id IN ({_CARDS_OF_HERS})",
        gone="false",
        wiped={"reason": "''"},
        shown={
            "at": _("When"), "kind": _("Kind"), "amount": _("Amount"), "left": _("Left"), "source": _("Source"),
            "reason": _("Why"),
        },
        hidden=("done_by", "reference"),
    ),
    PersonalTable(
        name="loyalty_valuerequest",
        label=_("What was asked for stored-value cards"),
        fate=Fate.WIPED,
        rows=f"card_id IN ({_CARDS_OF_HERS}) OR to_holder_id = ANY (%(people)s)",
        gone="false",
        wiped={"reason": "''", "note": "''"},
        shown={
            "asked_at": _("When"), "kind": _("Kind"), "amount": _("Amount"), "reason": _("Why"), "state": _("State"),
        },
        hidden=("asked_by", "decided_by"),
    ),
    *(
        TextPlace(table=table, column=column, where=_CARDS_OF_RELATIVES, names_where=_CARDS_OF_RELATIVES)
        for table, column in (
            ("loyalty_valuedeed", "reason"), ("loyalty_valuerequest", "reason"), ("loyalty_valuerequest", "note"),
        )
    ),
    TextPlace(
        table="loyalty_pointsadjustment", column="reason", where=_ENTERED_FOR_RELATIVES,
        names_where=_ENTERED_FOR_RELATIVES,
    ),
    PersonalTable(
        name="loyalty_tierstanding",
        label=_("Tier that was earned"),
        fate=Fate.KEPT,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        key="member_id",
        shown={"since": _("Since"), "keep_until": _("Kept until"), "grace_until": _("To be made up for until")},
    ),
    PersonalTable(
        name="loyalty_tiergrant",
        label=_("Tiers granted"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        wiped={"reason": "''"},
        shown={"granted_at": _("When"), "until": _("Until"), "reason": _("Why")},
        hidden=("granted_by",),
    ),
    PersonalTable(
        name="loyalty_tierchange",
        label=_("Changes of tier"),
        fate=Fate.WIPED,
        rows="member_id = ANY (%(people)s)",
        gone="false",
        wiped={"reason": "''", "figures": "'{}'::jsonb"},
        shown={"at": _("When"), "why": _("What happened"), "reason": _("Why"), "until": _("Until")},
        hidden=("done_by",),
    ),
    *(
        TextPlace(table=table, column="reason", where=_OF_RELATIVES, names_where=_OF_RELATIVES)
        for table in ("loyalty_tiergrant", "loyalty_tierchange")
    ),
    MemberFigure(
        key="points", label=_("Points earned"), unit="points", order=30,
        # What was earned, less what came back: a gift between two of a household is earned once, points by hand never.
        sql="SELECT account_id AS person_id, greatest(sum(points), 0)::numeric AS value FROM loyalty_pointsentry"
        " WHERE account_id = ANY (%(people)s) AND posted_at >= %(since)s AND NOT starts_with(source, 'adjust:')"
        " AND (kind = 'EARN' OR kind = 'REDEEM' AND contra = 'cost') GROUP BY account_id",
    ),
    MemberFigure(
        key="tenure", label=_("Years as a member"), unit="years", order=40, has_window=False,
        sql="SELECT person_id, extract(year FROM age(%(at)s, joined_on))::numeric AS value FROM members_member"
        " WHERE person_id = ANY (%(people)s)",
    ),
    MemberFigure(
        key="fee", label=_("Fee paid for a card in use"), unit="money", order=50, has_window=False,
        sql="SELECT member_id AS person_id, max(fee) AS value FROM members_card WHERE member_id = ANY (%(people)s)"
        " AND status = 'active' AND (expires_on IS NULL OR expires_on >= %(at)s::date) GROUP BY member_id",
    ),
    MemberFigure(
        key="proof", label=_("Proof shown for a card in use"), unit="yes", order=60, has_window=False,
        sql="SELECT member_id AS person_id, 1::numeric AS value FROM members_card WHERE member_id = ANY (%(people)s)"
        " AND status = 'active' AND proof <> '' AND (expires_on IS NULL OR expires_on >= %(at)s::date)"
        " GROUP BY member_id",
    ),
    TextPlace(table="kernel_event", column="payload", where=_IN_EXPORTS, names_where=_IN_EXPORTS, is_json=True),
    ErasureGuard(key="value", load=_money_on_cards),
)  # fmt: skip
