"""The contract of providers of payments: one suite for the sandbox and for the real adapters."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shuyou.kernel import clock
from shuyou.payments.adapters.peer import AlipayPeer, WeChatPeer, pay
from shuyou.payments.errors import CodeRefused, NoticeRefused, ProviderFailed
from shuyou.payments.ports import PAID, REFUNDED, Asked, AskedBack, PaymentProvider, Scanned
from shuyou.payments.tests.peers import KEYS, OTHERS, Books, opened

KINDS = ("sandbox of WeChat Pay", "sandbox of Alipay", "WeChat Pay", "Alipay")
ASKED = Asked(number="PY00000000018", amount=Decimal("38.50"), title="书款")

type Opened = tuple[PaymentProvider, WeChatPeer | AlipayPeer, Books]


@pytest.fixture(params=KINDS)
def pair(request: pytest.FixtureRequest) -> Iterator[Opened]:
    """A provider, the side it speaks to, and that side's books."""
    books = Books()
    with opened(request.param, books) as (provider, peer):
        yield provider, peer, books


def paid(pair: Opened) -> tuple[PaymentProvider, WeChatPeer | AlipayPeer, Books]:
    """Have the reader pay what was asked."""
    provider, peer, books = pair
    provider.ask(ASKED)
    pay(books, ASKED.number, at=clock.now())
    return provider, peer, books


def back(pair: Opened, amount: str, number: str = "RF00000000018") -> AskedBack:
    """Return a refund of the payment."""
    trade = pair[2].trades[ASKED.number].trade
    return AskedBack(
        number=number, charge=ASKED.number, trade=trade, amount=Decimal(amount), paid=ASKED.amount, reason="退货"
    )


def test_what_is_asked_can_be_scanned_and_is_asked_once(pair: Opened) -> None:
    provider, _peer, books = pair

    codes = {provider.ask(ASKED), provider.ask(ASKED)}

    assert len(codes) == 1
    assert ASKED.number in codes.pop()
    assert [one.amount for one in books.trades.values()] == [ASKED.amount]


def test_a_notice_with_a_good_signature_says_what_was_paid(pair: Opened) -> None:
    provider, peer, _books = paid(pair)

    told = provider.read(*peer.notice(ASKED.number, at=clock.now(), event="one"), at=clock.now())

    assert (told.event, told.kind, told.number, told.amount) == ("one", PAID, ASKED.number, ASKED.amount)
    assert (told.currency, told.merchant) == ("CNY", provider.merchant)


def test_a_notice_that_was_changed_is_refused(pair: Opened) -> None:
    provider, peer, _books = paid(pair)
    headers, body = peer.notice(ASKED.number, at=clock.now())

    for spoiled in (body.replace(b"2", b"3"), body[:-9], b"", b"{}", body + b" "):
        if isinstance(peer, AlipayPeer) and spoiled.rstrip() == body:
            continue
        with pytest.raises(NoticeRefused):
            provider.read(headers, spoiled, at=clock.now())


def test_a_notice_signed_by_others_is_refused(pair: Opened) -> None:
    provider, peer, books = paid(pair)
    false: WeChatPeer | AlipayPeer
    false = WeChatPeer(OTHERS, books) if isinstance(peer, WeChatPeer) else AlipayPeer(OTHERS, books)

    with pytest.raises(NoticeRefused):
        provider.read(*false.notice(ASKED.number, at=clock.now()), at=clock.now())


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_notice_of_wechat_that_is_stale_is_refused(seconds: int) -> None:
    with opened("WeChat Pay", books := Books()) as (provider, peer):
        paid((provider, peer, books))
        at = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
        with pytest.raises(NoticeRefused):
            provider.read(*peer.notice(ASKED.number, at=at), at=at + timedelta(seconds=seconds))


def test_whoever_asks_is_told_once_it_is_paid(pair: Opened) -> None:
    provider, _peer, books = pair
    provider.ask(ASKED)

    assert provider.look_up(ASKED.number) is None
    pay(books, ASKED.number, at=clock.now())
    told = provider.look_up(ASKED.number)

    assert told is not None
    assert (told.kind, told.number, told.amount, told.merchant) == (
        PAID, ASKED.number, ASKED.amount, provider.merchant,
    )  # fmt: skip


def test_a_refund_is_given_once_and_never_more_than_was_paid(pair: Opened) -> None:
    provider, peer, books = paid(pair)

    first, second = provider.give_back(back(pair, "8.50")), provider.give_back(back(pair, "8.50"))
    with pytest.raises(ProviderFailed):
        provider.give_back(back(pair, "38.51", "RF00000000024"))

    assert first.reference == second.reference
    assert [one.amount for one in books.trades.values() if one.is_refund] == [Decimal("8.50")]
    told = provider.read(*peer.notice("RF00000000018", at=clock.now()), at=clock.now())
    assert (told.kind, told.number, told.amount) == (REFUNDED, "RF00000000018", Decimal("8.50"))


def test_the_bill_of_a_day_holds_what_moved(pair: Opened) -> None:
    provider, _peer, _books = paid(pair)
    provider.give_back(back(pair, "8.50"))

    lines = provider.bill(clock.club_day(clock.now()))

    assert sorted((line.number, line.amount, line.is_refund) for line in lines) == [
        (ASKED.number, Decimal("38.50"), False), ("RF00000000018", Decimal("8.50"), True),
    ]  # fmt: skip


def test_an_answer_signed_by_others_is_not_believed(pair: Opened) -> None:
    provider, peer, _books = pair
    peer.keys = type(KEYS)(OTHERS.platform, KEYS.merchant, KEYS.sealing)

    with pytest.raises(ProviderFailed):
        provider.ask(ASKED)


def scanned(pair: Opened, plan: str) -> Scanned:
    """Return money to be taken by a code that leads to what its last digit says."""
    begin = "1300000000000000" if isinstance(pair[1], WeChatPeer) else "2800000000000000"
    return Scanned(number=ASKED.number, amount=ASKED.amount, title="书款", code=f"{begin}0{plan}", place="river")


def test_a_scanned_code_is_paid_once(pair: Opened) -> None:
    provider, _peer, books = pair

    told = [provider.collect(scanned(pair, "1")) for _again in range(2)]

    assert told[0] == told[1] == provider.look_up(ASKED.number)
    assert told[0] is not None
    assert (told[0].kind, told[0].number, told[0].amount, told[0].merchant) == (
        PAID, ASKED.number, ASKED.amount, provider.merchant,
    )  # fmt: skip
    assert [one.is_paid for one in books.trades.values()] == [True]


def test_a_reader_who_types_a_password_is_waited_for(pair: Opened) -> None:
    provider, _peer, books = pair

    assert provider.collect(scanned(pair, "2")) is None
    assert provider.look_up(ASKED.number) is None
    pay(books, ASKED.number, at=clock.now())

    told = provider.look_up(ASKED.number)
    assert told is not None
    assert told.amount == ASKED.amount


@pytest.mark.parametrize("plan", ["3", "4"])
def test_a_code_that_is_refused_moves_nothing(pair: Opened, plan: str) -> None:
    provider, _peer, books = pair

    with pytest.raises(CodeRefused):
        provider.collect(scanned(pair, plan))

    assert books.trades == {}


@pytest.mark.parametrize(("plan", "is_paid"), [("5", True), ("6", False)])
def test_a_lost_answer_is_not_taken_for_a_refusal(pair: Opened, plan: str, is_paid: bool) -> None:
    provider, _peer, _books = pair

    with pytest.raises(ProviderFailed):
        provider.collect(scanned(pair, plan))

    assert (provider.look_up(ASKED.number) is not None) is is_paid
    provider.call_off(ASKED.number)
    assert provider.look_up(ASKED.number) is None


@pytest.mark.parametrize("plan", ["1", "2", "7"])
def test_what_is_called_off_is_never_paid_and_stands_in_no_bill(pair: Opened, plan: str) -> None:
    provider, _peer, books = pair
    provider.collect(scanned(pair, plan))

    for _again in range(2):
        provider.call_off(ASKED.number)
    pay(books, ASKED.number, at=clock.now())

    assert provider.look_up(ASKED.number) is None
    assert provider.look_up(ASKED.number) is None
    assert list(provider.bill(clock.club_day(clock.now()))) == []
