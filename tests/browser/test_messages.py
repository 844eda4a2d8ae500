"""A text's way in a browser: edited with a book in it, approved by another, sent to readers; a reader answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.messaging import tasks
from shuyou.messaging.models import Message
from shuyou.messaging.tests.factories import a_reader, through
from shuyou.messaging.tests.letters import PASSWORD, USER, imap_server, opened, reply
from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ISBN = "9787530216835"


def write_words(page: Page) -> None:
    """Make words for mailings, with a book put in by its button, looked at before they are kept."""
    page.goto("/console/messages/notices/")
    page.get_by_role("link", name="Words for mailings").click()
    page.get_by_label("Name", exact=True).fill("秋天的书")
    page.keyboard.press("Control+Enter")
    page.get_by_label("Letter · 中文", exact=True).press("Control+End")
    page.get_by_role("button", name="Book [[9787…]]").click()
    body = page.get_by_label("Letter · 中文", exact=True)
    body.fill(body.input_value().replace("[[9787…]]", f"[[{ISBN}]]"))
    page.get_by_role("group", name="How it looks").first.get_by_role("button", name="Letter", exact=True).click()
    expect(page.frame_locator("iframe").first.get_by_role("link", name="《江南造园记》")).to_be_visible()
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("Draft", exact=True).first).to_be_visible()


def send_it(page: Page, number: str) -> None:
    """Plan a mailing with the words that are in force, look at what would come of it, and have it go."""
    page.goto("/console/messages/notices/")
    page.get_by_role("link", name="秋天的书").click()
    page.get_by_role("link", name="New mailing with these words").click()
    page.get_by_label("Name", exact=True).fill("秋天")
    page.get_by_label("Or readers by their numbers").fill(number)
    page.get_by_label("E-mail", exact=True).check()
    page.get_by_label("It offers something").uncheck()
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Send 1 message").click()
    expect(page.get_by_text("It goes.").first).to_be_visible()


@pytest.mark.feature("F163")
def test_words_are_edited_approved_sent_and_answered(
    visit: Callable[..., Visitor], settings: Any, tmp_path: Path
) -> None:
    settings.SHUYOU_VAR = tmp_path
    IdentifierFactory.create(value=ISBN, item__title="江南造园记")
    reader = a_reader("reader@example.com", "-")
    writer, boss = visit(), visit()
    for visitor, role in ((writer, Role.MARKETER), (boss, Role.MANAGER)):
        visitor.sign_in(StaffFactory.create(language="en", roles=[role.value]))
    write_words(writer.page)
    boss.page.goto(writer.page.url)
    boss.page.get_by_role("button", name="Approve version 1").click()
    expect(boss.page.get_by_text("In force", exact=True)).to_be_visible()

    send_it(writer.page, reader.number)
    with through(settings) as server:
        tasks.hand_in()
        tasks.judge_and_send()
    html = server.taken[0].get_body(("html",))
    assert html
    assert "《江南造园记》" in html.get_content()

    sent = Message.objects.get()
    with imap_server() as port:
        settings.SHUYOU_IMAP_URL = f"imap://{USER}:{PASSWORD}@127.0.0.1:{port}/INBOX"
        with opened(port) as line:
            line.append("INBOX", None, None, reply(sent, "请给我留一本。").as_bytes())
        tasks.fetch()
    boss.page.goto(f"/console/messages/{sent.uid}/")
    boss.page.get_by_role("link", name="Answer of the reader").click()
    boss.page.get_by_label("Answer").fill("已为您留好。")
    boss.page.keyboard.press("Control+Enter")
    expect(boss.page.get_by_text("已为您留好。")).to_be_visible()
    assert not [*writer.complaints, *boss.complaints]
