"""The stock of the past obeys the ledger's rules at every moment."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.stock import ItemStock, Trade, Wish

START = datetime(2024, 1, 1, 8, tzinfo=UTC)
UNTIL = START + timedelta(days=400)
TRADE = Trade(supplier="north", terms="returnable", out_since=START)


def lived(wishes: list[Wish], seed: int = 1) -> ItemStock:
    stock = ItemStock(TRADE, Chance(seed), UNTIL)
    stock.live_through(wishes)
    return stock


@st.composite
def some_wishes(draw: st.DrawFn) -> list[Wish]:
    days = sorted(draw(st.lists(st.floats(0, 399), max_size=40)))
    wishes = []
    for number, day in enumerate(days):
        at = START + timedelta(days=day)
        wait = draw(st.one_of(st.none(), st.floats(0, 30)))
        settled_at = None if wait is None or day + wait > 400 else at + timedelta(days=wait)
        wishes.append(Wish(f"order:{number}", draw(st.integers(1, 40)), at, settled_at, draw(st.booleans())))
    return wishes


@given(some_wishes(), st.integers())
def test_every_wish_is_served_and_no_copy_is_promised_twice(wishes: list[Wish], seed: int) -> None:
    stock = lived(wishes, seed)
    on_hand: Counter[int] = Counter()
    reserved: Counter[int] = Counter()
    by_source: defaultdict[str, Counter[str]] = defaultdict(Counter)
    # Of moves in one moment, what comes in or back is written before what is taken.
    for move in sorted(stock.moves, key=lambda move: move.at):
        on_hand[move.layer] += {"RECEIVE": 1, "ISSUE": -1}.get(move.kind, 0) * move.quantity
        reserved[move.layer] += {"RESERVE": 1, "ISSUE": -1, "RELEASE": -1}.get(move.kind, 0) * move.quantity
        by_source[move.source][move.kind] += move.quantity
        assert 0 <= reserved[move.layer] <= on_hand[move.layer]
    for wish in wishes:
        ended = {"ISSUE" if wish.has_left else "RELEASE": wish.quantity} if wish.settled_at else {}
        assert by_source[wish.source] == {"RESERVE": wish.quantity, **ended}
    for number, layer in enumerate(stock.layers):
        assert (layer.on_hand, layer.reserved) == (on_hand[number], reserved[number])
    assert [layer.received_at for layer in stock.layers] == sorted(layer.received_at for layer in stock.layers)


def test_deliveries_come_before_readers_ask() -> None:
    wishes = [Wish("order:1", 2, START + timedelta(days=50), START + timedelta(days=51), has_left=True)]

    (first, *_) = lived(wishes).layers

    assert START + timedelta(days=40) < first.received_at < wishes[0].at
    assert first.return_by == first.received_at.date() + timedelta(days=180)


def test_copies_given_back_serve_the_next_reader() -> None:
    back = Wish("order:1", 5, START + timedelta(days=100), START + timedelta(days=101), has_left=False)
    again = Wish("order:2", 5, START + timedelta(days=300), START + timedelta(days=301), has_left=True)

    stock = lived([back, again])

    assert [move.kind for move in stock.moves][:5] == ["RECEIVE", "RESERVE", "RELEASE", "RESERVE", "ISSUE"]
    assert {move.layer for move in stock.moves[:5]} == {0}


def test_most_unsold_titles_lie_on_the_shelf_and_some_were_never_bought() -> None:
    stocks = [len(lived([], seed).layers) for seed in range(200)]

    assert 130 < sum(stocks) < 190
