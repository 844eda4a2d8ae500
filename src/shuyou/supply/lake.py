"""What supply exports to the lake: places, what copies cost, and what readers wait for."""

from shuyou.kernel.lake import Export, count, flag, ident, moment, money, text
from shuyou.kernel.registry import registry

registry.offer(
    Export(
        name="places",
        meaning="Stores and warehouses.",
        table="supply_warehouse",
        key="id",
        whole=True,
        columns=(
            ident("place_id", "t.id", "Which place."),
            text("code", "t.code", "Its code."),
            text("name_zh", "t.name_zh", "Its Chinese name."),
            text("name_en", "t.name_en", "Its English name."),
            text("kind", "t.kind", "store or warehouse."),
            text("region", "t.region", "Its region."),
            flag("is_active", "t.is_active", "It is in use."),
        ),
    ),
    Export(
        name="shelves",
        meaning="Copies of an article in a place, and what one cost on average.",
        table="supply_shelf",
        key="id",
        columns=(
            ident("item_id", "t.item_id", "Which article."),
            ident("place_id", "t.warehouse_id", "Where."),
            count("on_hand", "t.on_hand", "Copies there."),
            count("reserved", "t.reserved", "Of these, set aside."),
            money("average_cost", "t.average_cost", "What a copy cost on average."),
        ),
    ),
    Export(
        name="wants",
        meaning="Titles that readers asked the club to find.",
        table="supply_want",
        key="id",
        member="member_id",
        columns=(
            ident("member_id", "t.member_id", "Who waits."),
            ident("item_id", "t.item_id", "For which article, where it is known."),
            count("copies", "t.copies", "How many copies."),
            text("state", "t.state", "open, found, ordered, held, done or closed."),
            moment("asked_at", "t.asked_at", "When they asked."),
            moment("closed_at", "t.closed_at", "When it was over."),
        ),
    ),
)
