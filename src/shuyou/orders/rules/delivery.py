"""What delivery costs: by area and channel, for nothing from some amount on."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from shuyou.kernel.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRule:
    """The fee for parcels to some areas; the first rule that fits an order counts."""

    code: str
    name_zh: str
    name_en: str
    areas: tuple[str, ...] = ()
    """How addresses begin; none: everywhere."""
    channels: tuple[str, ...] = ()
    free_from: Decimal | None = None
    """From what amount it is free; None: never."""
    fee: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one parcel costs and why."""

    code: str
    name_zh: str
    name_en: str
    fee: Decimal
    usual: Decimal
    """What the rule asks for before anything makes it free."""
    missing: Decimal
    """How much more would make it free; 0: it is free, or never is."""


def delivery_of(
    rules: Iterable[DeliveryRule], *, address: str, channel: str, amount: Decimal, is_waived: bool = False,
    tier_free_from: Decimal | None = None,
) -> Delivery | None:  # fmt: skip
    """
    Return what a parcel costs under the first rule that fits; None: no rule does, so it costs nothing.

    The amount is what the titles cost the member before promotions: none of them makes the parcel dearer. The reader's
    tier may make it free from a lower amount on than the rule does.
    """
    for rule in rules:
        fits_area = not rule.areas or address.startswith(rule.areas)
        if fits_area and (not rule.channels or channel in rule.channels):
            bounds = [bound for bound in (rule.free_from, tier_free_from) if bound is not None]
            free_from = min(bounds, default=None)
            usual = ZERO if free_from is not None and amount >= free_from else rule.fee
            missing = free_from - amount if usual and free_from is not None and not is_waived else ZERO
            return Delivery(rule.code, rule.name_zh, rule.name_en, ZERO if is_waived else usual, usual, missing)
    return None
