"""Text as people type and print it."""

import pytest

from shuyou.kernel.text import nested_marks


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("《慢读《庄子》》现可订 3 册", "《慢读〈庄子〉》现可订 3 册"),
        ("《《中庸》与《孟子》》", "《〈中庸〉与〈孟子〉》"),
        ("《《三体》》已下架", "《三体》已下架"),
        ("《评《读《庄子》》》", "《评〈读《庄子》〉》"),
        ("《读〈庄子〉》", "《读〈庄子〉》"),
        ("“慢读《庄子》”", "“慢读《庄子》”"),
        ("《庄子》《孟子》", "《庄子》《孟子》"),
        ("庄子》", "庄子》"),
    ],
)
def test_book_marks_take_turns(text: str, printed: str) -> None:
    assert nested_marks(text) == printed
