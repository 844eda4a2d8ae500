"""Earning rules tried out on past orders by a worker: followed, stopped, asked again, gone on with after a crash."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from shuyou.kernel import clock
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.queries import Gives, Terms
from shuyou.loyalty.services import RuleDraft, add_points_rule
from shuyou.members.models import Tier
from shuyou.orders import tasks
from shuyou.orders.errors.previews import PreviewOver, SpanNotOffered
from shuyou.orders.models import PointsPreview, PointsPreviewAward, PointsPreviewShare
from shuyou.orders.queries._points_preview import points_preview
from shuyou.orders.services import _points_previews, ask_points_preview, preview_next
from shuyou.orders.tests.factories import BOSS, a_member, a_title
from shuyou.orders.tests.test_points_rules import an_order, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("X06")]


def a_rule(**terms: object) -> None:
    """Write a rule that gives a hundred points an order."""
    said = Terms(gives=Gives.POINTS, value=Decimal(100), **terms)  # type: ignore[arg-type]
    add_points_rule(RuleDraft(code="june", name_zh="六月", terms=said), actor=BOSS, at=clock.now())


def readers_who_bought(count: int = 3) -> None:
    """Have so many readers who bought once, some days ago."""
    item, chance = a_title(0), Random(1)
    for place in range(count):
        an_order(a_member(), [item], chance, clock.now() - timedelta(days=3 + place))


def test_a_preview_is_followed_and_its_result_is_kept() -> None:
    readers_who_bought()
    a_rule()
    marketer, stranger = staff(Role.MARKETER), staff(Role.WAREHOUSE)
    url = reverse("orders:points_preview_new", args=["june"])

    refused = stranger.post(url, {"months": "3"})
    wrong = marketer.post(url, {"months": "7"})
    asked = marketer.post(url, {"months": "3"})
    preview = PointsPreview.objects.get()
    page = reverse("orders:points_preview", args=[preview.uid])
    assert (refused.status_code, wrong.status_code, asked.status_code) == (403, 422, 303)
    assert ProcrastinateJob.objects.get(task_name__endswith="preview_points").args == {"uid": str(preview.uid)}
    preview_next(uid=preview.uid, part=1, actor=BOSS, at=clock.now())
    running = marketer.get(page).content.decode()
    assert tasks.preview_points(str(preview.uid)) == 2
    done = marketer.get(page).content.decode()

    assert 'http-equiv="refresh"' in running
    assert "33 %" in running
    assert 'http-equiv="refresh"' not in done
    assert "300" in done
    assert page in marketer.get(reverse("orders:points_rule", args=["june"])).content.decode()
    assert stranger.get(page).status_code == 403
    assert tasks.preview_points(str(preview.uid)) == 0


def test_what_was_stopped_stays_as_it_is_and_can_be_asked_again() -> None:
    readers_who_bought()
    a_rule(budget=250)
    uid = ask_points_preview(code="june", months=3, actor=BOSS, at=clock.now())
    preview_next(uid=uid, part=2, actor=BOSS, at=clock.now())
    manager = staff(Role.MANAGER)

    stopped = manager.post(reverse("orders:points_preview_stop", args=[uid]))
    twice = manager.post(reverse("orders:points_preview_stop", args=[uid]))

    assert (stopped.status_code, twice.status_code) == (303, 409)
    assert preview_next(uid=uid, actor=BOSS, at=clock.now()) == 0
    assert not PointsPreviewAward.objects.exists()
    again = ask_points_preview(code="june", months=3, actor=BOSS, at=clock.now())
    assert tasks.preview_points(str(again)) == 3
    found = points_preview(uid=again, actor=BOSS)
    assert (found.row.points, found.winners, found.losers, found.most) == (250, 3, 0, 100)
    assert not PointsPreviewAward.objects.exists()


def test_a_part_that_was_stopped_meanwhile_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    readers_who_bought()
    a_rule()
    uid = ask_points_preview(code="june", months=3, actor=BOSS, at=clock.now())
    replay = _points_previews._replay

    def replay_while_somebody_stops(preview: PointsPreview, last: int) -> None:
        replay(preview, last)
        PointsPreview.objects.update(stopped_at=clock.now())

    monkeypatch.setattr(_points_previews, "_replay", replay_while_somebody_stops)

    with pytest.raises(PreviewOver):
        preview_next(uid=uid, actor=BOSS, at=clock.now())

    assert not PointsPreviewShare.objects.exists()
    assert PointsPreview.objects.get().tried == 0


def test_months_say_what_each_tier_gets_and_what_would_be_owed() -> None:
    readers_who_bought(2)
    gold = Tier.objects.order_by("-rank")[0]
    a_rule()
    uid = ask_points_preview(code="june", months=12, actor=BOSS, at=clock.now())
    tasks.preview_points(str(uid))

    found = points_preview(uid=uid, actor=BOSS)

    assert sum(one.orders for one in found.months) == 2
    assert sum(sum(one.by_tier) for one in found.months) == found.row.points == 200
    assert found.months[-1].owed == found.row.worth == 200 * found.point_value
    assert gold.pk not in {one.tier.tier_id for one in found.tiers}
    with pytest.raises(SpanNotOffered):
        ask_points_preview(code="june", months=2, actor=BOSS, at=clock.now())


def test_an_analyst_reads_it_in_english() -> None:
    readers_who_bought(1)
    a_rule()
    uid = ask_points_preview(code="june", months=1, actor=BOSS, at=clock.now())
    client = Client()
    client.force_login(staff_with(Role.ANALYST))

    page = client.get(reverse("orders:points_preview", args=[uid]), headers={"accept-language": "en"})

    assert page.status_code == 200
