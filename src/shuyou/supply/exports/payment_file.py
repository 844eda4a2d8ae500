"""A run of payments as the bank takes it: ISO 20022 (pain.001.001.09), or a table."""

import csv
import re
from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import Final
from xml.etree import ElementTree as ET

from django.utils.translation import gettext

from shuyou.kernel.formulas import harmless
from shuyou.supply.queries import PaymentRow, PaymentRunDetail
from shuyou.supply.rules import is_iban_like

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
NAME_LIMIT: Final = 140


def payment_xml(run: PaymentRunDetail, *, made_at: datetime) -> bytes:
    """Return a run as a customer credit transfer initiation."""
    root = ET.Element("Document", {"xmlns": NAMESPACE})
    order = ET.SubElement(root, "CstmrCdtTrfInitn")
    head = ET.SubElement(order, "GrpHdr")
    _put(head, "MsgId", run.row.number)
    _put(head, "CreDtTm", made_at.isoformat(timespec="seconds"))
    _sums(head, run)
    _put(ET.SubElement(head, "InitgPty"), "Nm", run.holder[:NAME_LIMIT])
    batch = ET.SubElement(order, "PmtInf")
    _put(batch, "PmtInfId", run.row.number)
    _put(batch, "PmtMtd", "TRF")
    _sums(batch, run)
    _put(ET.SubElement(batch, "ReqdExctnDt"), "Dt", run.row.pay_on.isoformat())
    _put(ET.SubElement(batch, "Dbtr"), "Nm", run.holder[:NAME_LIMIT])
    _account(ET.SubElement(batch, "DbtrAcct"), run.account)
    _bank(ET.SubElement(batch, "DbtrAgt"), run.bank_code)
    _put(batch, "ChrgBr", "SHAR")
    for payment in run.payments:
        _transfer(batch, payment)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def payment_csv(run: PaymentRunDetail) -> bytes:
    """Return a run as a table that spreadsheets and banks' own programs take for UTF-8."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow([
        gettext("No."), gettext("Account holder"), gettext("Account"), gettext("Bank"), gettext("Amount"),
        gettext("Currency"), gettext("Pay on"), gettext("Invoice"), gettext("Reference"),
    ])  # fmt: skip
    for place, one in enumerate(run.payments, start=1):
        row = (
            place, one.payee, one.account, one.bank_code, one.amount, one.currency, run.row.pay_on,
            one.paper_number, one.end_to_end,
        )  # fmt: skip
        writer.writerow([harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _sums(parent: ET.Element, run: PaymentRunDetail) -> None:
    _put(parent, "NbOfTxs", str(len(run.payments)))
    _put(parent, "CtrlSum", str(sum((one.amount for one in run.payments), Decimal(0))))


def _transfer(batch: ET.Element, payment: PaymentRow) -> None:
    one = ET.SubElement(batch, "CdtTrfTxInf")
    _put(ET.SubElement(one, "PmtId"), "EndToEndId", payment.end_to_end)
    amount = ET.SubElement(ET.SubElement(one, "Amt"), "InstdAmt", {"Ccy": payment.currency})
    amount.text = str(payment.amount)
    _bank(ET.SubElement(one, "CdtrAgt"), payment.bank_code)
    _put(ET.SubElement(one, "Cdtr"), "Nm", payment.payee[:NAME_LIMIT])
    _account(ET.SubElement(one, "CdtrAcct"), payment.account)
    _put(ET.SubElement(one, "RmtInf"), "Ustrd", f"{payment.end_to_end} {payment.paper_number}"[:NAME_LIMIT])


def _account(parent: ET.Element, number: str) -> None:
    place = ET.SubElement(parent, "Id")
    if is_iban_like(number):
        _put(place, "IBAN", number)
    else:
        _put(ET.SubElement(place, "Othr"), "Id", number)


def _bank(parent: ET.Element, code: str) -> None:
    place = ET.SubElement(parent, "FinInstnId")
    if code.isdigit():
        member = ET.SubElement(place, "ClrSysMmbId")
        _put(ET.SubElement(member, "ClrSysId"), "Cd", "CNAPS")
        _put(member, "MmbId", code)
    else:
        _put(place, "BICFI", code)


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
