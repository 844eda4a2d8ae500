"""Names as they are written and as they sound."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.errors import DomainError
from shuyou.members.errors import NameMissing, NameNotReadable, TextTooLong
from shuyou.members.rules import person_name, spelled, typed_pinyin

pytestmark = pytest.mark.feature("F011")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("林晚舟", "林晚舟"),
        ("　林 晚　", "林晚"),
        ("林\u200b晚舟\ufeff", "林晚舟"),
        ("Ｊｏｓé  García", "José García"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("龍應台", "龍應台"),
        ("Lin Wan 林晚", "Lin Wan 林晚"),
        ("\U0002a6b2明", "\U0002a6b2明"),
    ],
)
def test_a_name_keeps_its_script_and_loses_what_nobody_sees(typed: str, kept: str) -> None:
    assert person_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [("", NameMissing), (" \u3000\u200b", NameMissing), ("138", NameNotReadable), ("林" * 81, TextTooLong)],
)
def test_what_is_no_name_is_refused(typed: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as raised:
        person_name(typed)

    assert raised.value.at_field == "name"


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("林晚", "linwan", "lw"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国藩", "zengguofan", "zgf"),
        ("仇英", "qiuying", "qy"),
        ("解缙", "xiejin", "xj"),
        ("查慎行", "zhashenxing", "zsx"),
        ("区大相", "oudaxiang", "odx"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("任伯年", "renbonian", "rbn"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("司马光", "simaguang", "smg"),
        ("諸葛亮", "zhugeliang", "zgl"),
        ("吕布", "lvbu", "lb"),
        ("单", "dan", "d"),
        ("José García", "josegarcia", "jg"),
        ("阿卜杜拉·买买提", "abudulamaimaiti", "abdlmmt"),
        ("Lin Wan 林", "linwanlin", "lwl"),
        ("🙂", "", ""),
    ],
)
def test_names_are_spelled_as_their_bearers_say_them(name: str, pinyin: str, initials: str) -> None:
    assert spelled(name) == (pinyin, initials)


def test_a_spelling_of_ones_own_is_taken() -> None:
    assert typed_pinyin("Lǚ  Wǎn-zhōu") == ("lvwanzhou", "lwz") or typed_pinyin("Lü Wan-zhou") == ("lvwanzhou", "lwz")


@given(st.text(max_size=120))
def test_cleaning_a_name_twice_changes_nothing(typed: str) -> None:
    try:
        name = person_name(typed)
    except DomainError:
        return

    assert person_name(name) == name
    assert unicodedata.is_normalized("NFKC", name)
    assert 1 <= len(name) <= 80


@given(st.text(max_size=120))
def test_every_name_has_a_spelling_that_can_be_typed(name: str) -> None:
    pinyin, initials = spelled(name)

    assert (pinyin + initials).isascii()
    assert (pinyin + initials) == (pinyin + initials).lower()
    assert len(pinyin) <= 200
    assert len(initials) <= 40
