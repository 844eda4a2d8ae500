"""An invoice as data: what the buyer's bookkeeping reads."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from lxml import etree

from shuyou.kernel import clock


class Line(Protocol):
    """One line of an invoice."""

    @property
    def name(self) -> str:
        """What it was."""

    @property
    def quantity(self) -> int:
        """How many of it."""

    @property
    def rate(self) -> Decimal | None:
        """The rate of tax; None: exempt."""

    @property
    def net(self) -> Decimal:
        """The sum without tax."""

    @property
    def tax(self) -> Decimal:
        """The tax."""


def invoice_xml(
    head: dict[str, str], lines: Sequence[Line], *, sums: tuple[Decimal, Decimal, Decimal], at: datetime
) -> str:
    """Return an invoice as XML: its number, buyer, lines, and sums with and without tax."""
    root = etree.Element("EInvoice", version="1.0")
    for name, text in head.items():
        etree.SubElement(root, name).text = text
    etree.SubElement(root, "IssueTime").text = at.astimezone(clock.club_zone()).isoformat(timespec="seconds")
    items = etree.SubElement(root, "Items")
    for place, line in enumerate(lines, 1):
        item = etree.SubElement(items, "Item", position=str(place))
        for name, value in (
            ("Name", line.name), ("Quantity", line.quantity), ("Amount", line.net),
            ("TaxRate", "exempt" if line.rate is None else line.rate), ("Tax", line.tax),
        ):  # fmt: skip
            etree.SubElement(item, name).text = str(value)
    for name, amount in zip(("Amount", "Tax", "Total"), sums, strict=True):
        etree.SubElement(root, name).text = str(amount)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True).decode()
