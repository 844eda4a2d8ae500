"""Addresses, in parts or in one."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.errors import DomainError
from shuyou.members.errors import AddressIncomplete, PostcodeNotPossible
from shuyou.members.rules import Place, place, province_name

pytestmark = pytest.mark.feature("F011")


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("浙江省杭州市西湖区纸鸢路12号", ("浙江省", "杭州市", "西湖区", "纸鸢路12号")),
        ("浙江杭州市西湖区纸鸢路12号 3 单元", ("浙江省", "杭州市", "西湖区", "纸鸢路12号 3 单元")),
        ("北京市海淀区读月路1号", ("北京市", "北京市", "海淀区", "读月路1号")),
        ("北京市北京市海淀区读月路1号", ("北京市", "北京市", "海淀区", "读月路1号")),
        ("新疆乌鲁木齐市天山区归云路3号", ("新疆维吾尔自治区", "乌鲁木齐市", "天山区", "归云路3号")),
        ("广西壮族自治区桂林市阳朔县停云街2号", ("广西壮族自治区", "桂林市", "阳朔县", "停云街2号")),
        ("云南省大理白族自治州大理市望舒巷5号", ("云南省", "大理白族自治州", "大理市", "望舒巷5号")),
    ],
)
def test_one_text_is_taken_apart(whole: str, parts: tuple[str, str, str, str]) -> None:
    found = place(whole=whole)

    assert (found.province, found.city, found.district, found.street) == parts


def test_parts_are_taken_as_they_are() -> None:
    found = place(province="浙江", city="杭州市", district="西湖区", street="纸鸢路　12 号", postcode="３１００００")

    assert found == Place("浙江省", "杭州市", "西湖区", "纸鸢路 12 号", "310000")


def test_nothing_given_is_no_address() -> None:
    assert not place()


@pytest.mark.parametrize(
    ("given_parts", "missing"),
    [
        ({"whole": "纸鸢路12号"}, ("province", "city")),
        ({"province": "浙江", "street": "纸鸢路12号"}, ("city",)),
        ({"province": "浙江", "city": "杭州市"}, ("street",)),
    ],
)
def test_an_address_no_parcel_reaches_is_refused(given_parts: dict[str, str], missing: tuple[str, ...]) -> None:
    with pytest.raises(AddressIncomplete) as raised:
        place(**given_parts)

    assert raised.value.params["missing"] == missing
    assert raised.value.at_field == ("address" if "whole" in given_parts else "street")
    with translation.override("en"):
        assert f"lacks: {', '.join(missing)}." in raised.value.sentence


@pytest.mark.parametrize("postcode", ["31000", "3100000", "3100O0"])
def test_a_postcode_is_six_digits(postcode: str) -> None:
    with pytest.raises(PostcodeNotPossible):
        place(province="浙江", city="杭州市", street="纸鸢路12号", postcode=postcode)


@pytest.mark.parametrize(
    ("typed", "kept"), [("内蒙古", "内蒙古自治区"), ("上海", "上海市"), ("香港", "香港特别行政区"), ("异乡", "异乡")]
)
def test_provinces_go_by_their_full_names(typed: str, kept: str) -> None:
    assert province_name(typed) == kept


@given(st.text(max_size=80))
def test_no_text_is_lost_or_breaks(whole: str) -> None:
    try:
        found = place(whole=whole)
    except DomainError:
        return

    again = place(province=found.province, city=found.city, district=found.district, street=found.street)
    assert again == found
