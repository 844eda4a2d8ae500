"""By what the words that callers hear are known, whoever speaks them."""

import hashlib
from typing import Final

MUSIC: Final = "music"
"""The language of what is no words."""


def digest_of_words(text: str, language: str) -> str:
    """Return what a recording of some words is known by; how they are spaced makes no difference."""
    return hashlib.sha256(f"{language}\n{' '.join(text.split())}".encode()).hexdigest()
