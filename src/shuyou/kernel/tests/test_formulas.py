"""Nothing that somebody typed is run by the spreadsheet that opens it, and a file taken out comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.formulas import harmless, plain_cell


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_what_begins_like_a_formula_is_text(start: str) -> None:
    assert harmless(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


def test_figures_and_names_stay() -> None:
    assert [harmless(cell) for cell in (-5, "林晚舟", "'s Hertogenbosch", "")] == [-5, "林晚舟", "'s Hertogenbosch", ""]


@given(st.text(max_size=8))
def test_a_cell_comes_back_as_it_was(cell: str) -> None:
    assert plain_cell(str(harmless(cell))) == cell or cell.startswith("'")
