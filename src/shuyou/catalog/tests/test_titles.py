"""What titles are searched by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.catalog.rules import search_text, title_initials, title_norm, title_tokens
from shuyou.catalog.rules.searching import strays
from shuyou.catalog.rules.syllables import readings


@pytest.mark.parametrize(
    ("title", "norm"),
    [
        ("三体（全三册）", "三体全三册"),
        ("三體", "三体"),
        ("Ｃ＋＋ Primer 中文版", "cprimer中文版"),
        ("《红楼梦》——脂砚斋评", "红楼梦脂砚斋评"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_titles_are_compared_without_marks_case_and_script(title: str, norm: str) -> None:
    assert title_norm(title) == norm


def test_any_two_neighbouring_characters_find_a_title() -> None:
    assert title_tokens("红楼梦") == ["楼梦", "红楼"]
    assert title_tokens("家") == []


@pytest.mark.parametrize(
    ("title", "initials"),
    [
        ("百年孤独", "bngd"),
        ("明朝那些事儿", "mcnxse"),
        ("C语言程序设计", "cyycxsj"),
        ("長安", "ca"),
        ("11处特工皇妃", "11ctghf"),
    ],
)
def test_initials_as_a_bookseller_types_them(title: str, initials: str) -> None:
    assert title_initials(title) == initials


def test_people_are_found_beside_the_title_but_no_pair_spans_both() -> None:
    norm, marks, initials = search_text(title="百年孤独", people=["加西亚·马尔克斯"])

    assert norm == "百年孤独|||加西亚马尔克斯"
    assert initials == "bngd"
    assert "独加" not in marks
    assert {"孤独", "加西", "马尔", "bai.nian", "gu.du", "^bng", "=百年孤独", "@jiaxiyamaerkesi"} <= set(marks)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("hongloumeng", [("hong", "lou", "meng")]),
        ("xian", [("xian",), ("xi", "an")]),
        ("lvxing", [("lv", "xing")]),
        ("hongloum", [("hong", "lou")]),
        ("python", []),
        ("hlm", []),
    ],
)
def test_pinyin_typed_in_one_go_is_taken_apart(typed: str, read: list[tuple[str, ...]]) -> None:
    assert readings(typed)[: len(read) or 1] == read


@pytest.mark.parametrize(
    ("word", "text", "wrong"),
    [
        ("百年孤毒", "百年孤独|||马尔克斯", 1),
        ("pyhton", "python编程", 1),
        ("红楼", "红楼梦", 0),
        ("雪国", "百年孤独", 2),
    ],
)
def test_slips_are_counted_wherever_the_word_stands(word: str, text: str, wrong: int) -> None:
    assert strays(word, text) == wrong


LETTERS = st.text("abc红楼", max_size=9)


@given(LETTERS.filter(bool), LETTERS)
def test_slips_are_as_many_as_the_table_of_both_texts_says(word: str, text: str) -> None:
    before, last = [0], [0] * (len(text) + 1)
    for row, char in enumerate(word, start=1):
        line = [row]
        for place, other in enumerate(text, start=1):
            ways = [last[place] + 1, line[-1] + 1, last[place - 1] + (char != other)]
            if row > 1 and place > 1 and (char, other) == (text[place - 2], word[row - 2]):
                ways.append(before[place - 2] + 1)
            line.append(min(ways))
        before, last = last, line

    assert strays(word, text) == min(last)


@given(st.text(max_size=60))
def test_norms_are_stable_and_their_pairs_are_parts_of_them(title: str) -> None:
    norm = title_norm(title)

    assert title_norm(norm) == norm
    assert all(pair in norm for pair in title_tokens(title))
    assert title_initials(title).isascii()
