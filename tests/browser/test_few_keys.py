"""What a record costs whoever types it, counted in keys, and what a reader likes entered without a mouse."""

from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from shuyou.kernel import clock
from shuyou.members.models import FieldUse, Member, Preference
from shuyou.members.tests.factories import (
    AddressFactory,
    CardFactory,
    MemberFactory,
    PersonFactory,
    PhoneFactory,
    TierFactory,
)
from tests.browser.conftest import RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_KEYS: Final = 50
SECONDS_A_KEY: Final = 0.28
"""Of an average typist, by the keystroke-level model; each field also takes a thought."""

SECONDS_A_THOUGHT: Final = 1.35


class Keys:
    """Types as a person does, and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def type(self, text: str) -> None:
        """Type a text letter by letter."""
        self.count += len(text)
        self.page.keyboard.type(text)

    def press(self, key: str, times: int = 1) -> None:
        """Press a key, or keys together, which count one by one."""
        for _time in range(times):
            self.count += len(key.split("+"))
            self.page.keyboard.press(key)


@pytest.mark.feature("X24")
@pytest.mark.feature("F188")
def test_a_reader_of_a_known_office_is_entered_in_under_thirty_seconds_of_keys(at_desk: Page) -> None:
    TierFactory.create()
    colleague = PersonFactory.create(name="周慕白")
    PhoneFactory.create(person=colleague, digits="057187901234")
    address = AddressFactory.create(person=colleague)
    at_desk.goto("/console/members/new/")
    keys = Keys(at_desk)

    expect(at_desk.locator("[name=name]")).to_be_focused()
    keys.type("Lin Wanzhou")
    keys.press("Tab", 4)
    expect(at_desk.locator("[name=phone]")).to_be_focused()
    keys.type("13800002046")
    keys.press("Tab")
    keys.type("057187901234")
    keys.press("Tab")
    expect(at_desk.locator("[data-help] button")).to_be_visible()
    keys.press("F2")
    expect(at_desk.locator("[name=street]")).to_have_value(address.street)
    keys.press("Control+Enter")
    at_desk.wait_for_url("**/console/members/M*/")

    made = Member.objects.get(person__name="Lin Wanzhou")
    kept = made.person.addresses.get()
    assert (kept.province, kept.city, kept.street) == (address.province, address.city, address.street)
    seconds = keys.count * SECONDS_A_KEY + 4 * SECONDS_A_THOUGHT
    by_hand = (
        keys.count
        - 1
        + sum(len(text) + 1 for text in (kept.province, kept.city, kept.district, kept.street, kept.postcode))
    )
    assert (keys.count <= MOST_KEYS, seconds < 30) == (True, True)
    assert by_hand >= keys.count * 1.6, "without the shared address it would be no more typing"


@pytest.mark.feature("X24")
@pytest.mark.feature("F019")
def test_a_card_is_scanned_and_the_next_question_answered_by_one_key(at_desk: Page) -> None:
    member: Member = MemberFactory.create(person=PersonFactory.create(name="林晚舟"))
    card = CardFactory.create(member=member)
    FieldUse.objects.create(field="attribute:seat", day=clock.club_day(clock.now()), purpose="contact", count=9)
    keys = Keys(at_desk)

    keys.press("/")
    at_desk.keyboard.type(card.number)  # the scanner does
    at_desk.keyboard.press("Enter")
    at_desk.wait_for_url(f"**/console/members/{member.number}/**")
    question = at_desk.locator("#liking .pref-q")
    expect(question.locator("button[value=aisle]")).to_be_visible()
    assert Axe().run(at_desk, options=RULES).response["violations"] == []
    keys.press("Shift+2")
    expect(question.locator("button[value=aisle]")).to_have_count(0)
    expect(at_desk.locator("#liking dl")).to_contain_text("靠走道")

    assert keys.count == 3
    assert Preference.objects.get().value == "aisle"


def test_likings_are_typed_through_without_a_mouse(at_desk: Page) -> None:
    member: Member = MemberFactory.create(person=PersonFactory.create(name="林晚舟"))
    at_desk.goto(f"/console/members/{member.number}/")
    expect(at_desk.locator("#liking")).to_be_visible()
    at_desk.keyboard.press("w")
    at_desk.wait_for_url("**/preferences/")

    at_desk.locator("[name=subjects]").first.focus()
    at_desk.keyboard.press("Space")
    at_desk.locator("[name=authors]").focus()
    at_desk.keyboard.type("Wang Zengqi, Chen Congzhou")
    at_desk.keyboard.press("Control+Enter")

    expect(at_desk.locator("table.tbl")).to_contain_text("Wang Zengqi、Chen Congzhou")
    assert Axe().run(at_desk, options=RULES).response["violations"] == []
    assert {row.attribute.code: row.value for row in Preference.objects.select_related("attribute")} == {
        "subjects": ["A"], "authors": ["Wang Zengqi", "Chen Congzhou"],
    }  # fmt: skip
