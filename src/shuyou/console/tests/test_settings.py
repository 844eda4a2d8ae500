"""Settings, staff accounts, events that wait."""

from datetime import UTC, datetime
from http import HTTPStatus
from threading import Barrier, Thread

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client

from shuyou.kernel import events, services
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError, NotFound, NotPermitted
from shuyou.kernel.models import EventRecord, ParkedEvent, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.services import StaffDraft
from shuyou.kernel.staff_errors import LastAdministrator, UsernameTaken
from shuyou.kernel.staff_events import PreferencesSaved
from shuyou.kernel.tests.factories import StaffFactory, staff_with

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ADMIN = Actor(STAFF, "1", "test", frozenset({Role.ADMINISTRATOR}))
AGENT = Actor(STAFF, "1", "test", frozenset({Role.CALL_AGENT}))


@pytest.fixture
def admin() -> User:
    """The only administrator."""
    return staff_with(Role.ADMINISTRATOR)


@pytest.fixture
def office(client: Client, admin: User) -> Client:
    """A browser in which the administrator is signed in."""
    client.force_login(admin)
    return client


def a_draft(username: str = "guxiaoman") -> StaffDraft:
    return StaffDraft(
        username=username, full_name="顾小满", email="", roles=(Role.SHOP_CLERK, Role.BUYER), language="zh-hans"
    )


# --- the screen


def test_the_screen_is_arranged_and_answers_in_the_new_language(inside: Client, agent: User) -> None:
    wanted = {"language": "en", "theme": "lamp", "density": "compact"}

    answer = inside.post("/console/settings/", wanted, follow=True)

    agent.refresh_from_db()
    assert (agent.language, agent.theme, agent.density, agent.has_keys) == ("en", "lamp", "compact", False)
    page = answer.content.decode()
    assert '<html lang="en" data-theme="lamp" data-density="compact" data-keys="off">' in page
    assert "Settings saved." in page
    assert EventRecord.objects.get().name == PreferencesSaved.name


def test_a_screen_that_does_not_exist_is_refused_and_nothing_kept(inside: Client, agent: User) -> None:
    answer = inside.post("/console/settings/", {"language": "en", "theme": "neon", "density": "normal"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'aria-invalid="true"' in answer.content.decode()
    agent.refresh_from_db()
    assert agent.language == "zh-hans"
    assert not EventRecord.objects.exists()


def test_the_pages_of_signing_in_stand_in_the_shell(inside: Client) -> None:
    for path in ("/console/sign-in/password/", "/console/sign-in/two-step/"):
        page = inside.get(path).content.decode()
        assert 'class="rail"' in page
        assert 'class="tabs subnav"' in page


# --- accounts


def test_an_account_is_given_with_a_password_that_is_shown_once(office: Client) -> None:
    form = {"username": "guxiaoman", "full_name": "顾小满", "language": "zh-hans", "roles": ["shop_clerk", "buyer"]}

    page = office.post("/console/settings/staff/new/", form).content.decode()

    user = User.objects.get(username="guxiaoman")
    password = page.split('class="code t22">')[1].split("<")[0]
    assert authenticate(username="guxiaoman", password=password) == user
    assert user.role_set == {Role.SHOP_CLERK, Role.BUYER}
    assert user.is_staff
    assert password not in office.get("/console/settings/staff/").content.decode()
    assert password not in str(list(EventRecord.objects.values_list("payload", flat=True)))


def test_a_user_name_is_given_once_in_whatever_case(office: Client) -> None:
    StaffFactory.create(username="GuXiaoman")
    form = {"username": "guxiaoman", "full_name": "顾小满", "language": "zh-hans", "roles": ["buyer"]}

    answer = office.post("/console/settings/staff/new/", form)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = answer.content.decode()
    assert "用户名“guxiaoman”已被使用" in page
    assert 'value="顾小满"' in page
    with pytest.raises(UsernameTaken):
        services.add_staff(a_draft(), actor=ADMIN, at=AT)
    assert (User.objects.count(), EventRecord.objects.count()) == (2, 0)


def test_an_account_needs_a_role(office: Client) -> None:
    form = {"username": "x", "full_name": "顾小满", "language": "zh-hans"}

    answer = office.post("/console/settings/staff/new/", form)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请至少选一个角色" in answer.content.decode()


def test_roles_are_changed(office: Client) -> None:
    user = StaffFactory.create()

    office.post(f"/console/settings/staff/{user.pk}/", {"full_name": "顾晓曼", "roles": ["manager", "analyst"]})

    user.refresh_from_db()
    assert user.full_name == "顾晓曼"
    assert user.role_set == {Role.MANAGER, Role.ANALYST}


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(office: Client, inside: Client, agent: User) -> None:
    browser = Client()
    browser.force_login(agent)
    services.close_account(user_id=agent.pk, actor=ADMIN, at=AT)

    assert browser.get("/console/").status_code == HTTPStatus.FOUND

    services.open_account(user_id=agent.pk, actor=ADMIN, at=AT)
    agent.refresh_from_db()
    assert agent.is_active


def test_lost_sign_in_is_made_anew_without_the_second_step(office: Client) -> None:
    user = StaffFactory.create()
    browser = Client()
    browser.force_login(user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})

    page = office.post(f"/console/settings/staff/{user.pk}/reset/").content.decode()

    password = page.split('class="code t22">')[1].split("<")[0]
    assert authenticate(username=user.username, password=password) == user
    assert not Authenticator.objects.exists()
    assert browser.get("/console/").status_code == HTTPStatus.FOUND


def test_the_last_administrator_stays(office: Client, admin: User) -> None:
    with pytest.raises(LastAdministrator) as refusal:
        services.close_account(user_id=admin.pk, actor=ADMIN, at=AT)
    assert refusal.value.params == {"name": admin.full_name}

    answer = office.post(f"/console/settings/staff/{admin.pk}/", {"full_name": "何思远", "roles": ["buyer"]})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "何思远是唯一的系统管理员" in answer.content.decode()
    admin.refresh_from_db()
    assert admin.is_active
    assert Role.ADMINISTRATOR in admin.role_set
    assert not EventRecord.objects.exists()


def test_an_administrator_who_left_does_not_count(admin: User) -> None:
    staff_with(Role.ADMINISTRATOR)
    User.objects.exclude(pk=admin.pk).update(is_active=False)

    with pytest.raises(LastAdministrator):
        services.close_account(user_id=admin.pk, actor=ADMIN, at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_dismiss_each_other() -> None:
    users = [staff_with(Role.ADMINISTRATOR), staff_with(Role.ADMINISTRATOR)]
    gate, outcomes = Barrier(2), []

    def dismiss(user: User) -> None:
        gate.wait()
        try:
            services.close_account(user_id=user.pk, actor=ADMIN, at=AT)
            outcomes.append("closed")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=dismiss, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["closed", LastAdministrator.code]
    assert User.objects.filter(is_active=True).count() == 1


@pytest.mark.parametrize("service", ["close_account", "open_account", "reset_sign_in"])
def test_only_administrators_touch_accounts(service: str, agent: User) -> None:
    with pytest.raises(NotPermitted):
        getattr(services, service)(user_id=agent.pk, actor=AGENT, at=AT)
    with pytest.raises(NotFound):
        getattr(services, service)(user_id=0, actor=ADMIN, at=AT)
    assert not EventRecord.objects.exists()


def test_a_form_for_accounts_is_not_even_shown_to_others(inside: Client) -> None:
    assert inside.get("/console/settings/staff/new/").status_code == HTTPStatus.FORBIDDEN


# --- parked events


@pytest.fixture
def parked(monkeypatch: pytest.MonkeyPatch) -> ParkedEvent:
    """An event that a subscriber has failed on, and a subscriber that takes it now."""
    events.publish(PreferencesSaved(user_id=1), actor=ADMIN, at=AT)
    subscriber = events.Subscriber("kernel.test_reader", (PreferencesSaved,), lambda batch: None)
    monkeypatch.setitem(events._subscribers, subscriber.name, subscriber)
    return ParkedEvent.objects.create(
        subscriber=subscriber.name, event=EventRecord.objects.get(), error="ValueError", first_failed_at=AT
    )


def test_a_parked_event_is_listed_and_taken_up_again(office: Client, parked: ParkedEvent) -> None:
    page = office.get("/console/settings/events/").content.decode()
    assert "kernel.preferences_saved" in page
    assert "ValueError" in page
    assert "等人处理" in page

    answer = office.post(f"/console/settings/events/{parked.pk}/retry/", follow=True)

    assert "事件已处理" in answer.content.decode()
    assert not ParkedEvent.objects.exists()


def test_an_event_that_fails_again_stays(office: Client, parked: ParkedEvent, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(batch: object) -> None:
        raise LookupError

    subscriber = events.Subscriber("kernel.test_reader", (PreferencesSaved,), fail)
    monkeypatch.setitem(events._subscribers, subscriber.name, subscriber)

    answer = office.post(f"/console/settings/events/{parked.pk}/retry/", follow=True)

    assert "事件再次失败" in answer.content.decode()
    parked.refresh_from_db()
    assert (parked.attempts, parked.error) == (2, "LookupError")


def test_managers_see_parked_events_but_leave_them(client: Client, parked: ParkedEvent) -> None:
    client.force_login(staff_with(Role.MANAGER))

    page = client.get("/console/settings/events/").content.decode()
    answer = client.post(f"/console/settings/events/{parked.pk}/retry/")

    assert "ValueError" in page
    assert "立即重试" not in page
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert ParkedEvent.objects.exists()


def test_an_event_nobody_reads_any_more_offers_no_retry(
    office: Client, parked: ParkedEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(events._subscribers, parked.subscriber)

    assert "立即重试" not in office.get("/console/settings/events/").content.decode()
