"""Addresses filled in are those that Django makes."""

from uuid import UUID

import pytest
from django.urls import NoReverseMatch, reverse
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.addresses import address


@given(number=st.text(min_size=1, max_size=12).filter(lambda text: "/" not in text))
def test_any_number_is_written_as_django_writes_it(number: str) -> None:
    """Whatever the number is, plain or not."""
    assert address("console:member", number) == reverse("console:member", args=[number])


@given(uid=st.uuids())
def test_a_uid_is_written_as_django_writes_it(uid: UUID) -> None:
    """Uids go where a route wants one."""
    assert address("catalog:item", uid) == reverse("catalog:item", args=[uid])


def test_parts_keep_their_order() -> None:
    """A panel's address names the member first and the panel second, whichever names they have."""
    for number, key in (("M1", "orders"), ("-1-", "-0-"), ("-0-", "-1-")):
        assert address("console:member_panel", number, key) == reverse("console:member_panel", args=[number, key])


def test_pages_that_are_not_there_are_refused() -> None:
    """An unknown name, too many parts, and a part that a route does not take."""
    for name, parts in (("console:nowhere", ("1",)), ("console:member", ("1", "2")), ("catalog:item", ("word",))):
        with pytest.raises(NoReverseMatch):
            address(name, *parts)
