"""What is sealed is read by nobody else, and nothing else is taken for it."""

import pytest

from shuyou.kernel.sealed import seal, unseal


def test_what_was_sealed_is_read_again() -> None:
    sealed = seal("林晚舟", purpose="list")

    assert unseal(sealed, purpose="list") == "林晚舟"
    assert sealed == seal("林晚舟", purpose="list")
    assert sealed.isascii()
    assert "林" not in sealed


@pytest.mark.parametrize("text", ["", "x", "林晚舟", "A" * 40, "-_-_", "=" * 8])
def test_what_was_not_sealed_is_nothing(text: str) -> None:
    assert unseal(text, purpose="list") is None


def test_another_purpose_opens_nothing() -> None:
    assert unseal(seal("林晚舟", purpose="list"), purpose="other") is None
