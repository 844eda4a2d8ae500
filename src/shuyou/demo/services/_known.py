"""What the database made of the sample club's files: ids and prices for the history to refer to."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from shuyou.demo.services._copy import escaped
from shuyou.kernel.money import net_price


@dataclass(frozen=True, slots=True)
class Reader:
    """A member as orders of the past name them; recipient, phone, address and postcode as COPY reads them."""

    member_id: int
    price_list: str
    destination: str


@dataclass(frozen=True, slots=True)
class Title:
    """A title as orders of the past name it, in a text as COPY reads it; its price is in cents."""

    item_id: int
    title: str
    list_cents: int


@dataclass(frozen=True, slots=True)
class Known:
    """Readers by card, titles by ISBN, and the rate of each price list."""

    readers: dict[str, Reader]
    titles: dict[str, Title]
    rates: dict[str, Decimal]

    def net_cents(self, list_cents: int, price_list: str) -> int:
        """Return what a reader on a price list pays."""
        return int(net_price(Decimal(list_cents) / 100, self.rates[price_list]) * 100)


def what_is_known() -> Known:
    """Read what the imports have written, in three queries."""
    return Known(readers=_readers(), titles=_titles(), rates=_rates())


def _readers() -> dict[str, Reader]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.number, m.person_id, t.price_list, p.name,"
            " coalesce((SELECT digits FROM members_phone f WHERE f.person_id = p.id ORDER BY is_primary DESC, id"
            " LIMIT 1), ''),"
            " coalesce(concat(a.province, nullif(a.city, a.province), a.district, a.street), ''),"
            " coalesce(a.postcode, '')"
            " FROM members_card c JOIN members_member m ON m.person_id = c.member_id"
            " JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id"
            " LEFT JOIN members_address a ON a.person_id = p.id AND a.is_default"
        )
        return {
            card: Reader(member_id, price_list, "\t".join(map(escaped, destination)))
            for card, member_id, price_list, *destination in cursor.fetchall()
        }


def _titles() -> dict[str, Title]:
    """Return titles by ISBN; of two items with one number, the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.value, i.id, i.title, (i.list_price * 100)::int FROM catalog_identifier n"
            " JOIN catalog_item i ON i.id = n.item_id WHERE n.kind = 'isbn13' ORDER BY i.id DESC"
        )
        return {isbn: Title(item_id, escaped(title), cents) for isbn, item_id, title, cents in cursor.fetchall()}


def _rates() -> dict[str, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, rate FROM catalog_pricelist")
        return dict(cursor.fetchall())
