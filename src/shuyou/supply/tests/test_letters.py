"""Orders by e-mail, through a real mail server on this machine: taken once, tried again, refused, or left unclear."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel import clock
from shuyou.kernel.adapters.mail_server import BREAK_OFF, MailServer, mail_server
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.supply import services
from shuyou.supply.adapters.mail import MailPost
from shuyou.supply.models import PurchaseLetter, PurchaseOrder
from shuyou.supply.services import PurchaseDraft, PurchaseItem, take_letter
from shuyou.supply.tasks import hand_over_letters
from shuyou.supply.tests.factories import RECEIVER, make_supplier

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "orders@north.example"


@pytest.fixture
def order() -> str:
    """Return the number of an order that goes out to a supplier who takes CSV by e-mail."""
    return letter_of(ItemFactory.create().pk)


def through_smtp(port: int) -> dict[str, Any]:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"default": {"BACKEND": backend, "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 10}}}


def letter_of(item_id: int) -> str:
    make_supplier(order_email=ADDRESS, order_format="csv")
    draft = PurchaseDraft(
        supplier_id=make_supplier().pk, warehouse_id=1, items=[PurchaseItem(item_id=item_id, copies=12)]
    )
    number = services.draft_purchase(draft, actor=RECEIVER, at=clock.now())
    services.approve_purchase(number=number, actor=RECEIVER, at=clock.now())
    services.send_purchase(number=number, sent_as="", actor=RECEIVER, at=clock.now())
    return number


@pytest.fixture
def talk(settings: Any) -> Any:
    """Hand over what is due to a server that answers so."""

    def through(*answers: str) -> tuple[int, MailServer]:
        with mail_server(*answers) as server:
            settings.MAILERS = through_smtp(server.port)
            return hand_over_letters(MailPost()), server

    return through


def test_an_order_goes_out_once_with_its_files(order: str, talk: Any, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "江边书店 <buying@river.example>"

    taken, server = talk()
    again, silent = talk()

    letter = server.taken[0]
    files = {part.get_filename(): part.get_content() for part in letter.iter_attachments()}
    assert (taken, len(server.taken), again, silent.taken) == (1, 1, 0, [])
    assert (letter["To"], str(letter["From"])) == (ADDRESS, settings.DEFAULT_FROM_EMAIL)
    assert letter["Message-ID"].endswith("@river.example>")
    assert set(files) == {f"{order}.pdf", f"{order}.csv"}
    assert files[f"{order}.pdf"].startswith(b"%PDF-")
    assert order in str(files[f"{order}.csv"])
    assert order in letter["Subject"]
    assert PurchaseLetter.objects.get().state == "sent"


def test_what_is_not_taken_now_is_tried_again_until_it_is(
    order: str, talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert talk("451 come again")[0] == 0
    assert talk()[0] == 0  # not before its time
    waiting = PurchaseLetter.objects.get()
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr("shuyou.supply.tasks.clock.now", lambda: later)
    taken, server = talk()

    assert (waiting.state, waiting.attempts, waiting.error) == ("waiting", 1, "come again")
    assert (taken, len(server.taken), PurchaseLetter.objects.get().attempts) == (1, 1, 2)


def test_a_server_that_is_away_is_given_up_after_some_tries(
    order: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as server:
        settings.MAILERS = through_smtp(server.port)
    start = clock.now()

    for hours in range(8):
        monkeypatch.setattr("shuyou.supply.tasks.clock.now", lambda h=hours: start + timedelta(hours=7 * h))
        hand_over_letters(MailPost())

    letter = PurchaseLetter.objects.get()
    assert (letter.state, letter.attempts) == ("failed", 5)
    assert "refused" in letter.error


def test_a_refused_letter_is_shown_and_sent_again_by_hand(order: str, talk: Any, client: Client) -> None:
    client.force_login(staff_with(Role.BUYER))
    assert talk("550 no such mailbox")[0] == 0
    make_supplier(order_email="new@north.example")
    page = client.get(f"/console/buying/{order}/")
    talk("550 never asked")
    sent = client.post(f"/console/buying/{order}/letter/")
    taken, server = talk()

    assert b"no such mailbox" in page.content
    assert (sent.status_code, taken, server.taken[0]["To"]) == (303, 1, "new@north.example")
    assert client.post(f"/console/buying/{order}/letter/").status_code == 409


def test_nobody_sends_a_letter_twice_that_may_have_arrived(order: str, talk: Any, client: Client) -> None:
    client.force_login(staff_with(Role.BUYER))
    assert talk(BREAK_OFF)[0] == 0
    again, server = talk()
    unclear = PurchaseLetter.objects.get().state
    client.post(f"/console/buying/{order}/arrived/")

    assert (again, server.taken, unclear, PurchaseLetter.objects.get().state) == (0, [], "unclear", "sent")


def test_workers_that_meet_take_a_letter_once_and_a_dead_one_leaves_it_unclear(order: str) -> None:
    at = clock.now()

    def take(_worker: int) -> bool:
        try:
            return take_letter(actor=RECEIVER, at=at) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1
    assert take_letter(actor=RECEIVER, at=at + timedelta(hours=1)) is None
    assert PurchaseLetter.objects.get().state == "unclear"


def test_an_accepted_proposal_writes_its_letter_and_a_given_up_order_takes_it_back() -> None:
    make_supplier(order_email=ADDRESS, may_send_itself=True)
    draft = PurchaseDraft(
        supplier_id=make_supplier().pk, warehouse_id=1, items=[PurchaseItem(item_id=ItemFactory.create().pk, copies=3)]
    )
    number = services.draft_purchase(draft, actor=RECEIVER, at=clock.now())
    PurchaseOrder.objects.filter(number=number).update(state="proposed", source="reorder")

    assert services.accept_proposal(number=number, actor=RECEIVER, at=clock.now())
    assert PurchaseLetter.objects.get().recipient == ADDRESS
    services.cancel_purchase(number=number, actor=RECEIVER, at=clock.now())
    assert not PurchaseLetter.objects.exists()
