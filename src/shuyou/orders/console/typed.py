"""What was typed into an order being taken: kept as it stands, read only when it must mean something."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from shuyou.kernel.errors import DomainError
from shuyou.kernel.money import cents
from shuyou.members import queries as members
from shuyou.orders.errors import AddressMissing, BadQuantity, NotPoints, RecipientMissing
from shuyou.orders.services import Destination, DraftContent, Wanted, Wish
from shuyou.payments.errors import AmountNotPositive

PAYMENTS: Final = ("remittance", "cod")
"""How an order on the telephone is paid for."""

OTHER_ADDRESS: Final = "other"
LONGEST: Final = {
    "recipient": 80,
    "coupon": 60,
    "phone": 20,
    "address": 300,
    "postcode": 10,
    "points": 12,
    "note": 300,
    "pickup_place": 20,
    "may_wait": 1,
    "is_gift": 1,
    "gift_message": 200,
    "clue": 80,
    "copies": 8,
}
MOST_COPIES: Final = 9_999
LONGEST_STEP: Final = 15
"""Digits of milliseconds since 1970: room for thirty thousand years."""

type Refusals = dict[str, DomainError]


@dataclass(frozen=True, slots=True)
class Meant:
    """What the typed values mean; a field that cannot be read has a refusal instead."""

    wanted: tuple[Wanted, ...]
    destination: Destination | None
    points: int
    refusals: Refusals
    wish: Wish | None = None
    may_wait: bool = False


def as_typed(kept: DraftContent, post: Mapping[str, str]) -> DraftContent:
    """
    Return the draft with the values of a form; what the form does not show stays as it was kept.

    A form that was overtaken by a later one changes nothing.
    """
    step = whole_step(post.get("step", "")) or kept.step
    if step < kept.step:
        return kept
    texts = {name: post[name][:length] for name, length in LONGEST.items() if name in post}
    lines = [{**line, "quantity": _quantity(line["item_id"], str(line["quantity"]), post)} for line in kept.lines]
    payment = post.get("payment", kept.payment)
    return replace(
        kept,
        lines=lines,
        payment=payment if payment in PAYMENTS else kept.payment,
        address_id=post.get("address_id", kept.address_id)[:20],
        step=step,
        **texts,
    )


def _quantity(item_id: int | str, kept: str, post: Mapping[str, str]) -> str:
    """Return the copies of a line: as typed if somebody typed there, else as kept, which a scan may have raised."""
    typed = post.get(f"quantity-{item_id}", kept)
    return kept if typed == post.get(f"was-{item_id}") else typed[:8]


def copies_asked(text: str) -> int:
    """
    Return how many copies are to be added, one if nothing was typed.

    :raises BadQuantity: the number of copies typed beside the clue is none.
    """
    copies = whole_number(text or "1")
    if copies is None or not 1 <= copies <= MOST_COPIES:
        raise BadQuantity(value=text, field="copies")
    return copies


def with_item(content: DraftContent, item_id: int, copies: int = 1) -> DraftContent:
    """Return the draft with copies of an item added, and the clue that led to it done with."""
    lines = [dict(line) for line in content.lines]
    for line in lines:
        if line["item_id"] == item_id:
            line["quantity"] = str((whole_number(str(line["quantity"])) or 0) + copies)
            break
    else:
        lines.append({"item_id": item_id, "quantity": str(copies)})
    return replace(content, lines=lines, clue="", copies="")


def with_copies(content: DraftContent, item_id: int, copies: int) -> DraftContent:
    """Return the draft with so many copies of an item; without it for none."""
    if not copies:
        return without_item(content, item_id)
    lines = [{**line, "quantity": str(copies)} if line["item_id"] == item_id else line for line in content.lines]
    return replace(content, lines=lines)


def without_item(content: DraftContent, item_id: int) -> DraftContent:
    """Return the draft without an item."""
    return replace(content, lines=[line for line in content.lines if line["item_id"] != item_id])


def coupon_codes(text: str) -> tuple[str, ...]:
    """Return the codes that a text names, each once: one after another with commas or semicolons between."""
    return tuple(dict.fromkeys(code for code in map(str.strip, re.split(r"[,，;；、]", text)) if code))


def whole_number(text: str) -> int | None:
    """Return the whole number that a text is, full-width digits too, or None."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def whole_step(text: str) -> int:
    """Return the milliseconds that a form says it was typed at, 0 if it does not say so."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_STEP else 0


def meaning(content: DraftContent, addresses: Mapping[str, members.AddressRow]) -> Meant:
    """Return what the draft means, with a refusal for each field that cannot be meant."""
    refusals: Refusals = {}
    wanted = []
    for line in content.lines:
        copies = whole_number(str(line["quantity"]))
        if copies is None or not 1 <= copies <= MOST_COPIES:
            refusals[f"quantity-{line['item_id']}"] = BadQuantity(value=line["quantity"])
        else:
            wanted.append(Wanted(int(line["item_id"]), copies))
    points = whole_number(content.points or "0")
    if points is None:
        refusals["points"] = NotPoints(value=content.points)
    wish = _wish(content)
    is_fetched = wish is not None and wish.pickup_place
    destination = None if is_fetched else _destination(content, addresses, refusals)
    return Meant(tuple(wanted), destination, points or 0, refusals, wish, content.may_wait == "1")


def _wish(content: DraftContent) -> Wish | None:
    """Return what the order asks for besides its titles, if it does."""
    is_gift = content.is_gift == "1"
    if not (content.pickup_place or is_gift):
        return None
    message = content.gift_message.strip() if is_gift else ""
    return Wish(pickup_place=content.pickup_place, is_gift=is_gift, gift_message=message)


def chosen_address(content: DraftContent, addresses: Mapping[str, members.AddressRow]) -> str:
    """Return the id of the address that the parcel goes to: the chosen one, else the default, else a typed one."""
    if content.address_id in addresses or content.address_id == OTHER_ADDRESS:
        return content.address_id
    return next(iter(addresses), OTHER_ADDRESS)


def _destination(
    content: DraftContent, addresses: Mapping[str, members.AddressRow], refusals: Refusals
) -> Destination | None:
    chosen = addresses.get(chosen_address(content, addresses))
    if chosen:
        return Destination(chosen.recipient, chosen.phone, f"{chosen.region} {chosen.street}".strip(), chosen.postcode)
    if not content.recipient.strip():
        refusals["recipient"] = RecipientMissing()
    if not content.address.strip():
        refusals["address"] = AddressMissing()
    phone = ""
    try:
        phone = members.phone_number(content.phone) if content.phone.strip() else ""
    except DomainError as refusal:
        refusals["phone"] = refusal
    if refusals.keys() & {"recipient", "address", "phone"}:
        return None
    return Destination(content.recipient.strip(), phone, content.address.strip(), content.postcode.strip())


def money_typed(typed: str) -> Decimal:
    """
    Return an amount as somebody types it.

    :raises AmountNotPositive: it is no amount, or one that no money comes to.
    """
    plain = unicodedata.normalize("NFKC", typed).strip().lstrip("¥").replace(",", "").strip()
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise AmountNotPositive(value=typed) from error
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 10 or amount != cents(amount):
        raise AmountNotPositive(value=typed)
    return amount
