"""Addresses in China: province, city, district, street, however they are put together."""

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shuyou.members.errors import AddressIncomplete, PostcodeNotPossible
from shuyou.members.rules.cities import MUNICIPALITY_OF, PROVINCE_OF
from shuyou.members.rules.words import short_text

_NAMES: Final = (
    "北京市 天津市 上海市 重庆市 河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省"
    " 湖北省 湖南省 广东省 海南省 四川省 贵州省 云南省 陕西省 甘肃省 青海省 台湾省 内蒙古自治区 广西壮族自治区"
    " 西藏自治区 宁夏回族自治区 新疆维吾尔自治区 香港特别行政区 澳门特别行政区"
).split()
MUNICIPALITIES: Final = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_TAIL: Final = re.compile(r"(市|省|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$")
PROVINCES = MappingProxyType(
    {spelling: name for name in _NAMES for spelling in (name, _TAIL.sub("", name), _TAIL.sub("", name) + "省")}
    | {"广西自治区": "广西壮族自治区", "宁夏自治区": "宁夏回族自治区", "新疆自治区": "新疆维吾尔自治区"}
    | {"香港": "香港特别行政区", "澳门": "澳门特别行政区"}
)
"""Every usual spelling of a province with its full name."""

_SPELLINGS: Final = sorted(PROVINCES, key=len, reverse=True)
_CITY: Final = re.compile(r"\s*([^\s省市区县]{2,10}?(?:自治州|地区|盟|市))")
_DISTRICT: Final = re.compile(r"\s*([^\s省市区县]{1,10}?(?:自治县|自治旗|新区|林区|区|县|旗|市))(?!内|外)")
LONGEST_PLACE: Final = 30
LONGEST_STREET: Final = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where parcels and letters go; all parts empty when nothing was given."""

    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""

    def __bool__(self) -> bool:
        return bool(self.street or self.province or self.city or self.district)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The parts without which no parcel arrives."""
        return tuple(name for name in ("province", "city", "street") if not getattr(self, name))


def place(
    *, province: str = "", city: str = "", district: str = "", street: str = "", postcode: str = "", whole: str = ""
) -> Place:
    """
    Return an address from its parts, or from one text that holds them all.

    :raises AddressIncomplete: province, city or street is lacking while something else is given.
    :raises PostcodeNotPossible: the postcode is not six digits.
    :raises TextTooLong: a part is longer than there is room for.
    """
    found = known_place(
        province=province, city=city, district=district, street=street, postcode=postcode, whole=whole
    )  # fmt: skip
    if found and found.lacking:
        shown = street or whole or district or city or province
        raise AddressIncomplete(
            value=shown, missing=found.lacking, field="address" if whole and not street else "street"
        )
    return found


def known_place(
    *, province: str = "", city: str = "", district: str = "", street: str = "", postcode: str = "", whole: str = ""
) -> Place:
    """
    Return of an address what is known, if it is not the whole of it.

    :raises PostcodeNotPossible: the postcode is not six digits.
    :raises TextTooLong: a part is longer than there is room for.
    """
    parts = Place(
        province_name(short_text(province, field="province", limit=LONGEST_PLACE)),
        short_text(city, field="city", limit=LONGEST_PLACE),
        short_text(district, field="district", limit=LONGEST_PLACE),
        short_text(street or whole, field="street" if street else "address", limit=LONGEST_STREET),
    )
    if parts.street and not (parts.province and parts.city):
        parts = _split(parts)
    if parts.province in MUNICIPALITIES and not parts.city:
        parts = Place(parts.province, parts.province, parts.district, parts.street)
    if not parts.street:
        parts = _completed(parts)
    if not parts:
        return Place()
    code = _postcode(postcode) if postcode.strip() else ""
    return Place(parts.province, parts.city, parts.district, parts.street, code)


def _completed(parts: Place) -> Place:
    """Return parts without a street with the province that the city, or a district of one city only, lies in."""
    municipality = MUNICIPALITY_OF.get(parts.district, "") if not parts.city else ""
    city = parts.city or municipality
    city = city if city in PROVINCE_OF or f"{city}市" not in PROVINCE_OF else f"{city}市"
    return Place(parts.province or _province_of(city), city, parts.district, parts.street)


def province_name(text: str) -> str:
    """Return a province's full name: 浙江 is 浙江省; what is no province stays as it is."""
    return PROVINCES.get(text, text)


def _split(parts: Place) -> Place:
    rest, province, city, district = parts.street, parts.province, parts.city, parts.district
    if not (province or city):
        province, city, rest = _known(rest, district)
    if not province:
        spelling = next((name for name in _SPELLINGS if rest.startswith(name)), "")
        province, rest = PROVINCES.get(spelling, ""), rest.removeprefix(spelling)
    province = province or _province_of(city)
    if not city and province in MUNICIPALITIES:
        city, rest = province, rest.lstrip().removeprefix(province).removeprefix("市辖区")
    elif not city and (found := _CITY.match(rest)):
        city, rest = found[1], rest[found.end() :]
    if not district and (found := _DISTRICT.match(rest)) and rest[found.end() :].strip():
        district, rest = found[1], rest[found.end() :]
    is_whole = bool(province and city and rest.strip())
    return Place(province, city, district, rest.strip()) if is_whole else parts


def _known(rest: str, district: str) -> tuple[str, str, str]:
    """Return province and city where the text begins with a city, or with a district that only one city has."""
    if (found := _CITY.match(rest)) and (province := PROVINCE_OF.get(found[1])):
        return province, found[1], rest[found.end() :]
    if not district and (found := _DISTRICT.match(rest)):
        district = found[1]
    municipality = MUNICIPALITY_OF.get(district, "")
    return municipality, municipality, rest


def _province_of(city: str) -> str:
    full = city if city.endswith("市") else f"{city}市"
    return full if full in MUNICIPALITIES else PROVINCE_OF.get(city) or PROVINCE_OF.get(full, "")


def _postcode(value: str) -> str:
    code = unicodedata.normalize("NFKC", value).strip()
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise PostcodeNotPossible(value=value)
    return code
