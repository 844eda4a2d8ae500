"""What is asked of the sample club."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext

from shuyou.demo.exports import lake_tables
from shuyou.demo.models import SampleClub
from shuyou.demo.rules.staff import PASSWORD, STAFF, SUPPLIER
from shuyou.demo.rules.taste import grade_of
from shuyou.demo.rules.truth import Truth, families, truth
from shuyou.insight.queries import Trial, TrialRow, likeness, rung_of, trial
from shuyou.kernel.models import User
from shuyou.kernel.permissions import ROLE_NAMES


class SignIn(NamedTuple):
    """How to sign in as one role."""

    role: str
    username: str
    password: str


def sign_ins() -> list[SignIn]:
    """Return a sign-in for every role of a loaded sample club, and for a supplier; nothing if there is none."""
    if not SampleClub.objects.filter(loaded_at__isnull=False).exists():
        return []
    active = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    staff = [SignIn(str(ROLE_NAMES[one.role]), one.username, PASSWORD) for one in STAFF if one.username in active]
    return [*staff, *(SignIn(gettext("Supplier"), name, PASSWORD) for name in (SUPPLIER,) if name in active)]


SEED = 19_950_423


class Measured(NamedTuple):
    """A figure of how right the models are, beside a plain one."""

    what: str
    ours: str
    plain: str
    note: str = ""


def value_truth(
    *, members: int, until: datetime, seed: int = SEED, share_of_books: Decimal = Decimal(1)
) -> Sequence[Measured]:
    """
    Let the models judge the club on paper by its orders alone, and compare with what is hidden in it.

    The plain figures are the scores of recency, times and money in fifths, and BG/NBD by the calendar on the wall.
    """
    found = truth(seed=seed, until=until, count=members, share_of_books=float(share_of_books))
    told = trial(tables=lake_tables(found), day=until.date())
    return [*_users(found, told), *_churn(found, told), *_ranks(found, told), *_rungs(found, told, until)]


def _users(found: Truth, told: Trial) -> Sequence[Measured]:
    guesses = [(truly, told.users.get(at)) for at, truly in enumerate(found.users, start=1)]
    judged = [(truly, guess) for truly, guess in guesses if guess is not None]
    right = sum(truly == guess for truly, guess in judged) / max(1, len(judged))
    same = sum(truly == "self" for truly, _guess in judged) / max(1, len(judged))
    rows = [Measured("lines whose user is told rightly", f"{right:.1%}", f"{same:.1%}", "plain: the buyer reads it")]
    for user in ("self", "child", "group", "gift"):
        both = sum(truly == user == guess for truly, guess in judged)
        said, was = (sum(pair[side] == user for pair in judged) for side in (1, 0))
        f1 = 2 * both / (said + was) if said + was else 0.0
        rows.append(Measured(f"  F1 of “{user}”", f"{f1:.3f}", "", f"{was} lines"))
    return rows


def _churn(found: Truth, told: Trial) -> Sequence[Measured]:
    rows = {row.member_id - 1: row for row in told.rows}
    homes = [one for one in families(found) if found.with_us[one] and one in rows]
    own, wall = _parts_given_up([rows[one] for one in homes])
    note = f"{len(homes)} families who are with us; plain: BG/NBD by the wall"
    gone = [one for one in rows if not found.with_us[one] and rows[one].rfm > 0]
    seen, plain = _parts_given_up([rows[one] for one in gone])
    return [
        Measured("school families falsely given up", f"{own:.1%}", f"{wall:.1%}", note),
        Measured("readers who left and are seen to have", f"{seen:.1%}", f"{plain:.1%}", f"{len(gone)} who left"),
        Measured("error of calibration over half a year", f"{told.calibration:.1%}", "", "foretold beside what came"),
    ]


def _parts_given_up(rows: Sequence[TrialRow]) -> tuple[float, float]:
    count = max(1, len(rows))
    return sum(row.alive < 0.5 for row in rows) / count, sum(row.alive_by_wall < 0.5 for row in rows) / count


def _ranks(found: Truth, told: Trial) -> Sequence[Measured]:
    truly = [found.value[row.member_id - 1] for row in told.rows]
    plain, lifetime, score = (
        f"{likeness(one=one, other=truly):.3f}"
        for one in (
            [row.rfm for row in told.rows], [row.lifetime for row in told.rows], [row.score for row in told.rows]
        )
    )  # fmt: skip
    note = "plain: RFM in fifths"
    return [
        Measured("rank correlation of lifetime value with the true one", lifetime, plain, note),
        Measured("rank correlation of the score with the true value", score, plain, note),
    ]


def _rungs(found: Truth, told: Trial, until: datetime) -> Sequence[Measured]:
    """Compare the rung of the youngest child at school with where a home's children truly stand."""
    right = count = 0
    for row in told.rows:
        grades = [
            grade for born in found.members[row.member_id - 1].children if (grade := grade_of(born, until.date()))
        ]
        if row.rung and row.rung != "grown" and grades:
            count += 1
            right += row.rung in {rung_of(grade=grade) for grade in grades}
    return [Measured("homes whose reading ladder stands rightly", f"{right / max(1, count):.1%}", "", f"{count} homes")]
