"""What counts as bought, as a cost, as a complaint and as a need: what came back does not, nor what was given."""

from datetime import date, timedelta

import numpy as np
import pytest

from shuyou.insight.adapters.valuing import rows_of
from shuyou.insight.rules.card import back_tested
from shuyou.insight.rules.evaluation import Fitted, fitted, lives_of, measures_of, prospects
from shuyou.insight.rules.labels import LONG_GAP
from shuyou.insight.rules.lifetime import BgNbd, GammaGamma
from shuyou.insight.rules.measured import Row
from shuyou.insight.rules.scales import DEFAULT
from shuyou.insight.tests.tables import GRADES, NOVEL, PICTURE, Club, TablesEngine

DAY = date(2026, 7, 15)
UNKNOWN, SHELFLESS = 901, 902


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def measured(club: Club, *, day: date = DAY, is_past: bool = False) -> Row:
    return rows_of(TablesEngine(club.tables()), DEFAULT, day, is_past=is_past)


def returning() -> Club:
    """1 keeps one of two copies; 2 sends all back; 3 is refused; 4 still waits; 5 has a title of unknown cost."""
    club = Club()
    club.rows["items"].append((UNKNOWN, 1, "I247", None, "book", "everyday", "", None, None))
    for member in range(1, 6):
        club.join(member)
    lines = [club.buy(member, ago(40), yuan=50, copies=2) for member in range(1, 5)]
    club.send_back(1, ago(30), line=lines[0], amount=5000, reason="mind")
    club.send_back(2, ago(30), line=lines[1], amount=10_000, copies=2)
    club.send_back(3, ago(30), line=lines[2], amount=10_000, copies=2, state="refused")
    club.send_back(4, ago(30), line=lines[3], amount=10_000, copies=2, state="asked")
    club.buy(5, ago(20), UNKNOWN, yuan=100, paid=0.9)
    return club


def test_what_came_back_is_neither_bought_nor_a_cost_and_only_what_was_not_refused_is_a_complaint() -> None:
    rows = measured(returning())

    assert rows["net"].tolist() == [5_000, 0, 10_000, 10_000, 9_000]
    assert rows["cost"].tolist() == [1_000, 0, 2_000, 2_000, 6_500]
    assert rows["copies"].tolist() == [1, 0, 2, 2, 1]
    assert rows["orders_all"].tolist() == [1, 0, 1, 1, 1]
    assert rows["back"].tolist() == [5_000, 10_000, 0, 0, 0]
    assert rows["complaints"].tolist() == [0, 1, 0, 1, 0]
    assert measured(returning(), day=ago(35))["net"].tolist()[:2] == [10_000, 10_000]


def wanting() -> Club:
    """Reader 1 buys three novels and a workbook before, titles of no shelf, and is given one; 2 buys at offers."""
    club = Club()
    club.rows["items"].append((SHELFLESS, None, None, None, "book", "everyday", "", None, None))
    for member in (1, 2):
        club.join(member)
    for at in range(3):
        club.buy(1, ago(90 - at), NOVEL)
        club.buy(1, ago(60 - at), SHELFLESS)
    club.buy(1, ago(10), PICTURE, paid=0, reason="gift:SPRING")
    for at, (reason, is_promoted) in enumerate((("offer:7", False), ("list:member", True), ("list:member", False))):
        club.buy(2, ago(50 - at), NOVEL, reason=reason, is_promoted=is_promoted)
    return club


def test_a_taste_is_told_from_earlier_titles_of_a_shelf_and_offers_are_lower_prices() -> None:
    rows = measured(wanting())

    needs = {name: rows[f"need_{name}"].tolist() for name in ("need", "desire", "preference", "impulse")}
    assert needs == {"need": [0, 0], "desire": [0, 0], "preference": [1, 1], "impulse": [5, 2]}
    assert rows["titles"].tolist() == [6, 3]
    assert rows["lowered"].tolist() == [0, 8_000]


def test_somebody_has_come_back_for_a_year_and_not_for_life_by_their_own_calendar() -> None:
    club = Club()
    for member in (1, 2, 3):
        club.join(member)
    for days in (1600, 1100, 30, 20):
        club.buy(1, ago(days))
    for days in (1600, 1100, *range(1000, 0, -100)):
        club.buy(2, ago(days))
    for day in (date(2025, 4, 1), date(2026, 2, 5), date(2026, 2, 25)):
        club.buy(3, day, GRADES + 4)
    rows = measured(club)

    lives, _usual = lives_of(rows, DAY, np.ones(3), np.ones(3))

    assert [bool(gap > LONG_GAP) for gap in lives.longest_gap] == [True, False, False]
    assert lives.longest_gap[0] == pytest.approx(1070, abs=2)
    assert lives.longest_gap[2] > 100


def test_worth_and_the_plain_guess_go_by_days_as_the_forecast_does() -> None:
    club = Club()
    club.join(1)
    for days in (400, 300, 200):
        for _order in range(3):
            club.buy(1, ago(days), yuan=10)
    rows = measured(club)
    fit = Fitted(BgNbd(1, 8, 0.5, 5, 0, ((0.0,) * 4,) * 4, is_bounded=False), GammaGamma(4, 1e6, 1, is_bounded=False))

    assert (rows["orders"].tolist(), rows["days"].tolist()) == ([6], [2])
    by_day = Fitted(fit.orders, GammaGamma(1e9, 2, 1e-9, is_bounded=False))
    assert prospects(rows, DAY, by_day).worth[0] == pytest.approx(30)
    tested, _clocks, _other = back_tested(rows, rows, (DAY + timedelta(days=180), DAY))
    assert tested.naive_error == pytest.approx(2 * 180 / 365)


def test_who_has_left_stands_in_pictures_of_the_past_only() -> None:
    club = Club()
    for member in (1, 2):
        club.join(member)
        club.buy(member, ago(200))
    club.rows["members"][1] = (2, "closed", *club.rows["members"][1][2:])

    assert measured(club)["member_id"].tolist() == [1]
    assert measured(club, day=ago(90), is_past=True)["member_id"].tolist() == [1, 2]


def test_measures_are_as_they_are_kept_so_that_reasons_add_up() -> None:
    club = Club()
    for member in (1, 2):
        club.join(member)
        for days in (17, 111, 187):
            club.buy(member, ago(days * member), GRADES + 4, yuan=37)
    rows = measured(club)

    found = measures_of(rows, DAY, DEFAULT)

    assert found.recency.tolist() == np.floor(found.recency).tolist()
    for kept in (found.type, found.user):
        assert kept.tolist() == np.round(kept, 2).tolist()
    assert fitted(rows, DAY).worth.is_bounded
