"""Who comes in, and in which language."""

import re
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with

pytestmark = pytest.mark.django_db
HOME = "/console/"
HTMX = {"HX-Request": "true"}


def test_a_visitor_is_sent_to_sign_in_and_comes_back(client: Client) -> None:
    answer = client.get("/console/settings/?x=1")

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"] == "/console/sign-in/?next=/console/settings/%3Fx%3D1"


def test_a_fragment_of_an_ended_session_reloads_the_page(client: Client) -> None:
    answer = client.post("/console/one/", {"q": "lin"}, headers=HTMX)

    assert answer.headers["HX-Refresh"] == "true"
    assert answer.content == b""


def test_an_account_that_is_not_staff_stays_outside(client: Client) -> None:
    client.force_login(StaffFactory.create(is_staff=False))

    answer = client.get(HOME)

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "这个账号不是员工账号" in answer.content.decode()


def test_staff_without_a_role_stay_outside(client: Client) -> None:
    client.force_login(staff_with())

    assert client.get(HOME).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_home(client: Client, role: Role) -> None:
    client.force_login(staff_with(role))

    assert client.get(HOME).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.CALL_AGENT, "/console/settings/staff/", HTTPStatus.FORBIDDEN),
        (Role.MANAGER, "/console/settings/staff/", HTTPStatus.FORBIDDEN),
        (Role.ADMINISTRATOR, "/console/settings/staff/", HTTPStatus.OK),
        (Role.CALL_AGENT, "/console/settings/events/", HTTPStatus.FORBIDDEN),
        (Role.MANAGER, "/console/settings/events/", HTTPStatus.OK),
    ],
)
def test_pages_of_the_settings_open_to_those_who_may(client: Client, role: Role, path: str, status: int) -> None:
    client.force_login(staff_with(role))

    assert client.get(path).status_code == status


def test_the_sections_are_those_the_role_may_see(client: Client) -> None:
    client.force_login(staff_with(Role.MARKETER))

    page = client.get(HOME).content.decode()

    rail, bar = page.split('<nav class="tabbar"')
    assert 'data-go="T"' in rail
    sections = re.findall(r'<a href="([^"]+)"[^>]* data-go=', rail)
    assert [place for place in sections if f'<a href="{place}"' not in bar] == []
    first, folded = bar.split('<details class="menu tab-more">')
    assert (first.count("<a "), folded.count("<a ") >= len(sections) - 4) == (4, True)
    assert reverse("console:staff") not in client.get("/console/settings/").content.decode()


@pytest.mark.parametrize(
    ("page", "section"),
    [
        ("members:list", "members:list"),
        ("members:sign_ups", "members:list"),
        ("members:pairs", "members:list"),
        ("members:cards", "members:list"),
        ("orders:returns", "orders:list"),
        ("orders:market", "orders:promotions"),
        ("orders:remittances", "payments:receipts"),
        ("orders:messages", "orders:list"),
        ("messaging:inbox", "messaging:outbox"),
        ("loyalty:liability", "loyalty:rewards"),
        ("members:contacts", "members:contacts"),
    ],
)
def test_a_page_stands_in_its_section(client: Client, page: str, section: str) -> None:
    client.force_login(staff_with(Role.MANAGER))

    rail = client.get(reverse(page)).content.decode().split('<nav class="tabbar"')[0]

    assert re.findall(r'<a href="([^"]+)"[^>]* aria-current="page"', rail.split("<main")[0]) == [reverse(section)]


def test_the_page_is_chinese_until_somebody_chooses(client: Client) -> None:
    page = client.get("/console/sign-in/", headers={"Accept-Language": "en-US"}).content.decode()

    assert '<html lang="zh-Hans"' in page
    assert "登录" in page


def test_the_language_is_chosen_before_signing_in(client: Client) -> None:
    answer = client.post("/console/language/", {"language": "en", "next": "/console/sign-in/"})

    assert answer.headers["Location"] == "/console/sign-in/"
    page = client.get("/console/sign-in/").content.decode()
    assert '<html lang="en"' in page
    assert "Sign in" in page


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    answer = client.post("/console/language/", {"language": "en", "next": elsewhere})

    assert answer.headers["Location"] == HOME


def test_a_language_nobody_speaks_is_not_kept(client: Client) -> None:
    client.post("/console/language/", {"language": "tlh"})

    assert '<html lang="zh-Hans"' in client.get("/console/sign-in/").content.decode()


def test_the_language_chosen_at_the_door_stays_until_the_settings_say_otherwise(client: Client) -> None:
    user = StaffFactory.create(language="zh-hans")
    client.post("/console/language/", {"language": "en", "next": "/console/sign-in/"})
    client.force_login(user)
    inside = client.get("/console/settings/")
    assert (inside.headers["Content-Language"], inside.context["form"]["language"].value()) == ("en", "en")

    client.post("/console/settings/", {"language": "zh-hans", "theme": "lamp", "density": "compact"})
    assert client.get("/console/settings/").headers["Content-Language"] == "zh-hans"


def test_staff_read_their_own_language_whatever_the_browser_says(client: Client) -> None:
    client.force_login(StaffFactory.create(language="en"))
    client.cookies["shuyou_language"] = "zh-hans"

    page = client.get(HOME).content.decode()

    assert '<html lang="en"' in page
    assert "<title>Today · Shuyou</title>" in page


def test_pages_carry_the_strict_policy(inside: Client) -> None:
    policy = inside.get(HOME).headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    # A swap that settles writes the styles of fields that were resized again, which the policy refuses.
    assert '"defaultSettleDelay": 0' in inside.get(HOME).content.decode()


def test_the_screen_is_as_the_person_likes_it(client: Client) -> None:
    client.force_login(StaffFactory.create(theme=User.Theme.LAMP, density=User.Density.COMPACT, has_keys=False))

    page = client.get(HOME).content.decode()

    assert '<html lang="zh-Hans" data-theme="lamp" data-density="compact" data-keys="off">' in page


def test_signing_out_needs_a_post_and_ends_the_session(inside: Client) -> None:
    assert inside.get("/console/sign-in/out/").status_code == HTTPStatus.OK
    assert inside.get(HOME).status_code == HTTPStatus.OK

    inside.post("/console/sign-in/out/")

    assert inside.get(HOME).status_code == HTTPStatus.FOUND


def test_the_door_is_shut_under_a_mount_point_too(client: Client) -> None:
    answer = client.get(HOME, SCRIPT_NAME="/club")

    assert answer.status_code == HTTPStatus.FOUND
