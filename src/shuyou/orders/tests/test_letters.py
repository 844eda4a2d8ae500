"""Files that strangers wrote, read as e-mails or kept as they are."""

from time import perf_counter

import pytest

from shuyou.orders.imports.letters import read_letter


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ('From: "@', "订 1", None),
        ("From: a@[", "订 1", None),
        ("From: a@b.cn\nContent-Type: text/plain; charset=undefined", "订 1", "订 1"),
        ('From: a@b.cn\nContent-Type: text/plain; charset="a\0b"', "订 1", None),
        ("From: a@b.cn\nContent-Type: text/plain; charset=unicode_escape", "\\ud800 1\0", "\\ud800 1"),
        ("From: a@b.cn\nContent-Type: text/html", "<" * 300_000 + "<script" * 40_000 + "<b>订</b> 1", None),
        ("From: " + "a@b.cn, (" * 3000, "订 1", None),
        ("From: a@b.cn\nContent-Type: text/plain; " + "a=b; " * 4000, "订 1", None),
    ],
)
def test_a_broken_letter_is_read_as_far_as_it_goes(head: str, body: str, text: str | None) -> None:
    begun = perf_counter()
    letter = read_letter(f"Subject: s\n{head}\n\n{body}".encode())

    assert perf_counter() - begun < 5
    assert not {"\0", "\ud800"} & set(letter.text + letter.sender + letter.key)
    assert letter.text == text if text else letter.text


@pytest.mark.parametrize(
    "fax",
    ["ISBN: 9787532150014\nISBN: 9787532150021\n\n数量: 2", "Tel: 13800002046\n订 9787532150014 2",
     "From: 林晚舟\nDate: 11-22\n\n订 9787532150014 2", "From: a@b.cn\nSubject: 订 9787532150014\n"],
)  # fmt: skip
def test_what_only_looks_like_an_email_is_kept_whole(fax: str) -> None:
    assert read_letter(fax.encode()).text == fax
