"""Links that are followed, by who agreed; and the channel that readers answer by, as the gate uses it."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from shuyou.kernel.notices import NoticeKind, Words, declare
from shuyou.members.models import Member
from shuyou.messaging import services, tasks
from shuyou.messaging.models import DeliveryEvent, Message
from shuyou.messaging.rules import Look, html_of, learned_channel
from shuyou.messaging.services._links import followable
from shuyou.messaging.tests.factories import AT, NEWS, SYSTEM, a_reader, asked, says, through

pytestmark = pytest.mark.django_db
SHOP = "https://books.example/new?a=1&b=2"
_WORDS = Words(subject="新书", body=f"# 新到\n\n{{title}}\n\n[看一看]({SHOP})\n\n[店里]({{site}}/)", short="{title}")
LINKED = NoticeKind(
    code="test.linked", label="Linked", purpose="marketing", facts=NEWS.facts, zh=_WORDS, en=_WORDS, channels=("email",)
)
declare(LINKED)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a clock that stands."""
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)


def offered(settings: Any, *, agrees: bool) -> tuple[Message, str]:
    """Return an offer that somebody got by e-mail, and its HTML as it left."""
    reader = a_reader("", "-")
    says(reader, "marketing", "email")
    if agrees:
        says(reader, "profiling")
    asked(reader, LINKED)
    with through(settings) as server:
        tasks.judge_and_send()
    (letter,) = server.taken
    html, plain = letter.get_body(("html",)), letter.get_body(("plain",))
    assert html is not None
    assert plain is not None
    return Message.objects.latest("pk"), f"{html.get_content()}\n{plain.get_content()}"


def token_in(letter: str, place: int = 0) -> str:
    found = [part.partition("/")[0] for part in letter.split("/messages/go/")[1:]]
    return list(dict.fromkeys(found))[place]


def test_links_are_followed_only_of_who_agreed(settings: Any, client: Client) -> None:
    message, letter = offered(settings, agrees=False)

    assert "/messages/go/" not in letter
    assert SHOP.replace("&", "&amp;") in letter
    token = token_in(f"{next(iter(followable(str(message.uid), message.text, 'http://x').values()))}")
    assert client.get(reverse("messages:go", args=[token])).headers["Location"] == SHOP
    assert not DeliveryEvent.objects.exists()


def test_a_link_that_is_followed_leads_on_and_is_noted_once(settings: Any, client: Client) -> None:
    message, letter = offered(settings, agrees=True)

    assert SHOP not in letter
    assert SHOP in message.text
    for _ in range(2):
        answer = client.get(reverse("messages:go", args=[token_in(letter)]))
        assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.FOUND, SHOP)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    event = DeliveryEvent.objects.get()
    assert (event.kind, event.text, event.message_id) == ("opened", SHOP, message.pk)
    assert "/messages/stop/" in letter


@pytest.mark.parametrize("token", ["x", "https:", "AAAA", "..%2F", "stop"])
def test_no_other_address_is_led_to(settings: Any, client: Client, token: str) -> None:
    message, letter = offered(settings, agrees=True)
    urls = [
        reverse("messages:go", args=[word])
        for word in (services.stop_token(str(message.uid)), "x", token_in(letter)[:-2])
    ]

    assert {client.get(url).status_code for url in [*urls, f"/messages/go/{token}/"]} == {HTTPStatus.NOT_FOUND}
    assert not DeliveryEvent.objects.exists()


def test_a_word_taken_back_and_words_that_are_gone_leave_no_trace(settings: Any, client: Client) -> None:
    message, letter = offered(settings, agrees=True)
    assert message.member is not None
    url = reverse("messages:go", args=[token_in(letter)])
    says(message.member, "profiling", is_granted=False, at=AT + timedelta(minutes=1))

    assert client.get(url).headers["Location"] == SHOP
    Message.objects.update(text="")
    assert client.get(url).headers["Location"].startswith("http://localhost")
    assert not DeliveryEvent.objects.exists()


@pytest.mark.parametrize(
    ("counted", "channel"),
    [
        ({"email": (9, 0), "sms": (3, 2)}, "sms"), ({"email": (9, 1)}, ""), ({"sms": (2, 2)}, ""), ({}, ""),
        ({"email": (4, 3), "sms": (4, 3)}, ""), ({"email": (10, 9), "sms": (10, 8)}, "email"),
    ],
)  # fmt: skip
def test_a_channel_stands_out_or_none_does(counted: dict[str, tuple[int, int]], channel: str) -> None:
    learned = learned_channel(counted)

    assert (learned.channel if learned else "") == channel


COUNTS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (max(pair), min(pair)))


@given(st.dictionaries(st.sampled_from(["email", "sms", "app", "letter"]), COUNTS))
def test_what_is_learned_is_what_was_counted_and_no_chance(counted: dict[str, tuple[int, int]]) -> None:
    learned = learned_channel(counted)

    if learned:
        assert counted[learned.channel] == (learned.sent, learned.answered)
        assert learned.answered >= 2


def answering(member: Member, channel: str) -> None:
    """Have a member sent four messages by a channel, and answer three of them."""
    for step in range(4):
        message = Message.objects.create(
            key=f"{member.pk}:{channel}:{step}", kind=NEWS.code, purpose="service", member=member, choices=[channel],
            asked_by="test", asked_at=AT, state="sent", channel=channel, verdict="ok", judged_at=AT,
            sent_at=AT - timedelta(days=step + 1),
        )  # fmt: skip
        if step:
            DeliveryEvent.objects.create(message=message, kind="replied", key=message.key, happened_at=AT, noted_at=AT)


def mailed(readers: Sequence[Member], channels: Sequence[str]) -> None:
    """Have readers told by one mailing."""
    draft = services.MailingDraft(key="news", name="…", kind=NEWS.code, channels=channels)
    mailing = services.begin_mailing(draft, actor=SYSTEM, at=AT)
    services.expand_mailing(mailing_id=mailing, member_ids=[one.pk for one in readers], actor=SYSTEM, at=AT)


@pytest.mark.feature("F092")
@pytest.mark.parametrize("is_mailing", [False, True])
def test_the_gate_tries_first_what_the_reader_named_then_what_they_answer_by_and_says_so(is_mailing: bool) -> None:
    silent, declared, private = readers = a_reader(), a_reader(), a_reader()
    declared.person.preferred_channel = "app"
    declared.person.save()
    says(silent, "profiling")
    says(declared, "profiling")
    for reader in readers:
        answering(reader, "sms")
        if not is_mailing:
            asked(reader)

    if is_mailing:
        mailed(readers, NEWS.channels)
    else:
        services.judge_messages(actor=SYSTEM, at=AT)

    verdicts = {
        row.member_id: (row.channel, row.why["preferred"], row.why["learned"])
        for row in Message.objects.filter(state="waiting")
    }
    assert verdicts == {
        silent.pk: ("sms", "", ["sms", 4, 3]), declared.pk: ("app", "app", []), private.pk: ("email", "", []),
    }  # fmt: skip


SAID = st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60)


@given(title=SAID)
def test_a_letter_is_tables_with_styles_and_nothing_of_a_value_runs_in_it(title: str) -> None:
    said = {"title": f"<script>alert(1)</script>{title}", "site": "https://books.example"}

    html = html_of(LINKED.zh.body, said, Look(language="zh", footer="<b>x</b>"))

    page = document_fromstring(html)
    assert {str(element.tag) for element in page.iter()} <= {
        "html", "head", "meta", "body", "table", "tr", "td", "p", "h1", "a", "title", "br", "tbody",
    }  # fmt: skip
    assert [element.get("href") for element in page.iter("a")] == [SHOP, "https://books.example/"]
    assert not [name for element in page.iter() for name in element.attrib if str(name).startswith("on")]
    assert "alert(1)" in "".join(map(str, page.itertext()))
