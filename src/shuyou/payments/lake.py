"""What payments exports to the lake: money that came and went."""

from shuyou.kernel.lake import Export, ident, moment, money, text
from shuyou.kernel.registry import registry

registry.offer(
    Export(
        name="receipts",
        meaning="Money that came.",
        table="payments_receipt",
        key="id",
        member="member_id",
        stays_as_nobodys=True,
        columns=(
            ident("member_id", "t.member_id", "Whose."),
            text("tender", "t.tender", "How it was paid."),
            money("amount", "t.amount", "How much."),
            moment("received_at", "t.received_at", "When."),
        ),
    ),
    Export(
        name="refunds",
        meaning="Money that went back.",
        table="payments_refund",
        key="id",
        member="member_id",
        stays_as_nobodys=True,
        columns=(
            ident("member_id", "t.member_id", "Whose."),
            text("tender", "t.tender", "How it was given back."),
            text("state", "t.state", "asked, sent, done or failed."),
            money("amount", "t.amount", "How much."),
            moment("asked_at", "t.asked_at", "When it was asked for."),
        ),
    ),
)
