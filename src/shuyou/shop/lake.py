"""What the shop exports to the lake: reviews, and the steps of readers who gave their leave."""

from shuyou.kernel.lake import Export, count, flag, ident, moment, text
from shuyou.kernel.registry import registry

registry.offer(
    Export(
        name="reviews",
        meaning="Reviews of titles, without their words.",
        table="shop_review",
        key="id",
        member="member_id",
        columns=(
            ident("member_id", "t.member_id", "Who."),
            ident("item_id", "t.item_id", "Of which title."),
            count("stars", "t.stars", "One to five."),
            flag("is_bought", "t.is_bought", "They bought the title."),
            text("state", "t.state", "waiting, published or refused."),
            count("helpful", "t.helpful", "Readers who found it helpful."),
            moment("written_at", "t.written_at", "When."),
        ),
    ),
    Export(
        name="shop_steps",
        meaning="What readers who gave their leave did in the shop, without what they typed.",
        table="shop_step",
        key="id",
        joins="JOIN shop_trail r ON r.id = t.trail_id",
        watched=("t", "r"),
        keep="r.member_id IS NOT NULL",
        member="member_id",
        columns=(
            ident("member_id", "r.member_id", "Who."),
            text("kind", "t.kind", "viewed, searched, added, returned, abandoned, checkout or ordered."),
            ident("item_id", "t.item_id", "Which title."),
            text("source", "r.source", "Where the visit came from."),
            moment("at", "t.at", "When."),
        ),
    ),
)
