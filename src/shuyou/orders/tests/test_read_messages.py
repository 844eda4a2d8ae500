"""Orders as readers write them on a telephone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.orders.rules import Asked, read_message

ISBN = "9787532150014"
OTHER = "9787532150021"


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
