"""The sample club has told its readers of everything, and some have answered."""

from datetime import UTC, datetime

import pytest

from shuyou.demo.services._told import EACH, SAID, lay_out_messages
from shuyou.kernel.actor import Actor
from shuyou.kernel.notices import kinds
from shuyou.messaging.models import Inbound, Mailing, Message, PrintBatch
from shuyou.messaging.tests.factories import a_reader

AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_no_page_of_messages_is_empty_and_a_second_start_adds_nothing() -> None:
    for _ in range(12):
        reader = a_reader()
        reader.person.addresses.create(
            recipient="林晚舟",
            province="浙江省",
            city="杭州市",
            street="纸鸢路 1 号",
            postcode="310000",
            is_default=True,
        )  # fmt: skip

    for _ in range(2):
        lay_out_messages(at=AT, actor=Actor.job("test"))

    open_kinds = [kind for kind in kinds().values() if not any(fact.is_secret for fact in kind.facts)]
    told = set(Message.objects.filter(mailing=None).values_list("kind", flat=True))
    assert {kind.code for kind in open_kinds} <= told
    assert Message.objects.filter(mailing=None).exclude(kind="messaging.note").count() == EACH * len(open_kinds)
    assert (Mailing.objects.count(), Inbound.objects.count()) == (1, len(SAID))
    assert PrintBatch.objects.get().letters == 8
    states = set(Message.objects.values_list("state", flat=True))
    assert {"sent", "delivered", "bounced", "refused"} <= states
