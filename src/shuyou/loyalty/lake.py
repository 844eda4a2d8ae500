"""What loyalty exports to the lake: points, tiers, clubs, rewards."""

from shuyou.kernel.lake import Export, count, day, ident, moment, money, text
from shuyou.kernel.registry import registry

registry.offer(
    Export(
        name="points_accounts",
        meaning="What a member's points come to.",
        table="loyalty_pointsaccount",
        key="member_id",
        member="member_id",
        columns=(
            ident("member_id", "t.member_id", "Whose."),
            count("balance", "t.balance", "Points that can be spent."),
        ),
    ),
    Export(
        name="points_entries",
        meaning="Lines of the points ledger.",
        table="loyalty_pointsentry",
        key="id",
        member="member_id",
        columns=(
            ident("member_id", "t.account_id", "Whose account."),
            text("kind", "t.kind", "EARN, REDEEM, RESTORE, EXPIRE and so on."),
            count("points", "t.points", "Points, taken ones below zero."),
            moment("posted_at", "t.posted_at", "When."),
        ),
    ),
    Export(
        name="tier_standings",
        meaning="The tier that a member has earned.",
        table="loyalty_tierstanding",
        key="member_id",
        member="member_id",
        columns=(
            ident("member_id", "t.member_id", "Who."),
            ident("tier_id", "t.tier_id", "Which tier."),
            day("since", "t.since", "Since when."),
            day("keep_until", "t.keep_until", "Until when it is kept."),
        ),
    ),
    Export(
        name="tier_changes",
        meaning="What happened to members' tiers.",
        table="loyalty_tierchange",
        key="id",
        member="member_id",
        columns=(
            ident("member_id", "t.member_id", "Whose."),
            ident("was_id", "t.was_id", "The tier before."),
            ident("tier_id", "t.tier_id", "The tier after."),
            text("why", "t.why", "raised, warned, lowered, granted or grant_over."),
            moment("at", "t.at", "When."),
        ),
    ),
    Export(
        name="club_memberships",
        meaning="Who is in which themed club.",
        table="loyalty_clubmembership",
        key="id",
        member="member_id",
        columns=(
            ident("member_id", "t.member_id", "Who."),
            ident("club_id", "t.club_id", "Which club."),
            moment("joined_at", "t.joined_at", "Since when."),
            moment("left_at", "t.left_at", "Until when."),
        ),
    ),
    Export(
        name="reward_uses",
        meaning="Rewards that members took.",
        table="loyalty_rewarduse",
        key="id",
        member="member_id",
        columns=(
            ident("member_id", "t.member_id", "Who."),
            ident("reward_id", "t.reward_id", "Which reward."),
            count("points", "t.points", "For how many points."),
            money("cash", "t.cash", "And for how much money."),
            text("state", "t.state", "taken or undone."),
            moment("taken_at", "t.taken_at", "When."),
        ),
    ),
)
