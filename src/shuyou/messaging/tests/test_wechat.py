"""The club's account at WeChat: the contract of all ways out, its tokens, its signed calls, readers tied by a code."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.kernel import clock
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.messaging import queries, services, tasks
from shuyou.messaging.adapters import provider_of
from shuyou.messaging.adapters.played_wechat import called as played_call
from shuyou.messaging.adapters.wechat_seal import Seal
from shuyou.messaging.models import Follower, Inbound, Message, OneTimeCode
from shuyou.messaging.ports import Away, Down, Outgoing, Refused, Unclear
from shuyou.messaging.services._addresses import digest_of, sealed
from shuyou.messaging.tests.factories import AT, OFFER, SYSTEM, a_reader, asked, says
from shuyou.messaging.tests.wechat_peer import TOKEN, WechatPeer, called, signed, wechat_peer

CALL = "/messages/wechat/"


@pytest.fixture
def peer(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[WechatPeer]]:
    """Have WeChat on this machine, and a clock that stands."""
    settings.SHUYOU_VAR = tmp_path
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)
    with wechat_peer(tmp_path, settings) as peer:
        yield peer


def outgoing(account: str, kind: str = "test.news") -> Outgoing:
    return Outgoing(
        key="k", address=account, sender="书友", subject="", text="您的书到了", kind=kind, values={"title": "庄子"}
    )  # fmt: skip


def test_the_contract_taken_refused_put_off_broken_off_and_down(peer: type[WechatPeer]) -> None:
    with provider_of("wechat").line() as line:
        assert line.send(outgoing("o1")).key == "1"
        for account, kind in (("o0001", Refused), ("o0002", Away), ("o0003", Unclear), ("o0004", Refused),
                              ("o0008", Down)):  # fmt: skip
            with pytest.raises(kind) as said:
                line.send(outgoing(account))
            assert "secret" not in str(said.value)
        with pytest.raises(Refused):
            line.send(outgoing("o1", kind="orders.unknown"))
        assert line.send(outgoing("o1", kind="messaging.note")).key

    first, *_rest, note = peer.taken
    assert (first["template_id"], first["data"]) == ("T1", {"thing1": {"value": "庄子"}})
    assert (note["path"], note["text"]) == ("/cgi-bin/message/custom/send", {"content": "您的书到了"})
    with pytest.raises(Unclear):
        provider_of("wechat").look_up("k")


def test_a_token_is_kept_renewed_when_it_ends_and_wrong_keys_are_told_without_them(
    peer: type[WechatPeer], settings: Any, tmp_path: Path
) -> None:
    with provider_of("wechat").line() as line:
        line.send(outgoing("o1"))
        line.send(outgoing("o1"))
        assert len(peer.tokens) == 1
        peer.tokens.append("another")  # somebody else has asked for one: ours counts no more
        line.send(outgoing("o1"))
        assert len(peer.tokens) == 3
    with (
        wechat_peer(tmp_path, settings, secret="wr0ng"), pytest.raises(Down) as said,
        provider_of("wechat").line(),
    ):  # fmt: skip
        pass
    assert "wr0ng" not in str(said.value)


@pytest.mark.django_db
def test_who_writes_their_figures_is_told_there_and_offers_go_another_way(
    peer: type[WechatPeer], client: Client
) -> None:
    reader = a_reader("-", "13800009999")
    code = services.ask_follow_code(member_id=reader.pk, actor=SYSTEM, at=AT)

    for text in ("00000000", code, code):  # a wrong one, the right one, and again: it counts once
        client.post(f"{CALL}?{signed()}", called("o1", Content=text, MsgId=text), content_type="text/xml")
    assert Follower.objects.get().member_id == reader.pk
    assert OneTimeCode.objects.get().used_at == AT
    assert Inbound.objects.count() == 2
    says(reader, "marketing")
    asked(reader)
    asked(reader, OFFER)
    tasks.judge_and_send()
    tasks.judge_and_send()

    assert sorted(Message.objects.values_list("channel", "purpose", "state")) == [
        ("sms", "marketing", "sent"), ("wechat", "service", "sent"),
    ]  # fmt: skip
    assert peer.taken[0]["touser"] == "o1"
    assert Message.objects.get(channel="wechat").shown == "…o1"
    assert queries.reader_wechat(member_id=reader.pk, actor=SYSTEM) == "tied"
    client.post(f"{CALL}?{signed()}", called("o1", "event", Event="unsubscribe"), content_type="text/xml")
    assert queries.reader_wechat(member_id=reader.pk, actor=SYSTEM) == "free"
    asked(reader)
    tasks.judge_and_send()
    assert Message.objects.latest("pk").channel == "sms"


@pytest.mark.django_db
def test_calls_are_believed_by_their_signature_and_time_and_count_once(peer: type[WechatPeer], client: Client) -> None:
    reader = a_reader("-", "-")
    Follower.objects.create(member=reader, digest=digest_of("o1"), sealed=sealed("o1"), since=AT)
    asked(reader)
    tasks.judge_and_send()
    sent = Message.objects.get()
    done = called("o1", "event", Event="TEMPLATESENDJOBFINISH", MsgID=sent.provider_key, Status="success")

    def post(body: str, query: str) -> int:
        return client.post(f"{CALL}?{query}", body, content_type="text/xml").status_code

    forged = [signed(token="x"), signed(late=301), signed(late=-301), "", "signature=é&timestamp=²&nonce=1"]
    assert {post(done, query) for query in forged} == {403}
    assert post("<xml>", signed()) == 403
    assert post('<!DOCTYPE a [<!ENTITY b "c">]><xml><FromUserName>&b;</FromUserName></xml>', signed()) == 403
    assert post(done.replace("o1", "o2"), signed()) == 200  # of another account: not believed
    assert Message.objects.get().state == "sent"
    for _ in range(2):
        assert post(done, signed()) == 200
    assert Message.objects.get().state == "delivered"
    for _ in range(2):
        post(called("o1", Content="退订", MsgId="9"), signed())
    assert [(one.member_id, one.state) for one in Inbound.objects.all()] == [(reader.pk, "done")]
    assert client.get(f"{CALL}?{signed(echostr='77')}").content == b"77"
    assert reverse("messages:wechat") == CALL


@pytest.mark.django_db
def test_encrypted_calls_are_opened_and_nothing_else_is_believed(settings: Any, tmp_path: Path, client: Client) -> None:
    key, at = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", clock.now()
    reader = a_reader("-", "-")
    Follower.objects.create(member=reader, digest=digest_of("o1"), sealed=sealed("o1"), since=AT)

    def post(seal: Seal, words: str, **changed: str) -> int:
        said, body = seal.close(called("o1", Content=words, MsgId=words).encode(), at=at, nonce="7")
        return client.post(f"{CALL}?{urlencode({**said, **changed})}", body, content_type="text/xml").status_code

    with wechat_peer(tmp_path, settings, key=key):
        assert post(Seal("wx1", TOKEN, key), "书到了吗") == 200
        others = Seal("wx2", TOKEN, key), Seal("wx1", TOKEN, key.swapcase()), Seal("wx1", TOKEN), Seal("wx1", "x", key)
        assert {post(other, "骗") for other in others} == {403}
        assert post(Seal("wx1", TOKEN, key), "骗", msg_signature="0") == 403
    with wechat_peer(tmp_path, settings, key="short"):
        assert post(Seal("wx1", TOKEN), "骗") == 403

    assert [one.text for one in Inbound.objects.all()] == ["书到了吗"]


def test_a_call_that_wechat_encrypted_elsewhere_is_opened() -> None:
    """Made by openssl: sixteen bytes by chance, the length in four, what is said, the account; AES-256-CBC."""
    closed = "sKqRbbiSUnDhFHOvPjtUMTmgNAavxJKhMJkWlUciuZ8PnVO1+KzCn4P+7dnDxMMTXFT/mbm4vMmAcVKOlJE1aw=="
    said = {"timestamp": "1763780400", "nonce": "n1"}
    seal = Seal("wx5823bf96d3bd56c7", "t0ken", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C")
    parts = sorted(
        (
            seal.token,
            said["timestamp"],
            said["nonce"],
            "sKqRbbiSUnDhFHOvPjtUMTmgNAavxJKhMJkWlUciuZ8PnVO1+KzCn4P+7dnDxMMTXFT/mbm4vMmAcVKOlJE1aw==",
        )
    )
    said["msg_signature"] = sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()

    assert seal.open(f"<xml><Encrypt>{closed}</Encrypt></xml>".encode(), said) == "<xml>你好</xml>".encode()


@pytest.mark.django_db
def test_without_an_account_a_sandbox_plays_it_signed_and_told_once(
    settings: Any, tmp_path: Path, client: Client
) -> None:
    settings.SHUYOU_VAR, settings.SHUYOU_WECHAT_ACCOUNT, settings.SHUYOU_SANDBOX = tmp_path, "", True
    readers = [a_reader("-", "-") for _ in range(5)]
    client.force_login(staff_with(Role.ADMINISTRATOR))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shuyou.kernel.clock.now", lambda: AT)
        for place, reader in enumerate(readers, start=1):
            code = services.ask_follow_code(member_id=reader.pk, actor=SYSTEM, at=AT)
            typed = {"account": f"o000{place}", "text": code}
            assert client.post(reverse("messaging:mail_wechat"), typed).status_code == 303
            asked(reader)
        bad = client.post(reverse("messaging:mail_wechat"), {"account": "<x>", "text": ""})
        tasks.judge_and_send()
        tasks.judge_and_send()
        assert "庄子" in client.get(reverse("messaging:mail")).content.decode()
        patch.setattr("shuyou.kernel.clock.now", lambda: AT + timedelta(minutes=2))
        assert (tasks.play(), tasks.play()) == (1, 0)

    assert (bad.status_code, Follower.objects.count()) == (422, 5)
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == [
        "failed", "waiting", "unclear", "failed", "bounced",
    ]  # fmt: skip


@pytest.mark.django_db
def test_nobody_plays_wechat_outside_a_sandbox_and_its_calls_are_refused(settings: Any, client: Client) -> None:
    settings.SHUYOU_WECHAT_ACCOUNT, settings.SHUYOU_SANDBOX = "", False
    said, body = played_call("o1", Content="你好", at=clock.now())

    answer = client.post(f"{CALL}?{urlencode(said)}", body, content_type="text/xml")

    assert answer.status_code == 403
    assert not provider_of("wechat").is_set_up
    client.force_login(staff_with(Role.ADMINISTRATOR))
    assert client.post(reverse("messaging:mail_wechat"), {"account": "o1", "text": "x"}).status_code == 404
    assert not Inbound.objects.exists()
