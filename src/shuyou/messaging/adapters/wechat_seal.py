"""How WeChat signs its calls and, in its safe mode, encrypts what they say."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha1
from secrets import token_bytes
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from lxml import etree

from shuyou.messaging.errors import ReportForged

FRESH: Final = timedelta(minutes=5)
"""How old a call may be."""
KEY_SIZE: Final = 43
"""Characters of the key that WeChat's page shows."""
CHANCE: Final = 16
"""Bytes by chance before what is said, so that the same words never look the same."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What the calls to one account are signed with, and encrypted where there is a key."""

    app: str
    token: str = field(repr=False)
    key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.key and (len(self.key) != KEY_SIZE or len(self._bytes()) != AES256.key_size // 8):
            message = f"a key for encrypted calls has {KEY_SIZE} characters"
            raise ValueError(message)

    def require_signed(self, said: Mapping[str, str], *, at: datetime) -> None:
        """
        Pass if what stands behind the address is signed, just now.

        :raises ReportForged: it is not.
        """
        stamp = said.get("timestamp", "")
        is_fresh = stamp.isascii() and stamp.isdigit() and abs(int(stamp[:12]) - at.timestamp()) < FRESH.total_seconds()
        if not self.token or not is_fresh or not _same(self._signature(said), said.get("signature", "")):
            raise ReportForged()

    def open(self, body: bytes, said: Mapping[str, str]) -> bytes:
        """
        Return what a call says; where there is a key, nothing is believed that is not encrypted with it.

        :raises ReportForged: it is not signed, or for somebody else, or cannot be opened.
        """
        if not self.key:
            return body
        closed = read_words(body).get("Encrypt", "")
        if not _same(self._signature(said, closed), said.get("msg_signature", "")):
            raise ReportForged()
        try:
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(b64decode(closed, validate=True)) + decryptor.finalize()
            unpadder = PKCS7(AES256.key_size).unpadder()
            plain = unpadder.update(padded) + unpadder.finalize()
        except ValueError as error:
            raise ReportForged() from error
        start = CHANCE + 4
        end = start + int.from_bytes(plain[CHANCE:start])
        if plain[end:] != self.app.encode():
            raise ReportForged()
        return plain[start:end]

    def close(self, body: bytes, *, at: datetime, nonce: str) -> tuple[Mapping[str, str], bytes]:
        """Return a call as WeChat makes it: what stands behind the address, and what it says, encrypted."""
        said = {"timestamp": str(int(at.timestamp())), "nonce": nonce}
        said["signature"] = self._signature(said)
        if not self.key:
            return said, body
        plain = token_bytes(CHANCE) + len(body).to_bytes(4) + body + self.app.encode()
        padder, encryptor = PKCS7(AES256.key_size).padder(), self._cipher().encryptor()
        padded = padder.update(plain) + padder.finalize()
        closed = b64encode(encryptor.update(padded) + encryptor.finalize()).decode()
        root = etree.Element("xml")
        etree.SubElement(root, "Encrypt").text = closed
        told = {**said, "encrypt_type": "aes", "msg_signature": self._signature(said, closed)}
        return told, etree.tostring(root, encoding="utf-8")

    def _signature(self, said: Mapping[str, str], *more: str) -> str:
        parts = sorted((self.token, said.get("timestamp", ""), said.get("nonce", ""), *more))
        return sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()

    def _bytes(self) -> bytes:
        return b64decode(f"{self.key}=", validate=True)

    def _cipher(self) -> Cipher[CBC]:
        key = self._bytes()
        return Cipher(AES256(key), CBC(key[:CHANCE]))


def read_words(body: bytes) -> Mapping[str, str]:
    """
    Return what stands in a call, by name.

    :raises ReportForged: it cannot be read.
    """
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ReportForged() from error
    return {str(one.tag): one.text or "" for one in root}


def _same(mine: str, told: str) -> bool:
    return hmac.compare_digest(mine.encode(), told.encode())
