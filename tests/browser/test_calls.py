"""A call is answered, ordered for and wrapped up by keys; a supervisor's morning; a menu is changed and tried."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from shuyou.callcenter.models import Agent, Call, MenuVersion, Queue, Site, SwitchOrder
from shuyou.callcenter.rules import center
from shuyou.callcenter.services import FactKey, begin_switch, meet_caller, note_fact, watch_floor
from shuyou.callcenter.tests.factories import SWITCH, agent
from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel import clock
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.members.models import Member
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PhoneFactory
from shuyou.orders.models import Order
from shuyou.orders.tests.factories import a_title
from tests.browser.conftest import Visitor
from tests.browser.test_phone_order import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NUMBER = "13800002046"


class Switch:
    """A switch that tells what the test wants to have happened, in order."""

    def __init__(self, seat: int) -> None:
        self.seat, self.begun = seat, begin_switch(site="main", actor=SWITCH, at=clock.now())
        self._told = 0
        Site.objects.update(capabilities=["pickup"])

    def tell(self, *facts: center.Fact) -> None:
        """Tell facts."""
        for fact in facts:
            self._told += 1
            key = FactKey(site_id=self.begun.site_id, switch="main", epoch=self.begun.epoch, seq=self._told)
            note_fact(fact, key=key, actor=SWITCH)

    def ring(self) -> None:
        """Have a call ring at the seat."""
        at, told = clock.now(), clock.now().timestamp()
        self.tell(center.Opened(at=told, call="c1", direction="in", number=NUMBER, called="4008000000"))
        meet_caller(call_key="c1", number=NUMBER, called="4008000000", actor=SWITCH, at=at)
        self.tell(
            center.Queued(at=told, call="c1", queue="club", bonus=0, path=("menu",)),
            center.Offered(at=told, call="c1", agent=self.seat, queue="club", leg="c1-1", reasons=()),
            center.Moved(at=told, call="c1", agent=self.seat, state=center.SeatState.RINGING),
        )

    def connect(self) -> None:
        """Have the agent talk."""
        told = clock.now().timestamp()
        self.tell(
            center.Answered(at=told, call="c1", agent=self.seat),
            center.Moved(at=told, call="c1", agent=self.seat, state=center.SeatState.TALKING),
        )

    def end(self) -> None:
        """Have the reader hang up; the agent writes."""
        told = clock.now().timestamp()
        self.tell(
            center.Ended(at=told, call="c1", cause="normal", by="caller"),
            center.Moved(
                at=told, call="c1", agent=self.seat, state=center.SeatState.WRAPPING, until=told + 300
            ),
        )  # fmt: skip


def asked(verb: str) -> Callable[[], bool]:
    """Tell whether the switch was asked for something."""
    return lambda: SwitchOrder.objects.filter(verb=verb).exists()


def at_the_desk(visit: Callable[..., Visitor], role: Role = Role.CALL_AGENT) -> tuple[Page, User]:
    """Sign somebody with a seat in."""
    user = User.objects.get(pk=int(agent("he", extension="1001", skills={"club": 4}).id))
    user.roles = [role.value]
    user.save(update_fields=["roles"])
    visitor = visit()
    visitor.sign_in(user)
    return visitor.page, user


def a_reader() -> Member:
    """Make a reader who can be called by their number and sent books."""
    member = MemberFactory.create(person__name="林晚舟")
    PhoneFactory.create(person=member.person, digits=NUMBER)
    AddressFactory.create(person=member.person)
    CardFactory.create(member=member)
    return member


@pytest.mark.feature("F166")
def test_a_call_is_answered_ordered_for_and_wrapped_up_by_keys(visit: Callable[..., Visitor]) -> None:
    member, isbn = a_reader(), IdentifierFactory.create(item=a_title(5)).value
    page, user = at_the_desk(visit)
    switch = Switch(user.pk)
    page.goto("/console/calls/desk/")
    switch.ring()
    expect(page.locator("#ring-who")).to_have_text("林晚舟")

    page.keyboard.press("F8")
    wait_for(page, asked("pick_up"))
    switch.connect()
    expect(page.locator("[data-key=F10]")).to_be_visible()

    with page.context.expect_page() as opened:
        page.keyboard.press("o")
    take_order(opened.value, isbn)

    page.locator("#memo").fill("要一本送人")
    switch.end()
    expect(page.locator(".ring-do")).to_contain_text("F9")
    page.keyboard.press("Alt+1")
    page.locator("input[name=outcome][value=solved]").check()
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: Call.objects.get().wrapped_at is not None)

    call = Call.objects.get()
    assert (call.member_id, call.note, call.outcome) == (member.pk, "要一本送人", "solved")
    assert call.wrap_code is not None
    assert Order.objects.get().member_id == member.pk


def take_order(entry: Page, isbn: str) -> None:
    """Take an order in the window that opened."""
    expect(entry.locator("#clue")).to_be_focused()
    entry.keyboard.type(isbn)
    entry.keyboard.press("Enter")
    expect(entry.locator(".entry-t tbody tr")).to_have_count(1)
    entry.keyboard.press("Control+Enter")
    entry.wait_for_url("**/console/orders/SO*/")
    entry.close()


def test_a_supervisors_morning(visit: Callable[..., Visitor]) -> None:
    page, user = at_the_desk(visit, Role.MANAGER)
    yesterday, now = clock.now() - timedelta(days=1), clock.now()
    queue, site = Queue.objects.get(code="club"), Site.objects.get(code="main")
    Queue.objects.update(opens="00:00", closes="23:59")
    seat = Agent.objects.get(pk=user.pk)
    Call.objects.create(
        key="y", site=site, direction="in", stage="over", queue=queue, agent=seat, started_at=yesterday,
        queued_at=yesterday, answered_at=yesterday, ended_at=yesterday + timedelta(minutes=3), cause="normal",
    )  # fmt: skip
    waits = now - timedelta(minutes=10)
    Call.objects.create(
        key="w", site=site, direction="in", stage="queue", queue=queue, started_at=waits, queued_at=waits
    )
    watch_floor(actor=SWITCH, at=now)

    page.goto("/console/calls/morning/")
    expect(page.locator(".facts").first).to_contain_text("1")
    alerts = page.locator("form[action*='/alerts/']")
    told = alerts.count()
    assert told
    alerts.first.locator("button").click()
    expect(alerts).to_have_count(told - 1)

    page.goto(f"/console/calls/report/?by=queue&since={clock.club_day(yesterday)}&until={clock.club_day(now)}")
    page.locator("a[href*='/report/calls/'][href*='answered']").first.click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto("/console/calls/wall/")
    expect(page.locator("main")).to_contain_text(queue.name_zh)


def test_a_menu_is_changed_tried_and_published(visit: Callable[..., Visitor]) -> None:
    page, _user = at_the_desk(visit, Role.MANAGER)
    in_use = MenuVersion.objects.filter(menu__code="main", state="published")
    page.goto("/console/calls/menu/main/node/hello/")
    page.locator("[name=zh]").fill("您好，书友会五十周年。")
    page.locator("main form button.btn-1").click()
    expect(page.locator("#node-hello")).to_contain_text("五十周年")
    assert in_use.get().graph["nodes"]["hello"]["text"]["zh"] != "您好，书友会五十周年。"

    page.keyboard.press("t")
    page.locator("[data-key=Y]").click()  # it is open
    expect(page.locator("ol.list")).to_contain_text("五十周年")
    page.locator("[data-key=X]").click()  # nobody we know
    page.locator("[data-key='0']").click()
    expect(page.locator("ol.list kbd").last).to_have_text("0")

    page.goto("/console/calls/menu/main/")
    page.keyboard.press("p")
    expect(page.locator(".toast")).to_be_visible()
    assert "五十周年" in in_use.get().graph["nodes"]["hello"]["text"]["zh"]
