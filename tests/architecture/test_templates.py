"""Templates: every word can be translated, and nothing in a page breaks the content security policy."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from tests.architecture import house

TEMPLATES = sorted(house.SOURCE.glob("*/templates/**/*.html"))
WORD = re.compile(r"[^\W\d_]{2,}")
SPOKEN_ATTRIBUTES = frozenset({"alt", "aria-label", "aria-description", "label", "placeholder", "title"})
SILENT_TAGS = frozenset({"script", "style", "kbd", "code"})
NAMES = frozenset({"Shuyou", "书友", "中文", "English", "ISBN", "Ctrl", "Esc", "Enter"})
"""Words that are the same in every language: names, languages named in themselves, and keys."""

BLOCKS = {"blocktranslate": "endblocktranslate", "blocktrans": "endblocktrans", "comment": "endcomment"}


class Words(HTMLParser):
    """Collects the words that a reader would see."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT_TAGS
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES:
                self.found += WORD.findall(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT_TAGS

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found += WORD.findall(data)


def literal_html(source: str) -> str:
    """Return a template without its tags, variables, comments and translated blocks."""
    kept: list[str] = []
    until = ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            command = token.contents.split()[0]
            if command == until:
                until = ""
            elif not until:
                until = BLOCKS.get(command, "")
        elif token.token_type == TokenType.TEXT and not until:
            kept.append(token.contents)
    return "".join(kept)


def untranslated(source: str) -> list[str]:
    """Return the words of a template that stand there in one language."""
    words = Words()
    words.feed(literal_html(source))
    words.close()
    return [word for word in words.found if word not in NAMES]


FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*="),
    "an inline script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))"),
    "an inline style sheet": re.compile(r"<style\b"),
    "an event attribute": re.compile(r"<[^>{%]*\son[a-z]+\s*="),
    "an htmx expression": re.compile(r"hx-on\b|hx-[\w:-]+=[\"']js:|hx-vals=[\"']js:"),
    "an htmx trigger filter": re.compile(r"hx-trigger=\"[^\"]*\["),
    "a foreign address": re.compile(r"(?:src|href|action)=\"(?:https?:)?//"),
    "unescaped output": re.compile(r"\|\s*safe\b|\{%\s*autoescape off"),
}


def offences(source: str) -> Iterator[str]:
    """Find what the content security policy or the escaping of output forbids."""
    for what, pattern in FORBIDDEN.items():
        yield from (f"{what}: {found[0].strip()}" for found in pattern.finditer(source))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(house.SOURCE)))
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert untranslated(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(house.SOURCE)))
def test_a_template_keeps_the_content_security_policy(path: Path) -> None:
    assert list(offences(path.read_text("utf-8"))) == []


MARKS = re.compile(r"(?:\}\}|%\}|>)[,:;](?= [{<]|\{)|(?:\}\}|%\})[,:;] (?=\S)")
"""A mark of half width between what tags put in: Chinese asks for `{% colon %}`, `{% comma %}`, `{% semicolon %}`."""
SAID_WHOLE = re.compile(
    r"\{% blocktranslate.*?\{% endblocktranslate %\}|<svg.*?</svg>|=\"[^\"]*\"|\{#.*?#\}", re.DOTALL
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(house.SOURCE)))
def test_marks_between_words_are_those_of_the_language(path: Path) -> None:
    assert [found[0] for found in MARKS.finditer(SAID_WHOLE.sub("", path.read_text("utf-8")))] == []


LIST_KEYS = {"download": "S", "upload": "I", "list-filter": "F", "list-checks": "B", "user-plus": "N", "plus": "N"}
"""What a key does in every list, by the icon of the deed."""
DEED = re.compile(r'<(?:a|button)\b([^>]*)>\{% icon "([a-z-]+)"')


@pytest.mark.parametrize("path", [one for one in TEMPLATES if 'id="rows"' in one.read_text("utf-8")], ids=str)
def test_a_key_does_the_same_in_every_list(path: Path) -> None:
    deeds = [
        (icon, key[1])
        for attributes, icon in DEED.findall(path.read_text("utf-8"))
        if icon in LIST_KEYS and (key := re.search(r'data-key="([^"{]+)"', attributes) or ("", ""))
    ]

    assert [deed for deed in deeds if deed[1] not in (LIST_KEYS[deed[0]], "Ctrl+Enter")] == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>{% translate 'Fine' %} · {{ count }} <kbd>Ctrl</kbd></p>", []),
        ("{% blocktranslate %}All {{ n }} fine{% endblocktranslate %}{# Note #}", []),
        ("<p>Left here</p>", ["Left", "here"]),
        ("<p>忘了</p>", ["忘了"]),
        ('<input placeholder="Phone">', ["Phone"]),
        ("<p>{% if a %}Yes{% endif %}</p>", ["Yes"]),
    ],
)
def test_words_that_stand_in_one_language_are_found(source: str, words: list[str]) -> None:
    assert untranslated(source) == words


@pytest.mark.parametrize(
    ("source", "offends"),
    [
        ('<script src="/a.js"></script>', False),
        ('<button hx-trigger="click" hx-get="/one/">', False),
        ("<script>run()</script>", True),
        ('<p style="color: red">', True),
        ('<button onclick="go()">', True),
        ('<i hx-on:click="go()">', True),
        ('<i hx-trigger="keyup[ctrlKey]">', True),
        ('<img src="https://example.org/a.png">', True),
        ("{{ name|safe }}", True),
    ],
)
def test_offences_against_the_policy_are_found(source: str, *, offends: bool) -> None:
    assert bool(list(offences(source))) is offends
