"""Orders as readers write them on a telephone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import sleep

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.members.models import Member
from shuyou.members.services import hold_kept_member
from shuyou.members.tests.factories import AddressFactory, PhoneFactory
from shuyou.orders import services
from shuyou.orders.errors import MessageOver
from shuyou.orders.models import Message, Order
from shuyou.orders.rules import Asked, read_message
from shuyou.orders.services import MessageDraft
from shuyou.orders.tests.factories import AT, CLERK, a_member, a_title

ISBN = "9787532150014"
OTHER = "9787532150021"
SMS = MessageDraft(channel="sms", key="1", sender="13800002046", text=f"订 {ISBN} 2")


@pytest.mark.feature("F124")
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"订 {ISBN} 2", [(ISBN, 2)]),
        (f"订{ISBN} 2本", [(ISBN, 2)]),
        ("订购:978-7-5321-5001-4*3", [(ISBN, 3)]),
        (f"DG {ISBN}", [(ISBN, 1)]),
        (f"买 {ISBN} 两本，{OTHER} 1", [(ISBN, 2), (OTHER, 1)]),
        (f"{ISBN} x2；{OTHER}×3", [(ISBN, 2), (OTHER, 3)]),
        ("订 ９７８７５３２１５００１４　２", [(ISBN, 2)]),
        (f"订 {ISBN} 1 {ISBN} 2", [(ISBN, 3)]),
        (f"订 {ISBN}\n{OTHER} 十册", [(ISBN, 1), (OTHER, 10)]),
        ("订 7-5321-0001-X 2", [("753210001X", 2)]),
        ("订 A1024 2 B77", [("A1024", 2), ("B77", 1)]),
    ],
)
def test_what_is_clear_is_read(text: str, wanted: list[tuple[str, int]]) -> None:
    reading = read_message(text)

    assert (list(reading.wanted), reading.rest) == ([Asked(code, copies) for code, copies in wanted], "")
    assert reading.is_clear


@pytest.mark.parametrize("text", ["订 围城 2", f"请问 {ISBN} 有货吗", "", f"订 {ISBN} 0", "你好"])
def test_what_is_not_clear_is_left_to_somebody(text: str) -> None:
    assert not read_message(text).is_clear


@pytest.mark.parametrize(
    ("text", "is_yes", "is_no"), [("Y", True, False), ("好的。", True, False), ("取消", False, True)]
)
def test_answers_are_known(text: str, *, is_yes: bool, is_no: bool) -> None:
    reading = read_message(text)
    assert (reading.is_yes, reading.is_no, reading.wanted) == (is_yes, is_no, ())


@given(text=st.text(max_size=200))
@settings(max_examples=300)
def test_anything_can_be_read_and_no_number_of_copies_is_mad(text: str) -> None:
    reading = read_message(text)
    assert all(1 <= asked.copies <= 999 and asked.code for asked in reading.wanted)
    assert len({asked.code for asked in reading.wanted}) == len(reading.wanted)


lines = st.lists(
    st.tuples(st.integers(0, 10**9 - 1), st.integers(1, 99)), min_size=1, max_size=6, unique_by=lambda x: x[0]
)


@given(
    lines=lines, between=st.sampled_from([" ", "，", "; ", "\n", " 和 "]), mark=st.sampled_from([" ", "*", " x", "×"])
)
@settings(max_examples=200)
def test_what_is_written_is_what_is_read(lines: list[tuple[int, int]], between: str, mark: str) -> None:
    text = "订 " + between.join(f"978{number:010d}{mark}{copies}本" for number, copies in lines)

    assert read_message(text).wanted == tuple(Asked(f"978{number:010d}", copies) for number, copies in lines)


def an_asked_message(key: str) -> int:
    """Return the id of a message of an SMS that waits for its reader's Y."""
    services.take_message(replace(SMS, key=key), actor=CLERK, at=AT)
    return Message.objects.get(key=key).pk


def a_writer() -> Member:
    """Return a member who orders by SMS."""
    member, item = a_member(), a_title(9)
    IdentifierFactory.create(item=item, value=ISBN)
    PhoneFactory.create(person_id=member.pk, digits="13800002046")
    AddressFactory.create(person_id=member.pk, is_default=True)
    return member


@pytest.mark.feature("F124")
@pytest.mark.django_db(transaction=True)
def test_a_message_is_put_aside_or_ordered_by_and_never_both() -> None:
    member = a_writer()
    placed, asked = an_asked_message("1"), an_asked_message("2")
    number = services.place_message(placed, actor=CLERK, at=AT)
    with pytest.raises(MessageOver):
        services.drop_message(placed, actor=CLERK, at=AT)
    assert services.place_message(placed, actor=CLERK, at=AT) == number

    yes = replace(SMS, key="3", text="Y")
    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(1) as desk:
        with transaction.atomic():  # somebody works at the member, so the Y waits, and the message is put aside
            hold_kept_member(member_id=member.pk)
            answer = reader.submit(in_a_thread, lambda: services.take_message(yes, actor=CLERK, at=AT))
            wait_for_a_waiting_lock()
            desk.submit(in_a_thread, lambda: services.drop_message(asked, actor=CLERK, at=AT)).result(10)
        assert number not in answer.result(10)

    assert list(Order.objects.values_list("number", flat=True)) == [number]
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["placed", "dropped", "dropped"]


def in_a_thread(call: Callable[[], object]) -> str:
    try:
        return str(call())
    finally:
        connection.close()


def wait_for_a_waiting_lock() -> None:
    for _attempt in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE NOT granted AND datname = current_database()"
            )
            if cursor.fetchone():
                return
        sleep(0.02)
    pytest.fail("nobody waits for a lock")
