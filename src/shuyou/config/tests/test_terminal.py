"""What is printed lines up, in Chinese too."""

from shuyou.config.terminal import columns


def test_a_chinese_character_counts_as_two() -> None:
    assert columns([["经理", "mei", "x"], ["Clerk", "lin", "y"]]) == ["经理   mei  x", "Clerk  lin  y"]


def test_nothing_prints_nothing() -> None:
    assert columns([]) == []
