"""The points book again, with all that makes it hard: rules with budgets, partners' lines, readers made one and two."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.permissions import Role
from shuyou.loyalty.models import PartnerPosting, PointsTally
from shuyou.loyalty.queries import Gives, Line, Purchase, Reader, Terms, earning_at
from shuyou.loyalty.services import (
    RuleDraft,
    add_points_rule,
    earn_for_purchase,
    publish_points_rule,
    release_points,
    take_points_back,
)
from shuyou.loyalty.services.coalition import PartnerTerms, keep_partner, post_partner_rows
from shuyou.loyalty.tests.test_book import AT, BOSS, NIGHT, SEQUENCES, Book, _run
from shuyou.members.models import Member
from shuyou.members.services import Merged, merge_members, undo_merge
from shuyou.members.tests.factories import MemberFactory

KEEPER = Actor(STAFF, "4", "test", frozenset(Role))
BUDGET = 250
BONUS = 40
KEPT, OTHER = 0, 2
WITH_PARTNER = "SELECT coalesce(sum(points), 0)::int FROM loyalty_pointsentry WHERE contra = 'partner:rail'"


class WholeBook(Book):
    """A third reader who may be the first one; a rule with a budget; a partner who posts, spends and takes back."""

    def __init__(self) -> None:
        super().__init__()
        self.people.append(MemberFactory.create().pk)
        self.merge: Merged | None = None
        self.carried: set[str] = set()
        self.bought: list[tuple[int, str, int, int]] = []
        self.few = 0
        self.lines: list[str] = []
        terms = Terms(gives=Gives.POINTS, value=Decimal(BONUS), budget=BUDGET)
        _run(add_points_rule, RuleDraft(code="few", name_zh="少", terms=terms), actor=BOSS, at=AT)
        _run(publish_points_rule, "few", actor=BOSS, at=AT)
        partner = PartnerTerms(code="rail", name="高铁", pays=Decimal("0.1"), gets=Decimal("0.1"), is_active=True)
        _run(keep_partner, partner, actor=BOSS, at=AT)

    def whose(self, who: int) -> int:
        """Return who somebody is by now."""
        return KEPT if who == OTHER and self.merge else who

    @rule(who=st.integers(0, 2), yuan=st.integers(1, 400))
    def buy_under_rules(self, who: int, yuan: int) -> None:
        who, source, paid = self.whose(who), self.name("order"), Decimal(yuan)
        purchase = Purchase(lines=(Line(1, 1, 1, paid),), paid=paid, at=self.at, on=club_day(self.at))
        earned = earn_for_purchase(
            purchase, reader=Reader(member_id=self.people[who]), earning=earning_at(self.at), source=source
        )
        bonus = min(BONUS, BUDGET - self.few)
        assert earned == yuan + bonus
        self.few += bonus
        self.usable[who] += earned
        self.bought.append((who, source, yuan, bonus))

    @precondition(lambda self: self.bought)
    @rule(place=st.integers(0, 99), part=st.integers(1, 4))
    def send_back_under_rules(self, place: int, part: int) -> None:
        """What comes back takes the rule's points with it, and frees its budget as far."""
        who, source, yuan, bonus = self.bought.pop(place % len(self.bought))
        taken = take_points_back(
            member_id=self.people[who], source=source, back=f"{source}:back:1", part=Decimal(part), whole=Decimal(4),
            at=self.at,
        )  # fmt: skip
        wanted = (yuan + bonus) * part // 4
        assert taken.points + taken.short == wanted
        self.few -= bonus * wanted // (yuan + bonus)
        self.look(who)

    @rule(who=st.integers(0, 2), points=st.integers(1, 200), kind=st.sampled_from(("earn", "spend")))
    def partner_posts(self, who: int, points: int, kind: str) -> None:
        who, key = self.whose(who), self.name("rail").replace(":", "-")
        number = Member.objects.get(pk=self.people[who]).number
        line = f"{key},{number},{kind},{points}"
        done = _run(post_partner_rows, "rail", said=[line, line], actor=NIGHT, at=self.at)
        if done.faults:  # type: ignore[attr-defined]
            assert kind == "spend"
            assert points > self.usable[who]
            return
        assert (done.points, done.repeats) == (points, 1)  # type: ignore[attr-defined]
        self.usable[who] += points if kind == "earn" else -points
        self.lines.append(key)

    @precondition(lambda self: self.lines)
    @rule(place=st.integers(0, 99))
    def partner_takes_back(self, place: int) -> None:
        key = self.lines.pop(place % len(self.lines))
        owner = PartnerPosting.objects.select_related("member").get(key=key).member
        line = f"{self.name('back').replace(':', '-')},{owner.number},back,{key}"
        _run(post_partner_rows, "rail", said=[line, line], actor=NIGHT, at=self.at)
        self.look(self.people.index(owner.pk))

    @precondition(lambda self: not self.merge)
    @rule()
    def become_one(self) -> None:
        """The first and the third reader are one: nothing is lost, nothing counts twice."""
        together = self.usable[KEPT] + self.usable[OTHER]
        self.merge = _run(  # type: ignore[assignment]
            merge_members, kept_id=self.people[KEPT], absorbed_id=self.people[OTHER], actor=KEEPER, at=self.at
        )
        rows = (*self.orders, *self.spent, *self.holds, *self.bought)
        self.carried = {str(one[1]) for one in rows if one[0] == OTHER}
        self.hand(KEPT)
        self.look(KEPT)
        self.look(OTHER)
        assert (self.usable[KEPT], self.usable[OTHER]) == (together, 0)

    @precondition(lambda self: self.merge)
    @rule()
    def become_two(self) -> None:
        """They are two again: all that both have is still there, line by line."""
        before = self.posted()
        assert self.merge
        _run(undo_merge, merge_id=self.merge.merge_id, actor=KEEPER, at=self.at)
        self.merge = None
        self.hand(OTHER)
        assert self.posted() == before
        self.look(KEPT)
        self.look(OTHER)

    def hand(self, to: int) -> None:
        """Have what came of the third reader be asked of whoever has it now."""
        for rows in (self.orders, self.spent, self.holds, self.bought):
            rows[:] = [(to, *one[1:]) if one[1] in self.carried else one for one in rows]

    def posted(self) -> int:
        """Return the sum of all lines of these readers."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(sum(points), 0) FROM loyalty_pointsentry WHERE account_id = ANY (%s)", [self.people]
            )
            return int(cursor.fetchone()[0])

    @rule()
    def release(self) -> None:
        assert _run(release_points, actor=NIGHT, at=self.at + timedelta(days=1)) is None

    @invariant()
    def budgets_and_partners_agree(self) -> None:
        """A budget says what is out; the partner's lines and the partner's account say the same."""
        assert PointsTally.objects.get(code="rule:few").given == self.few
        signs = {"earn": 1, "unspend": 1, "spend": -1, "unearn": -1}
        told = sum(signs[kind] * points for kind, points in PartnerPosting.objects.values_list("kind", "points"))
        with connection.cursor() as cursor:
            cursor.execute(WITH_PARTNER)
            assert cursor.fetchone()[0] == told


@pytest.mark.django_db
@pytest.mark.feature("X04", "X05")
def test_rules_partners_and_merging_never_put_the_book_wrong() -> None:
    run_state_machine_as_test(
        WholeBook,
        settings=settings(
            max_examples=SEQUENCES, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
