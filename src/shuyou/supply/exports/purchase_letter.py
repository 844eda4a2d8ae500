"""An order to a supplier as it travels: as a message between programs, and as a letter with its files."""

from typing import Final

from django.conf import settings
from django.utils.translation import gettext, override

from shuyou.kernel import clock
from shuyou.kernel.templatetags.ui import iso, money, points
from shuyou.supply.adapters.edifact import SignedEdifact
from shuyou.supply.exports.purchase_file import purchase_csv, purchase_workbook
from shuyou.supply.exports.purchase_pdf import purchase_pdf
from shuyou.supply.ports import Enclosure, MessageLine, OrderLetter, OrderMessage
from shuyou.supply.queries import PurchaseDetail

PDF: Final = "application/pdf"
CSV: Final = "text/csv; charset=utf-8"
SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def purchase_enclosure(order: PurchaseDetail, kind: str) -> Enclosure | None:
    """Return an order as a file that a supplier takes (see `Supplier.Format`); None: there is no such kind."""
    number = order.row.number
    if kind == "edi":
        edifact = SignedEdifact(settings.SECRET_KEY)
        content = edifact.write(purchase_message(order))
        return Enclosure(name=f"{number}.{edifact.suffix}", content=content, media_type=edifact.media_type)
    if kind == "csv":
        return Enclosure(name=f"{number}.csv", content=purchase_csv(order), media_type=CSV)
    if kind == "xlsx":
        return Enclosure(name=f"{number}.xlsx", content=purchase_workbook(order), media_type=SHEET)
    if kind == "pdf":
        return Enclosure(name=f"{number}.pdf", content=purchase_pdf(order), media_type=PDF)
    return None


def purchase_letter(order: PurchaseDetail, *, recipient: str) -> OrderLetter:
    """Return the letter that an order goes out with: the form for people, and the one its supplier's programs take."""
    row = order.row
    with override(settings.LANGUAGE_CODE):
        kinds = dict.fromkeys(("pdf", row.sent_as or order.order_format))
        files = [file for kind in kinds if (file := purchase_enclosure(order, kind))]
        text = gettext(
            "Please find our order %(number)s attached: %(titles)s titles, %(copies)s copies, %(listed)s at list"
            " price, %(net)s net (%(currency)s).\n\nDeliver to: %(place)s %(address)s\nExpected on: %(day)s\n\n"
            "Please name the number of this order on the delivery note and on the invoice."
        ) % {
            "number": row.number, "titles": points(row.titles), "copies": points(row.copies),
            "listed": money(row.list_total, row.currency), "net": money(row.net_total, row.currency),
            "currency": row.currency,
            "place": row.place, "address": order.address, "day": iso(row.expected_on) or "—",
        }  # fmt: skip
        subject = gettext("Order %(number)s") % {"number": row.number}
    key = f"{row.number}.{row.order_id}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('> ')}"
    return OrderLetter(key=key, recipient=recipient, subject=subject, text=text, enclosures=files)


def purchase_message(order: PurchaseDetail) -> OrderMessage:
    """Return an order as programs exchange it."""
    row = order.row
    return OrderMessage(
        number=row.number, ordered_on=clock.club_day(row.sent_at or row.created_at), expected_on=row.expected_on,
        buyer="shuyou", supplier=row.supplier_code, currency=row.currency,
        lines=[
            MessageLine(
                number=place, isbn=line.item.isbn or line.item.uid, title=line.item.title, copies=line.ordered,
                list_price=line.list_price, net_price=line.unit_cost,
            )
            for place, line in enumerate(order.lines, start=1)
        ],
    )  # fmt: skip
