"""Log lines tell what happened to whom by id only."""

import logging
import sys

import pytest
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from shuyou.config.logs import LineFormatter, request_id, without_people


def line(message: str, *, error: BaseException | None = None) -> str:
    record = logging.LogRecord("shuyou.test", logging.INFO, __file__, 1, message, None, None)
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    return LineFormatter().format(record)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("called 13800138000 twice", "called <number> twice"),
        ("called +86 138 0013 8000", "called <number>"),
        ("called 0592-2181234.", "called <number>."),
        ("wrote to wang.xiaoyun@mail.example.cn", "wrote to <e-mail>"),
        ("GET /orders/4711/ status=200 ms=13", "GET /orders/4711/ status=200 ms=13"),
        ("delivered 250 events in 13 s", "delivered 250 events in 13 s"),
        ("job 0195b2c3-7d4e-7000-8000-000000000001", "job 0195b2c3-7d4e-7000-8000-000000000001"),
    ],
)
def test_phones_and_addresses_are_blotted_out(text: str, left: str) -> None:
    assert without_people(text) == left


@given(st.text())
def test_a_record_is_one_line_whatever_it_says(message: str) -> None:
    assert len(line(message.replace("%", "%%")).splitlines()) == 1


def test_an_exception_is_told_on_the_same_line_with_its_place() -> None:
    try:
        raise ValueError("first\nsecond 13800138000")
    except ValueError as error:
        told = line("it failed", error=error)

    assert len(told.splitlines()) == 1
    assert "error=ValueError" in told
    assert "test_an_exception_is_told" in told
    assert "13800138000" not in told


def test_what_the_database_repeats_of_a_row_stays_out() -> None:
    detail = 'duplicate key value violates unique constraint "one_card"\nDETAIL:  Key (name)=(王小云) already exists.'
    try:
        raise DatabaseError(detail)
    except DatabaseError:
        told = line("it failed", error=sys.exception())

    assert "one_card" in told
    assert "王小云" not in told


def test_lines_of_one_request_share_its_id() -> None:
    token = request_id.set("abcd1234")
    try:
        assert " request=abcd1234 " in line("hello")
    finally:
        request_id.reset(token)
