"""Radio tags: the number of goods in an SGTIN, as GS1's tag data standard lays it out."""

import re
from typing import Final

from shuyou.supply.errors import TagWrong

# Bits and digits of the company prefix for each partition value; the item reference has what is left of 44 bits and
# 13 digits, the indicator among them.
_PARTITIONS: Final = ((40, 12), (37, 11), (34, 10), (30, 9), (27, 8), (24, 7), (20, 6))
_HEADERS: Final = {0x30: 96, 0x36: 198}
_URI: Final = re.compile(r"urn:epc:(?:id:sgtin|tag:sgtin-(?:96|198):\d):(\d{6,12})\.(\d{1,7})\.(.{1,20})")


def gtin_of(epc: str) -> str:
    """
    Return the 13-digit number of goods that a tag carries, written in hexadecimal or as a URI.

    :raises TagWrong: it is no SGTIN.
    """
    text = epc.strip()
    found = _URI.fullmatch(text.lower())
    prefix, reference = (found[1], found[2]) if found else _decoded(text)
    if len(prefix) + len(reference) != 13:
        raise TagWrong(value=epc[:64])
    body = prefix + reference[1:]  # the first digit of the reference says how it is packed
    return body + _check_digit(body)


def _decoded(text: str) -> tuple[str, str]:
    if not re.fullmatch(r"[0-9A-Fa-f]{24,52}", text):
        raise TagWrong(value=text[:64])
    size = len(text) * 4
    bits = f"{int(text, 16):0{size}b}"
    header, partition = int(bits[:8], 2), int(bits[11:14], 2)
    if _HEADERS.get(header, size + 1) > size or partition >= len(_PARTITIONS):
        raise TagWrong(value=text[:64])
    length, digits = _PARTITIONS[partition]
    prefix, reference = int(bits[14 : 14 + length], 2), int(bits[14 + length : 58], 2)
    if prefix >= 10**digits or reference >= 10 ** (13 - digits):
        raise TagWrong(value=text[:64])
    return f"{prefix:0{digits}d}", f"{reference:0{13 - digits}d}"


def _check_digit(body: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return str(-total % 10)
