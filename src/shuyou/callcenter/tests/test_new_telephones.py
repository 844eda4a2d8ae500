"""What is typed into a telephone is shown once, with where it says that it is there: truly for each kind of switch."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from shuyou.callcenter.errors import TelephoneNotPossible
from shuyou.callcenter.models import Agent, Site
from shuyou.callcenter.services import AgentDraft, put_agent
from shuyou.callcenter.tests.factories import AT, BOSS, agent
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role

pytestmark = pytest.mark.django_db
SOCKET = "wss://calls.example:8089/ws"


@pytest.fixture
def boss(client: Client) -> Client:
    """Return the browser of a manager."""
    client.force_login(User.objects.create_user(username="boss", is_staff=True, roles=[Role.MANAGER.value]))
    return client


def shown(boss: Client, user_id: int) -> str:
    """Return what the page says when a telephone gets a new secret."""
    answer = boss.post(reverse("callcenter:agent_secret", args=[user_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_switch_built_in_says_where_it_listens(boss: Client, settings: Settings, tmp_path: Path) -> None:
    Site.objects.update(adapter=Site.Adapter.EMBEDDED)
    who = agent("anna", extension="1001", skills={"club": 4})
    file = tmp_path / "sip.toml"
    file.write_text('address = "192.0.2.7"\nport = 5080')

    assert "127.0.0.1:5060" in shown(boss, int(who.id))
    settings.SHUYOU_SIP = str(file)
    assert "192.0.2.7:5080" in shown(boss, int(who.id))
    file.write_text("not so")
    assert "192.0.2.7" not in shown(boss, int(who.id))


def test_an_asterisk_says_what_telephones_in_browsers_need(boss: Client, settings: Settings, tmp_path: Path) -> None:
    Site.objects.update(adapter=Site.Adapter.ASTERISK)
    who, file = agent("anna", extension="1001", skills={"club": 4}), tmp_path / "asterisk.toml"
    file.write_text(f'[main]\nurl = "http://127.0.0.1:8088/ari"\nuser = "u"\npassword = "p"\nbrowsers = "{SOCKET}"')
    settings.SHUYOU_ASTERISK = str(file)

    assert SOCKET not in shown(boss, int(who.id))
    Agent.objects.update(phone=Agent.Phone.BROWSER)
    assert SOCKET in shown(boss, int(who.id))


def test_a_telephone_in_the_browser_is_refused_where_nothing_carries_it() -> None:
    Site.objects.update(adapter=Site.Adapter.EMBEDDED)
    who = agent("anna", extension="1001", skills={"club": 4})
    seat, events = Agent.objects.get(), EventRecord.objects.count()
    draft = AgentDraft(user_id=int(who.id), site="main", extension="1009", phone=Agent.Phone.BROWSER)

    with pytest.raises(TelephoneNotPossible):
        put_agent(draft, actor=BOSS, at=AT)

    seat.refresh_from_db()
    assert (seat.phone, seat.extension != "1009", EventRecord.objects.count()) == (Agent.Phone.SOFT, True, events)
    Site.objects.update(adapter=Site.Adapter.ASTERISK)
    put_agent(draft, actor=BOSS, at=AT)
    seat.refresh_from_db()
    assert seat.phone == Agent.Phone.BROWSER
