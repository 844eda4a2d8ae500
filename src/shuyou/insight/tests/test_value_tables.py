"""What is measured of readers from tables: who uses a title, terms, needs, moves and their causes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import ibis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from shuyou.insight.adapters.valuing import CARRIED, Evaluation, Known, columns_of, left_out, rows_of, work_out
from shuyou.insight.queries import likeness
from shuyou.insight.rules import basis, flows, periods
from shuyou.insight.rules.calendars import Clock, Line, day_number, elapsed
from shuyou.insight.rules.card import returning_figures
from shuyou.insight.rules.evaluation import margin_rate
from shuyou.insight.rules.flows import CAUSES, UNRANKED, Between, Cause
from shuyou.insight.rules.ladder import Rung, ladder, step_of
from shuyou.insight.rules.measured import purchases
from shuyou.insight.rules.needs import NEEDS
from shuyou.insight.rules.scales import DEFAULT, Ints, Measures
from shuyou.insight.tests.tables import GRADES, NOVEL, PICTURE, VIOLIN, Club, TablesEngine

DAY = date(2026, 7, 15)


def ints(*numbers: int) -> Ints:
    return np.asarray(numbers, dtype=np.int64)


def days(*pairs: tuple[int, int]) -> list[date]:
    return [date(year, month, 5) for year, month in pairs]


TERMS = days((2023, 9), (2024, 2), (2024, 9), (2025, 2), (2025, 9), (2026, 2))


def users_of(club: Club) -> Mapping[int, tuple[str, int]]:
    tables = {name: ibis.memtable(table) for name, table in club.tables().items()}
    lines = basis.bought(tables, DEFAULT, basis.Wanted(DAY))
    seen = basis.cohorts(lines, tables)
    found = basis.used(lines, seen, basis.homes(lines, seen, tables)).select("line_id", "user", "sure").to_pyarrow()
    return {row["line_id"]: (row["user"], row["sure"]) for row in found.to_pylist()}


def purchases_of(club: Club) -> Sequence[Mapping[str, object]]:
    tables = {name: ibis.memtable(table) for name, table in club.tables().items()}
    found: list[Mapping[str, object]] = purchases(tables, DEFAULT, basis.Wanted(DAY)).to_pyarrow().to_pylist()
    return found


@pytest.mark.feature("F058")
@pytest.mark.feature("X11")
def test_who_uses_a_title_is_told_from_grades_that_rise_and_gifts_are_nobodys_taste() -> None:
    club = Club()
    for member in range(1, 6):
        club.join(member, born={3: 2015, 4: 1980}.get(member))
    climbing = [club.buy(1, day, GRADES + 3 + (day.year - 2023) - (day.month < 7)) for day in TERMS]
    teacher = [club.buy(2, day, GRADES + 5) for day in TERMS]
    own = club.buy(3, date(2024, 9, 5), GRADES + 4)
    gift, novel, class_set = (
        club.buy(4, DAY, PICTURE, gift=True), club.buy(4, DAY, NOVEL), club.buy(4, DAY, PICTURE, copies=30),
    )  # fmt: skip
    club.child(5, entered=2022)
    told, pictures = club.buy(5, TERMS[2], GRADES + 3), club.buy(5, DAY, PICTURE)

    found = users_of(club)

    assert {found[line] for line in climbing} == {("child", 90)}
    assert {found[line] for line in teacher} == {("group", 80)}
    assert [found[line][0] for line in (own, gift, novel, class_set)] == ["self", "gift", "self", "group"]
    assert (found[told], found[pictures]) == (("child", 97), ("child", 90))


def test_one_stray_workbook_makes_no_child_and_others_are_told_by_what_else_is_known() -> None:
    club = Club()
    for member in range(1, 5):
        club.join(member, born={4: 2015}.get(member))
    stray = club.buy(1, date(2025, 9, 1), GRADES + 3)
    single, several = club.buy(2, DAY, PICTURE), club.buy(2, DAY, NOVEL, copies=3)
    again = [club.buy(3, DAY - timedelta(days=at), PICTURE) for at in range(3)]
    alone = club.buy(4, DAY, PICTURE)

    found = users_of(club)

    assert (found[stray], found[single], found[several]) == (("child", 60), ("gift", 55), ("gift", 70))
    assert ({found[line] for line in again}, found[alone]) == ({("child", 65)}, ("self", 90))


@pytest.mark.feature("F072")
def test_every_purchase_has_a_need_with_its_evidence_and_a_reader_holds_several() -> None:
    club = Club()
    club.join(1)
    taste = [club.buy(1, DAY - timedelta(days=400 - at), NOVEL, yuan=40) for at in range(2)]
    school = club.buy(1, DAY, GRADES + 3, yuan=40)
    violin = club.buy(1, DAY, VIOLIN, yuan=40)
    again = club.buy(1, DAY, NOVEL, yuan=40)
    dear, low = club.buy(1, DAY, PICTURE, yuan=200), club.buy(1, DAY, PICTURE, yuan=40, reason="offer:7")

    found = {row["line_id"]: row for row in purchases_of(club)}

    assert not found.keys() & set(taste)
    told = {line: (found[line]["need"], found[line]["need_why"]) for line in (school, violin, again, dear, low)}
    assert told == {
        school: ("need", "for_school"), violin: ("desire", "dear"), again: ("preference", "same_again"),
        dear: ("desire", "above_usual"), low: ("impulse", "lowered"),
    }  # fmt: skip
    assert (found[school]["why"], found[violin]["why"]) == ("school_title", "adult_title")
    measured = rows_of(TablesEngine(club.tables()), DEFAULT, DAY)
    assert [int(measured[f"need_{one}"][0]) for one in NEEDS] == [1, 2, 1, 1]


def test_whoever_said_no_to_being_profiled_is_left_out_unless_the_club_decided_otherwise() -> None:
    club = Club()
    for member in (1, 2, 3):
        club.join(member)
        club.buy(member, DAY)
    for member, words in ((1, (True, False)), (2, (False, True))):
        for is_granted in words:
            club.consent(member, is_granted=is_granted)
    engine, everybody = TablesEngine(club.tables()), replace(DEFAULT, values_everybody=True)

    assert rows_of(engine, DEFAULT, DAY)["member_id"].tolist() == [2, 3]
    assert rows_of(engine, everybody, DAY)["member_id"].tolist() == [1, 2, 3]
    assert (left_out(engine, DEFAULT), left_out(engine, everybody)) == (1, 0)
    assert len(purchases_of(club)) == 2


@pytest.mark.feature("X11")
def test_a_child_climbs_the_ladder_by_itself() -> None:
    rungs = [step_of(2020, date(year, 9, 1)).rung for year in range(2018, 2033)]

    assert list(dict.fromkeys(rungs)) == list(Rung)
    step = step_of(2020, date(2026, 9, 1))
    assert (step.grade, step.next_rung, step.climbs_on) == (7, Rung.JUNIOR_EXAM, date(2027, 7, 1))
    assert step_of(2020, date(2027, 6, 30)).rung is Rung.MIDDLE
    assert step_of(2020, date(2027, 7, 1)).rung is Rung.JUNIOR_EXAM
    assert [one.first_year for one in ladder([2022, 2019], DAY)] == [2019, 2022]


def passed(shares: Mapping[Line, float], first: date, last: date) -> float:
    clock = Clock.over(date(2024, 1, 1), date(2027, 1, 1))
    whole = {line: np.asarray([shares.get(line, 0.0)]) for line in Line}
    return float(elapsed(clock, ints(day_number(first)), ints(day_number(last)), whole)[0])


@pytest.mark.feature("F061")
def test_time_hardly_passes_for_school_between_terms_and_a_year_stays_a_year() -> None:
    wall = passed({Line.GENERAL: 1}, date(2026, 3, 20), date(2026, 7, 15))
    school = passed({Line.SCHOOL: 1}, date(2026, 3, 20), date(2026, 7, 15))

    assert wall == pytest.approx(117, abs=1)
    assert school < 60
    for line in Line:
        assert passed({line: 1}, date(2025, 3, 1), date(2026, 3, 1)) == pytest.approx(365, abs=2)


def varied() -> Club:
    """Reader 1 buys for school, 2 as often for herself, 3 has gone, 4 buys dear goods, 5 complained; and others."""
    club = Club()
    for member in range(1, 61):
        club.join(member, born=1985)
    for at, day in enumerate(TERMS):
        club.buy(1, day, GRADES + 3 + (day.year - 2023) - (day.month < 7))
        club.buy(2, day, NOVEL)
        club.buy(3, day - timedelta(days=600), NOVEL)
        club.buy(4, day, VIOLIN, yuan=2000)
        club.buy(5, date(2026, 1, 1) + timedelta(days=20 * at), NOVEL, yuan=900)
    club.complain(5, date(2026, 7, 1))
    for member in range(6, 60):
        for month in range(member % 7 + 1):
            club.buy(member, date(2025, 8, 3) + timedelta(days=30 * month + member), NOVEL, yuan=20 + member)
    return club


def evaluated_club() -> Evaluation:
    return work_out(TablesEngine(varied().tables()), DEFAULT, DAY, is_thorough=True)


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluated_club()


@pytest.mark.feature("F061")
def test_who_buys_at_terms_is_not_lost_in_july(found: Evaluation) -> None:
    rows = {row["member_id"]: row for row in columns_of(found).to_pylist()}

    assert rows[1]["recency"] < rows[2]["recency"]
    assert rows[1]["stage"] not in ("cooling", "lapsed")
    assert rows[1]["alive"] > rows[2]["alive"]


@pytest.mark.feature("F057")
@pytest.mark.feature("F060")
@pytest.mark.feature("F068")
def test_the_row_of_a_reader_says_what_they_bought_and_what_to_do(found: Evaluation) -> None:
    rows = {row["member_id"]: row for row in columns_of(found).to_pylist()}

    assert (rows[4]["orders"], rows[4]["net"], rows[4]["type_points"]) == (2, 400_000, 86.96)
    assert (rows[4]["treatment"], rows[4]["tier"], rows[4]["label"]) == ("care_in_person", 1, "mvc")
    assert rows[4]["needs"] == "{0,1000,0,0}"
    assert (rows[1]["users"], rows[1]["preference"], rows[1]["life"]) == ("{0,1000,0,0}", "school", "school_children")
    assert (rows[3]["tier"], rows[3]["treatment"]) == (UNRANKED, "win_back")
    assert rows[3]["gain"] >= 0
    assert (rows[60]["tier"], rows[60]["stage"], rows[60]["preference"]) == (0, "prospect", "")
    assert all(row["lifetime_low"] <= row["lifetime"] <= row["lifetime_high"] for row in rows.values())


@pytest.mark.feature("F080")
@pytest.mark.feature("F081")
def test_profit_is_margin_less_service_and_risk_has_two_views(found: Evaluation) -> None:
    rows = {row["member_id"]: row for row in columns_of(found).to_pylist()}

    assert rows[4]["profit"] == 400_000 - 2 * 1_000
    assert rows[5]["profit"] == 6 * (90_000 - 1_000) - 320
    assert rows[5]["risk"] > rows[4]["risk"]
    assert rows[4]["worth_serving"] > rows[1]["worth_serving"] > rows[60]["worth_serving"] == 0


def test_what_winning_back_brings_is_counted_on_every_night_as_the_thorough_one_found(found: Evaluation) -> None:
    engine = TablesEngine(varied().tables())

    kept = periods.Returning([0.0] * 4, [0.5] * 5, [100.0] * 5)

    card = found.card | {"returning": returning_figures(kept)}
    next_one = work_out(engine, DEFAULT, DAY, is_thorough=False, known=Known(card=card))

    assert Known(card=found.card).is_tried
    assert {name: next_one.card[name] for name in CARRIED} == {name: card[name] for name in CARRIED}
    gone = found.values.tier == UNRANKED
    assert gone.any()
    assert next_one.gains[gone].tolist() == pytest.approx([50 * margin_rate(found.rows) - 5] * int(gone.sum()))


@pytest.mark.feature("F066")
def test_causes_that_were_planted_are_found_and_all_who_moved_have_one(found: Evaluation) -> None:
    for moved in found.moved.values():
        now = found.values.tier
        of = (moved.was != now) & ~((moved.was == 0) & (now == 0))
        assert ((moved.cause >= 0) == of).all()
        assert sum(flow.people for flow in moved.flows) == len(now)
        assert sum(flow.people for flow in moved.flows if flow.cause) == int(of.sum())


@pytest.mark.feature("F079")
@pytest.mark.feature("F184")
def test_tables_of_figures_count_everybody_and_all_of_the_money(found: Evaluation) -> None:
    tables: dict[str, list[tuple[int, int]]] = {}
    for one in found.figures:
        tables.setdefault(one.table, []).append((one.people, one.net))
    net = int(found.rows["net"].sum())

    for table in ("tier", "stage", "label", "treatment", "life", "use", "tenth", "joined", "tenure", "score"):
        assert sum(people for people, _net in tables[table]) == 60
        assert sum(money for _people, money in tables[table]) == net
    for table in ("mix", "users", "preference"):
        assert sum(money for _people, money in tables[table]) == net


@pytest.mark.feature("F077")
def test_small_groups_keep_their_names_from_night_to_night(found: Evaluation) -> None:
    again = evaluated_club()
    names = [columns_of(one).column("micro").to_pylist() for one in (found, again)]

    assert names[0] == names[1]
    assert names[0][59] == ""
    groups = {name for name in names[0] if name}
    assert groups
    assert all(len(name) <= 60 for name in groups)


def test_the_card_says_how_wrong_the_models_are(found: Evaluation) -> None:
    assert {"orders", "worth", "sensitivity", "drift", "test", "margin_rate"} <= set(found.card)


def test_one_reader_alone_is_measured_as_among_all(found: Evaluation) -> None:
    club = Club()
    club.join(4, born=1985)
    for day in TERMS:
        club.buy(4, day, VIOLIN, yuan=2000)
    alone = rows_of(TablesEngine(club.tables()), DEFAULT, DAY)

    at = int(np.flatnonzero(found.rows["member_id"] == 4)[0])
    assert {name: int(column[0]) for name, column in alone.items()} == {
        name: int(found.rows[name][at]) for name in alone
    }


count = 40
some_tiers = arrays_of.arrays(np.int64, count, elements=st.integers(0, UNRANKED))
some_measures = arrays_of.arrays(np.float64, (5, count), elements=st.floats(0, 5000))
flags = arrays_of.arrays(np.bool_, count)


@given(
    was=some_tiers, now=some_tiers, before=some_measures, after=some_measures, happened=st.tuples(flags, flags, flags)
)
def test_flows_lose_nobody_and_each_move_has_one_cause(
    was: np.ndarray, now: np.ndarray, before: np.ndarray, after: np.ndarray, happened: Sequence[np.ndarray]
) -> None:
    cause = flows.causes(DEFAULT, was, now, (Measures(*before), Measures(*after)), Between(*happened))
    rows = flows.flows(was, now, cause, np.ones(count, dtype=np.int64))

    for side, code in (("was", was), ("now", now)):
        people = [sum(row.people for row in rows if getattr(row, side) == tier) for tier in range(6)]
        assert people == np.bincount(code, minlength=6).tolist()
    assert sum(row.people for row in rows) == count
    assert all(bool(row.cause) == (row.was != row.now) for row in rows if row.now)


def test_what_is_known_to_have_happened_is_the_cause_of_a_fall() -> None:
    was, now = ints(2, 2, 2, 2, 3, 3, 2), ints(3, 3, 3, 3, 2, 5, 2)
    same = np.full((5, 7), 50.0)
    less = same.copy()
    less[2, 3], less[2, 4] = 20, 5000
    flag = [ints(*range(7)) == at for at in range(3)]

    cause = flows.causes(DEFAULT, was, now, (Measures(*same), Measures(*less)), Between(*flag))

    assert [CAUSES[code] if code >= 0 else None for code in cause] == [
        Cause.COMPLAINT, Cause.GREW_UP, Cause.PRICE, Cause.LESS_SPENT, Cause.MORE_SPENT, Cause.GAP, None,
    ]  # fmt: skip


def test_likeness_at_the_front_door_is_that_of_ranks() -> None:
    assert likeness(one=[1, 2, 3], other=[5, 6, 7]) == pytest.approx(1)


EACH = 6


def planted() -> Club:
    """
    Four kinds of readers who bought much until a year ago and hardly since, as many of each, and many steady ones.

    One kind got something damaged, one's child went up a rung, one pays more of the list price, one came no more.
    """
    club = Club()
    for member in range(1, 4 * EACH + 161):
        club.join(member, born=1980)
        kind = (member - 1) // EACH
        for order in range(6 if kind < 4 else 0):
            club.buy(member, DAY - timedelta(days=370 + 10 * order), NOVEL, yuan=1500 + member)
        if kind < 3:
            club.buy(member, DAY - timedelta(days=200), NOVEL, yuan=20, paid=0.7 if kind == 2 else 1.0)
            club.buy(member, DAY - timedelta(days=60), NOVEL, yuan=20)
        if kind == 0:
            club.complain(member, DAY - timedelta(days=30))
        if kind == 1:
            club.child(member, entered=2023)
        for month in range(16 if kind >= 4 else 0):
            club.buy(member, DAY - timedelta(days=5 + 30 * month), NOVEL, yuan=60 + member % 9)
    return club


@pytest.mark.feature("X10")
def test_causes_that_were_planted_are_told_of_nine_in_ten_who_fell_for_them() -> None:
    found = work_out(TablesEngine(planted().tables()), DEFAULT, DAY, is_thorough=False).moved[90]

    for kind, cause in enumerate((Cause.COMPLAINT, Cause.GREW_UP, Cause.PRICE, Cause.GAP)):
        told = [CAUSES[code] for code in found.cause[kind * EACH : kind * EACH + EACH] if code >= 0]
        assert len(told) >= EACH - 1
        assert told.count(cause) >= 0.9 * len(told)
    assert sum(flow.people for flow in found.flows if flow.cause) == int((found.cause >= 0).sum())
