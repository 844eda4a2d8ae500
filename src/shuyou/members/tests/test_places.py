"""Addresses, in parts or in one."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.errors import DomainError
from shuyou.members.errors import AddressIncomplete, PostcodeNotPossible
from shuyou.members.rules import Place, place, province_name
from shuyou.members.rules.cities import MUNICIPALITY_OF, PROVINCE_OF
from shuyou.members.rules.places import MUNICIPALITIES, PROVINCES

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
        ("广州市天河区听雨路8号", ("广东省", "广州市", "天河区", "听雨路8号")),
        ("吉林市船营区听雨路8号", ("吉林省", "吉林市", "船营区", "听雨路8号")),
        ("吉林吉林市船营区听雨路8号", ("吉林省", "吉林市", "船营区", "听雨路8号")),
        ("东莞市听雨路8号", ("广东省", "东莞市", "", "听雨路8号")),
        ("海南藏族自治州共和县听雨路8号", ("青海省", "海南藏族自治州", "共和县", "听雨路8号")),
        (
            "克孜勒苏柯尔克孜自治州阿图什市听雨路8号",
            ("新疆维吾尔自治区", "克孜勒苏柯尔克孜自治州", "阿图什市", "听雨路8号"),
        ),
        ("浦东新区听雨路8号", ("上海市", "上海市", "浦东新区", "听雨路8号")),
        ("河北区听雨路8号", ("天津市", "天津市", "河北区", "听雨路8号")),
        ("长春市朝阳区听雨路8号", ("吉林省", "长春市", "朝阳区", "听雨路8号")),
        ("云南省大理白族自治州大理市望舒巷5号", ("云南省", "大理白族自治州", "大理市", "望舒巷5号")),
    ],
)
def test_one_text_is_taken_apart(whole: str, parts: tuple[str, str, str, str]) -> None:
    found = place(whole=whole)

    assert (found.province, found.city, found.district, found.street) == parts


def test_parts_are_taken_as_they_are() -> None:
    found = place(province="浙江", city="杭州市", district="西湖区", street="纸鸢路　12 号", postcode="３１００００")

    assert found == Place("浙江省", "杭州市", "西湖区", "纸鸢路 12 号", "310000")


@pytest.mark.parametrize(
    ("parts", "province", "city"),
    [
        ({"city": "广州市", "district": "天河区"}, "广东省", "广州市"),
        ({"city": "广州"}, "广东省", "广州"),
        ({"city": "重庆", "district": "江北区"}, "重庆市", "重庆"),
        ({"district": "海淀区"}, "北京市", "北京市"),
    ],
)
def test_a_city_says_its_province(parts: dict[str, str], province: str, city: str) -> None:
    found = place(street="听雨路8号", **parts)

    assert found == Place(province, city, parts.get("district", ""), "听雨路8号")


def test_every_city_lies_in_one_known_province() -> None:
    assert len([name for name in PROVINCE_OF if not name.endswith("市")]) == 7 + 30 + 3
    assert {PROVINCES[province] for province in PROVINCE_OF.values()} == set(PROVINCE_OF.values())
    assert set(MUNICIPALITY_OF.values()) == MUNICIPALITIES
    assert all(place(whole=f"{city}听雨路8号").city == city for city in PROVINCE_OF)


def test_nothing_given_is_no_address() -> None:
    assert not place()


@pytest.mark.parametrize(
    ("given_parts", "missing"),
    [
        ({"whole": "纸鸢路12号"}, ("province", "city")),
        ({"whole": "朝阳区纸鸢路12号"}, ("province", "city")),
        ({"whole": "南京路12号"}, ("province", "city")),
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
