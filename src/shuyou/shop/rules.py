"""Pure rules of the shop: passwords, names that are the same, sealed proofs of an address."""

import json
import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from shuyou.kernel.sealed import seal, unseal

SHORTEST: Final = 8
LONGEST: Final = 200
PROOF_COUNTS: Final = timedelta(minutes=20)
MOST_COPIES: Final = 999
MOST_TITLES: Final = 100
_PROOF: Final = "shop.proof"


def is_weak(password: str) -> bool:
    """Tell whether a password is short, all digits, or one that everybody takes."""
    if not SHORTEST <= len(password) <= LONGEST or password.isdigit():
        return True
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return True
    return False


def is_same_name(one: str, other: str) -> bool:
    """Tell whether two names are written alike, whatever their spaces, marks and widths."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", name).casefold() if char.isalnum())


def proof_of(*, channel: str, address: str, at: datetime) -> str:
    """Return what a form carries to show that somebody has just confirmed an address; nobody else can write it."""
    return seal(json.dumps([channel, address, at.isoformat()]), purpose=_PROOF)


def proven(proof: str, *, at: datetime) -> tuple[str, str] | None:
    """Return the channel and address of a proof, or None if it is none, or too old."""
    text = unseal(proof, purpose=_PROOF) if proof else None
    if text is None:
        return None
    channel, address, moment = json.loads(text)
    if not timedelta(0) <= at - datetime.fromisoformat(moment) <= PROOF_COUNTS:
        return None
    return str(channel), str(address)


def copies_meant(text: str) -> int | None:
    """Return the copies that somebody typed, or None if so many cannot be."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 5):
        return None
    return copies if 1 <= (copies := int(plain)) <= MOST_COPIES else None


def whole_points(text: str) -> int | None:
    """Return the points that somebody typed; None: that is no number of them."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 9 else None


def affinity(code: str, *, bought: Mapping[str, int], liked: Collection[str]) -> int:
    """
    Return how well a shelf goes with a reader: titles bought from it, then from its letter, then what they said.

    Nothing, where nothing speaks for it.
    """
    letter = code[:1]
    if not letter:
        return 0
    near = sum(titles for shelf, titles in bought.items() if shelf[:1] == letter)
    return 10 * bought.get(code, 0) + 3 * near + (20 if letter in liked else 0)


def _parts(text: str) -> frozenset[str]:
    """Return the words of a text and, where they are not set apart, its pairs of signs."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    found = set[str]()
    for word in words:
        found |= {word} if word.isascii() else {word[start : start + 2] for start in range(max(len(word) - 1, 1))}
    return frozenset(found)


def fits_question(asked: str, *, question: str, text: str) -> int:
    """Return how well an answer goes with what somebody asks: parts shared with its question count three times."""
    parts = _parts(asked)
    return 3 * len(parts & _parts(question)) + len(parts & _parts(text))
