"""Rules of messages: who may be told what, how words become letters, how long a short message is. Pure functions."""

from shuyou.messaging.rules.gate import LATER, OK, Case, Limits, end_of_quiet, judge_all
from shuyou.messaging.rules.hearing import is_automatic, is_stop, plain_of_html
from shuyou.messaging.rules.letters import LetterPart, LetterReport, ReadLetter, read_letter
from shuyou.messaging.rules.notices import OWN, own_kind
from shuyou.messaging.rules.preference import Learned, learned_channel
from shuyou.messaging.rules.quotes import without_quotes
from shuyou.messaging.rules.segments import Parts, parts_of
from shuyou.messaging.rules.wording import (
    Card,
    FactMissing,
    Look,
    Written,
    books_in,
    faults_in,
    html_of,
    text_of,
    with_values,
    words_in,
)
from shuyou.messaging.rules.zones import zone_of

__all__ = [
    "LATER",
    "OK",
    "OWN",
    "Card",
    "Case",
    "FactMissing",
    "Learned",
    "LetterPart",
    "LetterReport",
    "Limits",
    "Look",
    "Parts",
    "ReadLetter",
    "Written",
    "books_in",
    "end_of_quiet",
    "faults_in",
    "html_of",
    "is_automatic",
    "is_stop",
    "judge_all",
    "learned_channel",
    "own_kind",
    "parts_of",
    "plain_of_html",
    "read_letter",
    "text_of",
    "with_values",
    "without_quotes",
    "words_in",
    "zone_of",
]
