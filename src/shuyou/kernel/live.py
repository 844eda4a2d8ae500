"""
Telling open pages that something has changed: a word in the transaction that changed it, heard after its commit.

A page that listens is answered by the process `shuyou live`, to which the web server hands the browser's connection
(see `shuyou.config.live`); what pages hear are topics and codes, never what has changed: they ask for that themselves.
"""

import json
from collections.abc import Sequence
from typing import Final

from django.db import connection

CHANNEL: Final = "shuyou_live"
"""The channel of the database's notifications."""
HANDED: Final = "X-Shuyou-Live"
"""The header by which a page's answer asks the web server to hand its connection over; it never leaves the house."""


def tell(topic: str, *, code: str = "", value: str = "") -> None:
    """Have pages that listen to a topic hear a code, once the running transaction is committed."""
    tell_many([(topic, code, value)])


def tell_many(words: Sequence[tuple[str, str, str]]) -> None:
    """Have pages hear several words, each a topic, a code and a value, in one statement."""
    if words:
        said = [json.dumps(word, separators=(",", ":")) for word in words]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, word) FROM unnest(%s::text[]) AS word", [CHANNEL, said])
