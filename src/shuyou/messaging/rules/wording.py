"""
How words become a letter: blocks, variables with what stands in for them, plain text and HTML.

A text is blocks with an empty line between them: `# heading`, `- points`, `> small print`, `---`, `[label](address)`
for a button, `[[number]]` for a book by its ISBN, and paragraphs. `{name}` is a variable, `{name|reader}` one with what
is said where it is not known.
Blocks are told apart before variables are filled in: whatever a value holds, it stays words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

_VARIABLE: Final = re.compile(r"\{([a-z_]+)(?:\|([^{}]*))?\}")
_BUTTON: Final = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_BOOK: Final = re.compile(r"\[\[\s*([0-9Xx-]{8,20})\s*\]\]")
_LOOSE: Final = re.compile(r"[{}]")
ADDRESSES: Final = ("https://", "http://", "{site}/")
"""What a button may lead to."""

_FONT: Final = "font-family:'PingFang SC','Microsoft YaHei','Helvetica Neue',Arial,sans-serif"
_BODY: Final = f"margin:0;padding:0;background:#f4f1ea;color:#26221b;{_FONT}"
_CARD: Final = "width:100%;max-width:560px;background:#fffdf8;border-radius:8px"
_TABLE: Final = 'role="presentation" cellpadding="0" cellspacing="0" border="0"'
_STYLES: Final = {
    "h": "margin:0 0 16px;font-size:20px;line-height:1.4",
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding-left:20px",
    "small": "margin:16px 0 0;color:#6b6455;font-size:13px",
    "a": "display:inline-block;padding:10px 20px;color:#ffffff;text-decoration:none",
    "hr": "border:0;border-top:1px solid #ddd6c6;margin:20px 0",
    "cover": "padding:12px 8px;color:#ffffff;font-size:14px;line-height:1.4",
    "book": "padding:10px 14px;font-size:14px;line-height:1.6",
}


class FactMissing(Exception):
    """A text needs a value that is not there, and says nothing that could stand in for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message as it goes out."""

    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A book as letters show it: no picture, since mail programs do not fetch any."""

    title: str
    authors: str
    price: str
    address: str


NO_CARDS: Final[Mapping[str, Card]] = MappingProxyType({})
NOWHERE_ELSE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a letter is drawn with: its language and subject, who sends it, where buttons lead over, its books."""

    language: str
    title: str = ""
    footer: str = ""
    ways: Mapping[str, str] = NOWHERE_ELSE
    cards: Mapping[str, Card] = NO_CARDS


@dataclass(frozen=True, slots=True)
class _Block:
    kind: str
    text: str
    address: str = ""


def words_in(text: str) -> frozenset[str]:
    """Return the variables in a text."""
    return frozenset(found[1] for found in _VARIABLE.finditer(text))


def faults_in(text: str, known: frozenset[str]) -> list[str]:
    """Return what is wrong with a text: unknown variables, loose braces, addresses that lead nowhere."""
    faults = [f"{{{name}}}" for name in sorted(words_in(text) - known)]
    if _LOOSE.search(_VARIABLE.sub("", text)):
        faults.append("{ }")
    faults += [
        block.address for block in _blocks(text) if block.kind == "a" and not block.address.startswith(ADDRESSES)
    ]
    return faults


def books_in(text: str) -> frozenset[str]:
    """Return the numbers of the books in a text."""
    return frozenset(block.address for block in _blocks(text) if block.kind == "book")


def text_of(
    text: str, values: Mapping[str, str], *, ways: Mapping[str, str] = NOWHERE_ELSE,
    cards: Mapping[str, Card] = NO_CARDS,
) -> str:  # fmt: skip
    """
    Return a text in plain words; `ways` are the addresses that buttons lead over. A book nobody has is left out.

    :raises FactMissing: a value is missing.
    """
    look = Look(language="", ways=ways, cards=cards)
    return "\n\n".join(filter(None, (_plain(block, values, look) for block in _blocks(text))))


def html_of(text: str, values: Mapping[str, str], look: Look) -> str:
    """
    Return a text as a letter that is read on any screen; nothing in it comes from elsewhere or runs.

    :raises FactMissing: a value is missing.
    """
    inner = "".join(_html(block, values, look) for block in _blocks(text))
    foot = "".join(f'<p style="{_STYLES["small"]}">{_lines(part)}</p>' for part in look.footer.split("\n\n") if part)
    return (  # tables and styles on each: so do old programs and those of telephones show it alike
        f'<!doctype html><html lang="{look.language}"><head><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light">'
        f"<title>{escape(look.title)}</title></head>"
        f'<body style="{_BODY}"><table {_TABLE} width="100%" bgcolor="#f4f1ea"><tr>'
        f'<td align="center" style="padding:24px 12px"><table {_TABLE} width="560" style="{_CARD}"><tr>'
        f'<td align="left" style="padding:28px 24px;font-size:16px;line-height:1.7;{_FONT}">{inner}{foot}'
        "</td></tr></table></td></tr></table></body></html>"
    )


def filled(text: str, values: Mapping[str, str], *, is_address: bool = False) -> str:
    """
    Return a text with its variables filled in, in one line each.

    :raises FactMissing: a value is missing.
    """

    def value(found: re.Match[str]) -> str:
        known = " ".join(values.get(found[1], "").split())
        if not known and found[2] is None:
            raise FactMissing(found[1])
        said = known or found[2]
        return quote(said, safe=":/") if is_address and found[1] != "site" else said

    return _VARIABLE.sub(value, text)


def with_values(text: str, values: Mapping[str, str]) -> str:
    """Return a text, still in blocks, with what is known filled in and braces of values told apart from variables."""
    return _VARIABLE.sub(lambda found: _LOOSE.sub("", values.get(found[1], "") or found[2] or ""), text)


def _blocks(text: str) -> Iterator[_Block]:
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        part = part.strip()
        if button := _BUTTON.fullmatch(part):
            yield _Block("a", button[1], button[2])
        elif book := _BOOK.fullmatch(part):
            yield _Block("book", "", book[1].replace("-", "").upper())
        elif part == "---":
            yield _Block("hr", "")
        elif part.startswith("# "):
            yield _Block("h", part[2:])
        elif part.startswith("> "):
            yield _Block("small", part[2:])
        elif part and all(line.startswith("- ") for line in part.split("\n")):
            yield _Block("ul", part)
        elif part:
            yield _Block("p", part)


def _way(block: _Block, values: Mapping[str, str], ways: Mapping[str, str]) -> str:
    address = filled(block.address, values, is_address=True)
    return ways.get(address, address)


def _plain(block: _Block, values: Mapping[str, str], look: Look) -> str:
    ways = look.ways
    if block.kind == "hr":
        return "—" * 12
    if block.kind == "book":
        card = look.cards.get(block.address)
        lines = (card.title, card.authors, card.price, ways.get(card.address, card.address)) if card else ()
        return "\n".join(line for line in lines if line)
    said = filled(block.text, values)
    return f"{said}\n{_way(block, values, ways)}" if block.kind == "a" else said


def _book(card: Card | None, ways: Mapping[str, str]) -> str:
    """Return a book as a row: its title on the colour of a cover, beside it what it is."""
    if card is None:
        return ""
    address = escape(ways.get(card.address, card.address))
    more = "".join(f"<br>{escape(said)}" for said in (card.authors, card.price) if said)
    return (
        f'<table {_TABLE} width="100%" style="margin:0 0 16px;border:1px solid #ddd6c6;border-radius:6px"><tr>'
        f'<td width="96" align="center" bgcolor="#8c2f1b" style="{_STYLES["cover"]}">{escape(card.title[:12])}</td>'
        f'<td align="left" style="{_STYLES["book"]}"><a href="{address}" style="color:#8c2f1b">'
        f"<strong>{escape(card.title)}</strong></a>{more}</td></tr></table>"
    )


def _html(block: _Block, values: Mapping[str, str], look: Look) -> str:
    if block.kind == "book":
        return _book(look.cards.get(block.address), look.ways)
    style, ways = _STYLES[block.kind], look.ways
    if block.kind == "hr":
        return f'<hr style="{style}">'
    if block.kind == "a":
        address = escape(_way(block, values, ways))
        label = escape(filled(block.text, values))
        return (
            f'<table {_TABLE} style="margin:4px 0 20px"><tr><td bgcolor="#8c2f1b" style="border-radius:6px">'
            f'<a href="{address}" style="{style}">{label}</a></td></tr></table>'
        )
    if block.kind == "ul":
        points = "".join(f"<li>{escape(filled(line[2:], values))}</li>" for line in block.text.split("\n"))
        return f'<ul style="{style}">{points}</ul>'
    tag = "h1" if block.kind == "h" else "p"
    return f'<{tag} style="{style}">{_lines(filled(block.text, values))}</{tag}>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
