"""What is heard: words that mean stop, letters that machines wrote, and the words within HTML."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from lxml.etree import Comment, ParserError, strip_elements
from lxml.html import HTMLParser, document_fromstring

STOP: Final = frozenset({"t", "td", "退订", "停止", "取消订阅", "n", "stop", "unsubscribe", "stopall", "quit", "end"})
"""What a reader answers who wants no more offers."""

_MACHINES: Final = re.compile(
    r"^(auto(matic)?[ -]?(reply|antwort|response)|out of (the )?office|自动回复|自动答复|外出)", re.IGNORECASE
)
_SILENT: Final = ("script", "style", "head", "template")
_BREAKS: Final = ("p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote")


def is_stop(text: str) -> bool:
    """Tell whether somebody says that they want no more offers, and nothing else."""
    bare = unicodedata.normalize("NFKC", text).strip().strip(".。!！\"'“”").lower()
    return bare in STOP


def is_automatic(headers: Mapping[str, str], subject: str) -> bool:
    """Tell whether a machine wrote a letter: it is answered by nobody, so that two machines do not write for ever."""
    named = {name.lower(): value.lower() for name, value in headers.items()}
    return (
        named.get("auto-submitted", "no") not in ("", "no")
        or named.get("precedence", "") in ("bulk", "list", "junk", "auto_reply")
        or any(name in named for name in ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "list-id"))
        or named.get("return-path", "x").strip() == "<>"
        or _MACHINES.match(subject.strip()) is not None
    )


def plain_of_html(html: str) -> str:
    """Return the words of a letter in HTML, without what would run or load."""
    try:
        page = document_fromstring(html.encode(), parser=HTMLParser(encoding="utf-8"))
    except (ParserError, ValueError):
        return ""
    strip_elements(page, Comment, *_SILENT, with_tail=False)
    for breaks in page.iter(*_BREAKS):
        breaks.tail = f"\n{breaks.tail or ''}"
    lines = "".join(map(str, page.itertext())).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in lines)).strip()
