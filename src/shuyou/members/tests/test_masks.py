"""What is masked tells little, however short it is."""

import pytest

from shuyou.members.queries._mask import mask_email, mask_phone, mask_street


@pytest.mark.parametrize(
    ("digits", "masked"),
    [("13800002046", "138 **** 2046"), ("057188881234", "0571 **** 1234"), ("95588", "**** 88"), ("2046", "**** 46")],
)
def test_a_number_keeps_its_ends_at_most(digits: str, masked: str) -> None:
    assert mask_phone(digits) == masked


@pytest.mark.parametrize(
    ("address", "masked"), [("linwan@example.com", "l***@example.com"), ("l@example.com", "***@example.com")]
)
def test_an_address_keeps_one_letter_at_most(address: str, masked: str) -> None:
    assert mask_email(address) == masked


@pytest.mark.parametrize(
    ("street", "masked"),
    [("纸鸢路 12 号 3 单元 501", "纸鸢路 ****"), ("中山路8号", "中****"), ("8 号", "****"), ("", "****")],
)
def test_a_street_keeps_a_third_and_no_number(street: str, masked: str) -> None:
    assert mask_street(street) == masked
