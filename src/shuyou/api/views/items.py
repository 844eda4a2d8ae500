"""Titles: found, priced on every list, with the copies that can be promised."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field

from shuyou.api.views.book import Channel
from shuyou.api.views.door import Call, needs, permit
from shuyou.api.views.shapes import Money, Rate, Words
from shuyou.catalog import queries as catalog
from shuyou.orders import queries as orders
from shuyou.supply import queries as supply

router = Router(tags=["items"])

SCOPES = ("catalog.view", "supply.view")


class ItemLine(Schema):
    """A title in a list."""

    uid: UUID
    title: str
    subtitle: str
    authors: str
    publisher: str
    published: str
    edition: str
    isbn: str
    list_price: Money
    status: str
    free: int


class Step(Schema):
    """What the title costs on one price list: discount rate and price."""

    code: str
    name: str
    rate: Rate
    price: Money


class ItemOut(ItemLine):
    """A title in full."""

    status_label: str
    category: str
    binding: str
    pages: int | None
    language: str
    blurb: str
    numbers: list[str]
    prices: list[Step]


@router.get("", response=list[ItemLine], **needs(*SCOPES))
def find_items(
    request: Call, q: Annotated[Words, Query()], limit: Annotated[int, Query(), Field(ge=1, le=50)] = 8
) -> list[ItemLine]:
    """Find titles by any of their numbers, by words of any two characters, or by initials; best sellers first."""
    actor = permit(request, *SCOPES)
    rows = catalog.search_titles(text=q, limit=limit)
    free = supply.free_copies(item_ids=[row.item_id for row in rows], warehouse=actor.store or supply.MAIN)
    return [ItemLine.model_validate({**asdict(row), "free": free[row.item_id]}) for row in rows]


@router.get("/{uid}", response=ItemOut, **needs(*SCOPES))
def get_item(request: Call, uid: UUID, channel: Channel = "web") -> ItemOut:
    """Show a title with what one copy costs whom in a channel, promotions and all, and the copies to be promised."""
    actor = permit(request, *SCOPES)
    item_id = catalog.item_id_of(uid=uid)
    page = catalog.item_page(item_id=item_id, channel=channel)
    dear = {item_id: page.row.list_price}
    ladders = catalog.price_ladder(item_ids=[item_id], channel=channel, store=actor.store, at=request.at)
    where = orders.Sold(channel, actor.store, request.at)
    shown = orders.shown_ladders(ladders=ladders, list_prices=dear, where=where, stamp=orders.promotion_stamp())
    return ItemOut.model_validate(
        {
            **asdict(page),
            **asdict(page.row),
            "free": supply.free_copies(item_ids=[item_id], warehouse=actor.store or supply.MAIN)[item_id],
            "numbers": [value for _kind, value, _is_synthetic in page.identifiers],
            "prices": [asdict(step) for step in shown[item_id]],
        }
    )
