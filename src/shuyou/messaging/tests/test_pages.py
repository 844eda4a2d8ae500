"""The pages of messages: looked at by who may, words edited by one and approved by another, readers answered."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.clock import club_zone
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.messaging import services
from shuyou.messaging.errors import WordsMissing
from shuyou.messaging.models import ChannelSetting, Inbound, Message, PrintBatch, Suppression, Template
from shuyou.messaging.ports import Heard
from shuyou.messaging.tasks import send_some
from shuyou.messaging.tests.factories import AT, NEWS, SYSTEM, a_reader, asked

pytestmark = pytest.mark.django_db
WORDS = {
    f"{name}_{language}": text for language in ("zh", "en")
    for name, text in (("subject", "新到{title}"), ("body", "# {name|书友}\n\n{title}"), ("short", "{title}到了"))
}  # fmt: skip


def signed_in(*roles: Role, email: str = "") -> tuple[Client, User]:
    user = staff_with(*roles)
    User.objects.filter(pk=user.pk).update(email=email)
    client = Client()
    client.force_login(user)
    return client, user


def judged() -> Message:
    services.judge_messages(actor=SYSTEM, at=AT)
    return Message.objects.latest("pk")


@pytest.mark.feature("F095", "F163")
@pytest.mark.parametrize(
    "page",
    ["outbox", "inbox", "templates", "suppressions", "suppress", "terms", "cap", "sender", "costs", "letters", "mail"],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(page: str, language: str) -> None:
    client, user = signed_in(Role.ADMINISTRATOR)
    User.objects.filter(pk=user.pk).update(language=language)
    asked(a_reader())
    judged()
    services.take_heard(Heard(channel="sms", key="1", sender="13812345678", text="在吗", at=AT), actor=SYSTEM, at=AT)

    assert client.get(reverse(f"messaging:{page}")).status_code == HTTPStatus.OK


def test_a_message_tells_its_story_and_is_sent_again_or_taken_back() -> None:
    client, _user = signed_in(Role.MANAGER)
    reader = a_reader("-", "-")
    asked(reader)
    services.set_channel(
        services.ChannelDraft(channel="app", is_on=False, cost_each="0", per_minute="9"), actor=SYSTEM, at=AT
    )
    refused = judged()
    url = reverse("messaging:message", args=[refused.uid])

    assert refused.verdict == "channel_off"
    assert "渠道已关闭" in client.get(url).content.decode()
    assert client.post(reverse("messaging:message_deed", args=[refused.uid, "drop"])).status_code == HTTPStatus.CONFLICT
    assert client.post(reverse("messaging:message_deed", args=[refused.uid, "again"])).status_code == 303
    assert Message.objects.get().state == "asked"
    assert client.post(reverse("messaging:message_deed", args=[refused.uid, "drop"])).status_code == 303
    assert Message.objects.get().state == "dropped"


def test_words_are_written_by_one_and_approved_by_another_and_wrong_ones_say_where() -> None:
    writer, _ = signed_in(Role.MANAGER, email="boss@example.com")
    approver, _ = signed_in(Role.MANAGER)
    url = reverse("messaging:template", args=[NEWS.code])

    wrong = writer.post(url, {**WORDS, "body_zh": "{nobody} {", "subject_en": ""})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "{nobody}" in wrong.content.decode()
    assert not Template.objects.exists()

    assert writer.post(url, WORDS).status_code == 303
    deed = reverse("messaging:template_deed", args=[NEWS.code, "approve"])
    writer.post(deed, {"version": "1"})
    assert Template.objects.get().current is None
    writer.post(reverse("messaging:template_deed", args=[NEWS.code, "trial"]), {"version": "1"})
    assert Message.objects.get().facts["subject"] == "新到庄子"
    approver.post(deed, {"version": "1"})

    reader = a_reader("-", "13800009999")
    asked(reader)
    (due,) = services.take_due_messages(channel=judged().channel, limit=9, actor=SYSTEM, at=AT)
    assert due.written is not None
    assert (due.written.version, due.written.outgoing.text) == (1, "【书友书店】庄子到了")
    look = writer.get(reverse("messaging:preview", args=[NEWS.code, "zh", "email"]), {"version": "1"})
    assert "林晚舟" in look.content.decode()
    assert "script" not in look.headers["Content-Security-Policy"]


@pytest.mark.feature("F095")
def test_what_messages_cost_goes_out_as_a_file_to_who_may_have_it() -> None:
    client, _user = signed_in(Role.MANAGER)
    clerk, _other = signed_in(Role.MARKETER)
    asked(a_reader("-", "13800009999"))
    Message.objects.filter(pk=judged().pk).update(state="delivered", sent_at=AT, cost="0.0450", parts=2)
    days = {"since": AT.date().isoformat(), "until": AT.date().isoformat(), "as": "csv"}

    file = b"".join(client.get(reverse("messaging:costs"), days).streaming_content).decode()  # type: ignore[attr-defined]
    refused = clerk.get(reverse("messaging:costs"), days)

    assert file.splitlines()[1].endswith(",1,2,1,0,1,0.0450,0.0450")
    assert (refused.status_code, EventRecord.objects.filter(name="messaging.messages_exported").count()) == (403, 1)


def test_words_of_staff_and_names_of_readers_are_never_markup() -> None:
    reader = a_reader()
    reader.person.name = "<script>x</script>{title}"
    reader.person.save()
    asked(reader, title="[走](javascript:x)")
    judged()

    (due,) = services.take_due_messages(channel="email", limit=9, actor=SYSTEM, at=AT)

    assert due.written is not None
    html = due.written.outgoing.html
    assert "<script" not in html
    assert "href" not in html
    assert "&lt;script&gt;x&lt;/script&gt;{title}" in html


def test_a_reader_is_written_to_from_their_page_and_answered_in_the_thread() -> None:
    client, _user = signed_in(Role.SERVICE_AGENT)
    reader = a_reader("-", "13800009999")
    url = reverse("messaging:write", args=[reader.number])
    form = client.get(url).context["form"]
    typed = {"key": form.initial["key"], "channel": "sms", "text": "您的书到了。"}

    assert [client.post(url, typed).status_code for _ in range(2)] == [303, 303]
    assert Message.objects.get().facts["text"] == "您的书到了。"

    services.take_heard(Heard(channel="sms", key="1", sender="13800009999", text="好的", at=AT), actor=SYSTEM, at=AT)
    heard = Inbound.objects.get()
    assert heard.member_id == reader.pk
    thread = reverse("messaging:thread", args=[heard.uid])
    assert "好的" in client.get(thread).content.decode()
    empty = client.post(reverse("messaging:thread_deed", args=[heard.uid, "answer"]), {"text": " "})
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    client.post(reverse("messaging:thread_deed", args=[heard.uid, "answer"]), {"text": "不客气"})
    assert Inbound.objects.get().state == "answered"


def test_addresses_are_silenced_and_let_go_and_channels_keep_what_can_be() -> None:
    client, _user = signed_in(Role.MANAGER)
    client.post(reverse("messaging:suppress"), {"channel": "email", "address": "Reader1@Example.com"})
    row = Suppression.objects.get()
    assert not row.is_total
    assert "reader1@example.com" not in f"{row.shown}{row.digest}"
    client.post(reverse("messaging:suppression", args=[row.pk]))
    assert Suppression.objects.get().lifted_at

    url = reverse("messaging:channel", args=["sms"])
    kept = {"is_on": "on", "cost_each": "0.05", "per_minute": "60", "quiet_from": "21:00", "quiet_until": "08:00"}
    wrong = ({"cost_each": "x"}, {"per_minute": "0"}, {"quiet_until": ""}, {"quiet_from": "25:00"})
    assert {client.post(url, kept | one).status_code for one in wrong} == {HTTPStatus.UNPROCESSABLE_ENTITY}
    assert client.post(url, kept).status_code == 303
    assert ChannelSetting.objects.get(channel="sms").per_minute == 60


@pytest.mark.feature("F088")
def test_letters_are_printed_in_order_of_postcodes_once_and_posted() -> None:
    client, _user = signed_in(Role.MANAGER)
    for place, postcode in enumerate(("510000", "100000")):
        reader = a_reader()
        reader.person.addresses.create(
            recipient=f"收件人{place}", province="浙江省", city="杭州市", street=f"纸鸢路 {place} 号",
            postcode=postcode, is_default=True,
        )  # fmt: skip
        note = services.NoteDraft(key=reader.person.uid, channel="letter", text="<b>您好</b>\n\n" + "长信" * 3000,
                                  member_id=reader.pk)  # fmt: skip
        with pytest.raises(WordsMissing):
            services.write_to_reader(note, actor=SYSTEM, at=AT)
        short = services.NoteDraft(key=reader.person.uid, channel="letter", text="<b>您好</b>", member_id=reader.pk)
        services.write_to_reader(short, actor=SYSTEM, at=AT)
    judged()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shuyou.kernel.clock.now", lambda: AT)
        send_some("letter")

    for _ in range(2):
        client.post(reverse("messaging:letters_deed", args=["print"]))

    batch = PrintBatch.objects.get()
    manifest = b"".join(client.get(reverse("messaging:letter_file", args=[batch.number, "csv"])))
    pdf = b"".join(client.get(reverse("messaging:letter_file", args=[batch.number, "pdf"])))
    assert batch.letters == 2
    assert [line.split(",")[1] for line in manifest.decode("utf-8-sig").splitlines()[1:]] == ["100000", "510000"]
    assert pdf.startswith(b"%PDF-")
    client.post(reverse("messaging:letters_deed", args=[batch.number]))
    assert PrintBatch.objects.get().posted_at


def test_who_may_not_is_refused_and_nothing_is_written() -> None:
    nobody = Actor(STAFF, "9", "test", frozenset({Role.WAREHOUSE}))
    with pytest.raises(NotPermitted):
        services.judge_messages(actor=nobody, at=AT)
    with pytest.raises(NotPermitted):
        services.take_due_messages(channel="sms", limit=1, actor=nobody, at=AT)

    assert not EventRecord.objects.exists()


def test_the_inbox_is_filtered_by_each_of_its_fields() -> None:
    client, _user = signed_in(Role.SERVICE_AGENT)
    reader = a_reader("me@example.com", "13800009999")
    asked(reader)
    services.judge_messages(actor=SYSTEM, at=AT)
    sent = Message.objects.get()
    for place, (channel, sender, text) in enumerate(
        (("email", "me@example.com", "几点关门"), ("sms", "13800009999", "好的"), ("sms", "13900000000", "陌生人"))
    ):
        heard = Heard(channel=channel, key=f"{place}", sender=sender, text=text, at=AT + timedelta(days=place))
        services.take_heard(heard, actor=SYSTEM, at=heard.at)
    Inbound.objects.filter(text="几点关门").update(answers=sent, state="answered")
    days = [(AT + timedelta(days=place)).astimezone(club_zone()).date().isoformat() for place in range(3)]
    asks = {
        "state=answered": "几点关门", "state=new": "好的 陌生人", "channel=sms": "好的 陌生人",
        f"kind={sent.kind}": "几点关门", f"member={reader.number}": "几点关门 好的", "member=nobody": "",
        f"from_day={days[1]}": "好的 陌生人", f"to_day={days[1]}": "几点关门 好的",
        f"channel=sms&from_day={days[2]}&state=new": "陌生人", "channel=fax": "",
    }  # fmt: skip
    for query, expected in asks.items():
        page = client.get(f"{reverse('messaging:inbox')}?{query}").content.decode()
        assert [text for text in ("几点关门", "好的", "陌生人") if text in page] == expected.split(), query
    for bad in ("from_day=2026-99-99", "state=nonsense", "kind=x", f"member={'9' * 90}"):
        assert client.get(f"{reverse('messaging:inbox')}?{bad}").status_code < HTTPStatus.INTERNAL_SERVER_ERROR
