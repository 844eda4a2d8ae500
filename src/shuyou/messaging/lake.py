"""What messaging exports to the lake: messages to readers and what became of them, never their words."""

from shuyou.kernel.lake import Export, count, ident, moment, rate, text
from shuyou.kernel.registry import registry

registry.offer(
    Export(
        name="messages",
        meaning="A message to a reader.",
        table="messaging_message",
        key="id",
        keep="t.member_id IS NOT NULL",
        member="member_id",
        columns=(
            ident("message_id", "t.id", "Which message."),
            ident("member_id", "t.member_id", "To whom."),
            ident("mailing_id", "t.mailing_id", "The mailing that it is part of."),
            text("kind", "t.kind", "What it is about."),
            text("purpose", "t.purpose", "service, marketing and so on."),
            text("channel", "t.channel", "By which channel."),
            text("state", "t.state", "sent, delivered, refused, bounced and so on."),
            text("verdict", "t.verdict", "What the gate said."),
            count("parts", "t.parts", "Parts that are paid for."),
            rate("cost", "t.cost", "What it cost, in ten thousandths of the currency."),
            moment("asked_at", "t.asked_at", "When it was asked for."),
            moment("sent_at", "t.sent_at", "When it left."),
        ),
    ),
    Export(
        name="replies",
        meaning="What readers wrote to the club, without their words.",
        table="messaging_inbound",
        key="id",
        keep="t.member_id IS NOT NULL AND t.state <> 'automatic'",
        member="member_id",
        columns=(
            ident("member_id", "t.member_id", "Who."),
            ident("message_id", "t.answers_id", "The message that it answers."),
            text("channel", "t.channel", "By which channel."),
            moment("received_at", "t.received_at", "When."),
        ),
    ),
)
