"""What is kept of a browser's tokens."""

import hashlib


def digest_of_token(token: str) -> str:
    """Return what is kept of a token: who reads the database cannot come in by it."""
    return hashlib.sha256(token.encode()).hexdigest()
