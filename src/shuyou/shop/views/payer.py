"""Who pays for an order: its reader, or a guest whose browser is known to have placed it."""

import json
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from shuyou.kernel.actor import Actor
from shuyou.kernel.sealed import seal, unseal
from shuyou.shop.queries import Reader
from shuyou.shop.views.door import VISITOR

ORDERS: Final = "shuyou_orders"
KNOWN: Final = 3 * 24 * 3600
"""Seconds for which a guest's browser opens what it ordered; afterwards the order's number and phone do."""
MOST: Final = 10
_PURPOSE: Final = "shop.orders"


@dataclass(frozen=True, slots=True)
class Payer:
    """A reader, or a guest, with the pages of their kind."""

    reader: Reader | None

    @property
    def actor(self) -> Actor:
        """Return as whom they act; for a guest the shop does, once it has looked whose browser it is."""
        return self.reader.actor if self.reader else VISITOR

    @property
    def member_id(self) -> int | None:
        """Return the member they are."""
        return self.reader.member_id if self.reader else None

    def url(self, page: str, *args: str) -> str:
        """Return where a page about an order stands for them: order, placed, pay, paying, paid_yet."""
        return reverse(f"shop:{page if self.reader else f'guest_{page}'}", args=args)


def payer_of(reader: Reader | None) -> Payer:
    """Return who pays."""
    return Payer(reader)


def orders_known(request: HttpRequest) -> list[str]:
    """Return the numbers of the orders that this browser placed, or has shown to know, the latest first."""
    text = unseal(request.COOKIES.get(ORDERS, "")[:2000], purpose=_PURPOSE)
    return [str(number) for number in json.loads(text)] if text else []


def remember_order(request: HttpRequest, response: HttpResponse, number: str) -> None:
    """Have a browser open an order of a guest for some days; the number is sealed, and no script reads it."""
    known = [number, *(one for one in orders_known(request) if one != number)][:MOST]
    response.set_cookie(
        ORDERS, seal(json.dumps(known), purpose=_PURPOSE), max_age=KNOWN, secure=settings.SESSION_COOKIE_SECURE,
        httponly=True, samesite="Lax",
    )  # fmt: skip
