"""Makes tokens for tests, and calls with them."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

from django.core.management import call_command
from django.test import Client

from shuyou.api.services import TokenDraft, create_token
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now

ROOT = "/api/v1"
MANAGER = Actor.job("test")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
USUAL = (
    "members.search", "members.view", "orders.view", "orders.place", "orders.take_payment", "loyalty.view",
    "catalog.view", "supply.view",
)  # fmt: skip
"""What a bookshop's own website may do: all but seeing contacts."""


def a_token(*scopes: str, expires_at: datetime | None = None, calls_per_minute: int = 100_000, name: str = "") -> str:
    """Return the secret of a new token."""
    draft = TokenDraft(
        name=name or f"website {uuid4()}",
        scopes=frozenset(scopes),
        expires_at=expires_at or now() + timedelta(days=1),
        calls_per_minute=calls_per_minute,
    )
    return create_token(draft, actor=MANAGER, at=LONG_AGO).secret


def a_supplier_token(code: str) -> str:
    """Return the secret of a token that acts for a supplier, given out by the command that does so."""
    out = StringIO()
    call_command("create_supplier_token", code, f"program {uuid4()}", stdout=out, stderr=StringIO())
    return out.getvalue().strip()


class Caller:
    """A program that calls, with a token unless it has none."""

    def __init__(self, secret: str = "", language: str = "en") -> None:
        self._client = Client(raise_request_exception=False)
        self._headers = {"Accept-Language": language}
        if secret:
            self._headers["Authorization"] = f"Bearer {secret}"

    def get(self, path: str, **query: Any) -> Any:
        """Ask for an address below the root."""
        return self._client.get(ROOT + path, query, headers=self._headers)

    def post(self, path: str, body: object) -> Any:
        """Send a body; bytes are sent as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body)
        return self._client.post(ROOT + path, data, content_type="application/json", headers=self._headers)

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Call by any method."""
        data = "" if body is None else json.dumps(body)
        more: dict[str, Any] = {} if body is None else {"content_type": "application/json"}
        return self._client.generic(method.upper(), ROOT + path, data, headers=self._headers, **more)


def an_order(member: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the body of an order."""
    return {
        "request_key": str(uuid4()),
        "member": member,
        "lines": list(lines),
        "payment": "remittance",
        "destination": {"recipient": "林晚舟", "phone": "13800002046", "address": "浙江省杭州市西湖区纸鸢路 12 号"},
        **more,
    }
