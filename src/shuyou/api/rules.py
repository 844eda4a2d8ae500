"""What may be told to other programs, where, and how it is signed."""

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from shuyou.api.errors import AddressRefused

PING: Final = "api.ping"
PUBLIC: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "orders.order_placed": ("orders.view", ("number", "channel", "total")),
        "orders.order_changed": ("orders.view", ("number", "total_before", "total")),
        "orders.payment_taken": ("orders.view", ("number", "amount")),
        "orders.order_paid": ("orders.view", ("number", "total")),
        "orders.order_picked": ("orders.view", ("number",)),
        "orders.order_shipped": ("orders.view", ("number",)),
        "orders.order_delivered": ("orders.view", ("number", "collected")),
        "orders.order_cancelled": ("orders.view", ("number",)),
        "orders.order_stopped": ("orders.view", ("number",)),
        "orders.order_let_go": ("orders.view", ("number",)),
        "orders.order_closed": ("orders.view", ("number",)),
        "orders.order_ready": ("orders.view", ("number", "place")),
        "orders.copies_came": ("orders.view", ("number", "copies", "is_complete")),
        "orders.copies_lost": ("orders.view", ("number", "copies")),
        "orders.sale_made": ("orders.view", ("number", "total", "is_offline")),
        "orders.parcel_changed": ("orders.view", ("number", "sequence", "state")),
        "orders.return_changed": ("orders.view", ("number", "state", "money")),
        "orders.exchange_made": ("orders.view", ("number", "return_number", "new_number", "carried", "given")),
        "payments.charge_settled": ("payments.view", ("source", "amount")),
        "payments.refund_moved": ("payments.view", ("source", "state")),
        "payments.invoice_moved": ("payments.view", ("source", "state")),
        "catalog.item_added": ("catalog.view", ("item_id",)),
        "catalog.item_edited": ("catalog.view", ("item_id", "fields")),
        "catalog.items_merged": ("catalog.view", ("kept_id", "gone_id")),
        "catalog.items_parted": ("catalog.view", ("kept_id", "gone_id")),
        "supply.receipt_posted": ("supply.view", ("copies", "titles", "item_ids")),
        "supply.copies_damaged": ("supply.view", ("item_id", "warehouse_id", "copies")),
        "members.member_registered": ("members.view", ()),
        "members.member_edited": ("members.view", ("fields",)),
    }
)
"""What may be told: the permission that whoever asks for it needs, and which of the event's facts go out."""

STORE_SCOPES: Final = frozenset(
    {
        "catalog.view", "supply.view", "orders.view", "orders.place", "orders.cancel", "orders.take_payment",
        "orders.return", "orders.see_promotions", "payments.view", "payments.charge", "payments.invoice",
    }
)  # fmt: skip
"""What a token for one store may hold: whatever these open keeps to the store, or refuses it."""

WAITS: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1_440, 1_440)
)  # fmt: skip
"""How long is waited after each attempt that failed; after the last there is none."""

PATIENCE: Final = timedelta(days=3)
"""For how long an address may fail before nothing is sent to it any more."""

REPLAY_SECONDS: Final = 300
"""How old a signature may be when it is looked at; what is older was perhaps recorded by somebody."""

LONGEST_URL: Final = 500
_HERE: Final = ("localhost", "local", "internal", "lan", "intranet", "home", "corp")
_TRANSLATED: Final = tuple(
    ipaddress.IPv6Network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)
"""Addresses of IPv6 that lead to one of IPv4, which may be private."""


class Target(NamedTuple):
    """Where a webhook lies."""

    is_tls: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Return the host as it is named in a call."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_tls else 80) else f"{host}:{self.port}"


def target_of(url: str, *, may_be_private: bool) -> Target:
    """
    Return where an address leads, if things may be sent there at all.

    :raises AddressRefused: it is no address of the web, carries a password, or lies in a private network.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefused(value=url[:LONGEST_URL]) from None
    is_tls = parts.scheme == "https"
    is_plain = len(url) <= LONGEST_URL and url.isascii() and url.isprintable() and " " not in url
    if not (is_plain and host and not (parts.username or parts.password or parts.fragment)):
        raise AddressRefused(value=url[:LONGEST_URL])
    if not is_tls and not (may_be_private and parts.scheme == "http"):
        raise AddressRefused(value=url)
    if not may_be_private and not _may_be_public(host):
        raise AddressRefused(value=url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(is_tls, host, port or (443 if is_tls else 80), path)


def _may_be_public(host: str) -> bool:
    try:
        return is_public_ip(host)
    except ValueError:
        labels = host.rstrip(".").lower().split(".")
        return len(labels) > 1 and labels[-1] not in _HERE and not labels[-1].isdigit()


def is_public_ip(address: str) -> bool:
    """
    Tell whether an IP address is one of the open internet.

    :raises ValueError: it is no IP address.
    """
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public_ip(str(ip.ipv4_mapped))
        if any(ip in network for network in _TRANSLATED):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def signature(secret: str, body: str, at: datetime) -> str:
    """Return what proves that a body comes from here and when: `t=SECONDS,v1=HEX`, HMAC-SHA-256 over `SECONDS.body`."""
    seconds = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def is_signed(secret: str, body: str, header: str, at: datetime) -> bool:
    """Tell whether a body was signed with a secret not long before a moment: what receivers have to check."""
    told = dict(part.partition("=")[::2] for part in header.split(","))
    seconds = told.get("t", "")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 12):
        return False
    if abs(at.timestamp() - int(seconds)) > REPLAY_SECONDS:
        return False
    digest = hmac.new(secret.encode(), f"{seconds}.{body}".encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(digest, told.get("v1", ""))
