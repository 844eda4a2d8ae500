"""The bank: agreed invoices become one order to it, its statements say what came of them; nothing is paid twice."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel import clock
from shuyou.kernel.errors import DomainError
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.supply import queries, services
from shuyou.supply.errors import EntryNeeded, NotPayable, OtherAccount, StatementUnreadable
from shuyou.supply.imports.statements import read_statement_file
from shuyou.supply.models import BankEntry, BankStatement, Invoice, Payment, PaymentRun, Settlement
from shuyou.supply.rules import BankLine, Owed, is_account, is_bank_code, payment_of
from shuyou.supply.services import AccountDraft, StatementDraft
from shuyou.supply.tests.factories import RECEIVER, make_supplier, stock_up

OURS, THEIRS = "6222020200112233445", "DE89370400440532013000"
PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S1</Id>
<Acct><Id><Othr><Id>6222 0202 0011 2233 445</Id></Othr></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">9000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
{entries}</Stmt></BkToCstmrStmt></Document>"""
ENTRY = """<Ntry><Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><BookgDt><Dt>2026-11-23</Dt></BookgDt>
<AcctSvcrRef>{ref}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>{name}</EndToEndId></Refs>
<RltdPties><Cdtr><Pty><Nm>北方图书发行</Nm></Pty></Cdtr></RltdPties></TxDtls></NtryDtls></Ntry>"""


def entry(name: str, amount: str, *, way: str = "DBIT", ref: str = "") -> str:
    return ENTRY.format(name=name, amount=amount, way=way, ref=ref or f"B-{name}-{way}-{amount}")


def statement(*entries: str, name: str = "nov.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, CAMT.format(entries="".join(entries)).encode())


def invoices(*amounts: str) -> list[Invoice]:
    """Return invoices of the northern distributor that are agreed on and due."""
    supplier = make_supplier(bank_code="DEUTDEFF", bank_account=THEIRS)
    today = clock.club_day(clock.now())
    return [
        Invoice.objects.create(
            supplier=supplier, number=f"INV-{place}", invoiced_on=today, due_on=today + timedelta(days=3),
            list_total=Decimal(amount) * 2, net_total=Decimal(amount), state="matched", created_at=clock.now(),
        )
        for place, amount in enumerate(amounts)
    ]  # fmt: skip


def released(*amounts: str) -> str:
    """Return the number of a payment order that is with the bank."""
    at = clock.now()
    own = AccountDraft(holder="江边书店", bank_code="102100099996", number="6222 0202 0011 2233 445")
    services.save_own_account(own, actor=RECEIVER, at=at)
    ids = [one.pk for one in invoices(*amounts)]
    number = services.draw_up_payments(invoice_ids=ids, pay_on=clock.club_day(at), actor=RECEIVER, at=at)
    services.release_payments(number=number, actor=RECEIVER, at=at)
    return number


@pytest.mark.feature("F148")
@pytest.mark.django_db
def test_agreed_invoices_are_paid_through_the_bank_and_its_statement_says_so(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER))
    mine = {"holder": "江边书店", "bank_code": "102100099996", "number": OURS}
    assert client.post("/console/buying/payments/account/", {**mine, "number": "1"}).status_code == 422
    assert client.post("/console/buying/payments/account/", mine).status_code == 303
    first, second, third = invoices("1240.00", "88.50", "300.00")
    assert "INV-2" in client.get("/console/buying/payments/new/").content.decode()
    drawn = client.post("/console/buying/payments/new/", {"invoice": [first.pk, second.pk, third.pk]})
    number = drawn["Location"].rstrip("/").rpartition("/")[2]
    assert client.get(f"/console/buying/payments/{number}/file/xml/").status_code == 404  # nobody released it
    client.post(f"/console/buying/payments/{number}/release/")

    file = ET.fromstring(client.get(f"/console/buying/payments/{number}/file/xml/").content)
    batch = file.find(f".//{PAIN}PmtInf")
    assert batch is not None
    transfers = batch.findall(f"{PAIN}CdtTrfTxInf")
    assert [batch.findtext(f"{PAIN}{name}") for name in ("NbOfTxs", "CtrlSum")] == ["3", "1628.50"]
    assert [one.findtext(f".//{PAIN}InstdAmt") for one in transfers] == ["1240.00", "88.50", "300.00"]
    assert {one.findtext(f".//{PAIN}CdtrAcct/{PAIN}Id/{PAIN}IBAN") for one in transfers} == {THEIRS}
    assert batch.findtext(f".//{PAIN}DbtrAgt//{PAIN}MmbId") == "102100099996"
    assert "88.50" in client.get(f"/console/buying/payments/{number}/file/csv/").content.decode()

    told = (entry(f"{number}-1", "1240.00"), entry(f"{number}-2", "80.50"), entry("SOMEBODY", "7.00"))
    url = "/console/buying/bank/new/"
    answer = client.post(url, {"file": statement(*told, entry("X", "500.00", way="CRDT"))})
    assert answer.status_code == 303
    listed = client.get(answer["Location"]).content.decode()
    page = client.get(f"/console/buying/payments/{number}/").content.decode()

    verdicts = dict(BankEntry.objects.values_list("amount", "verdict"))
    assert verdicts == {
        Decimal("-1240.00"): "paid", Decimal("-80.50"): "differs", Decimal("-7.00"): "unknown",
        Decimal("500.00"): "other",
    }  # fmt: skip
    assert list(Invoice.objects.order_by("pk").values_list("paid_on", flat=True))[1:] == [None, None]
    assert Invoice.objects.get(pk=first.pk).paid_on.isoformat() == "2026-11-23"  # type: ignore[union-attr]
    assert "北方图书发行" in listed
    assert [one.difference for one in queries.payment_run(number=number, actor=RECEIVER).payments] == [0, -8, 0]
    assert "80.50" in page
    assert client.post(url, {"file": statement(*told, entry("X", "500.00", way="CRDT"))}).status_code == 409


@pytest.mark.django_db
def test_a_line_counts_once_the_rest_of_a_payment_is_added_and_what_comes_back_can_be_paid_anew(
    tmp_path: Path,
) -> None:
    number = released("100.00", "50.00")

    def read(*entries: str) -> None:
        path = tmp_path / "statement.xml"
        path.write_text(CAMT.format(entries="".join(entries)))
        file = read_statement_file(path, currency="CNY")
        draft = StatementDraft(name="s.xml", digest=file.digest, account=file.account, lines=file.lines)
        services.read_statement(draft, actor=RECEIVER, at=clock.now())

    part, rest, other = entry(f"{number}-1", "60.00"), entry(f"{number}-1", "40.00"), entry(f"{number}-2", "50.00")
    read(part)
    read(part, rest)
    assert Payment.objects.get(end_to_end=f"{number}-1").state == "paid"
    read(part, rest, other)
    assert (PaymentRun.objects.get().state, BankEntry.objects.count()) == ("settled", 3)

    read(part, rest, other, entry(f"{number}-2", "50.00", way="CRDT"))

    back = Payment.objects.select_related("invoice").get(end_to_end=f"{number}-2")
    assert (back.state, back.paid, back.invoice and back.invoice.paid_on) == ("returned", Decimal(0), None)
    again = {"invoice_ids": [back.invoice_id], "pay_on": clock.club_day(clock.now()), "actor": RECEIVER}
    assert services.draw_up_payments(**again, at=clock.now()) != number  # type: ignore[arg-type]
    with pytest.raises(NotPayable):
        services.draw_up_payments(**again, at=clock.now())  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_settlement_is_paid_by_the_bank_and_a_line_is_put_to_its_payment_by_hand(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER, Role.BUYER))
    at, today = clock.now(), clock.club_day(clock.now())
    make_supplier(bank_code="DEUTDEFF", bank_account=THEIRS, payment_days=0)
    services.save_own_account(
        AccountDraft(holder="江边书店", bank_code="102100099996", number=OURS), actor=RECEIVER, at=at
    )
    item = ItemFactory.create().pk
    stock_up(item, 4, at=at, terms="consignment", rate="0.50")
    with transaction.atomic():
        services.reserve_copies(wanted={item: 3}, titles={}, warehouse="main", source="order:1", at=at)
        services.issue_copies(source="order:1", at=at)
    settled = services.draw_up_settlement(supplier_id=make_supplier().pk, until=today, actor=RECEIVER, at=at)
    services.agree_settlement(number=settled, actor=RECEIVER, at=at)
    assert settled in client.get("/console/buying/payments/new/").content.decode()
    chosen = {"settlement": [Settlement.objects.get().pk]}
    drawn = client.post("/console/buying/payments/new/", chosen)
    number = drawn["Location"].rstrip("/").rpartition("/")[2]
    assert client.post("/console/buying/payments/new/", chosen).status_code == 409
    client.post(f"/console/buying/payments/{number}/release/")
    sent = client.get(f"/console/buying/payments/{number}/file/xml/").content.decode()
    assert settled in sent
    assert ">60.00<" in sent

    client.post("/console/buying/bank/new/", {"file": statement(entry("", "45.00"), entry("", "15.00"))})
    for line, state in zip(BankEntry.objects.order_by("pk"), ("differs", "paid"), strict=True):
        url = f"/console/buying/bank/{line.pk}/"
        assert line.verdict == "unknown"
        assert f"{number}-1" in client.get(url).content.decode()
        assert client.post(url, {"payment": f"{number}-1"}).status_code == 303
        assert Payment.objects.get().state == state
        assert client.post(url, {"payment": f"{number}-1"}).status_code == 409

    assert (PaymentRun.objects.get().state, Settlement.objects.get().paid_on) == ("settled", date(2026, 11, 23))
    assert "2026-11-23" in client.get(f"/console/buying/settlements/{settled}/").content.decode()


def put(line: BankEntry, name: str) -> None:
    services.put_entry_to_payment(entry_id=line.pk, end_to_end=name, actor=RECEIVER, at=clock.now())


def take_off(line: BankEntry) -> None:
    services.take_entry_off_payment(entry_id=line.pk, actor=RECEIVER, at=clock.now())


def read_lines(*amounts: str) -> list[BankEntry]:
    """Return lines of a statement that belong to no payment; those above zero came in."""
    lines = [
        BankLine(reference=f"{place}", booked_on=date(2026, 11, 20 + place), amount=Decimal(amount), currency="CNY")
        for place, amount in enumerate(amounts)
    ]
    draft = StatementDraft(name="s", digest="1" * 64, account=OURS.replace(" ", ""), lines=lines)
    services.read_statement(draft, actor=RECEIVER, at=clock.now())
    return list(BankEntry.objects.order_by("pk"))


@pytest.mark.django_db
def test_a_line_put_to_the_wrong_payment_is_taken_off_and_put_to_the_right_one(client: Client) -> None:
    number = released("100.00", "60.00")
    wrong, right = read_lines("-60.00", "-100.00")
    put(wrong, f"{number}-1")
    put(right, f"{number}-1")
    first, second = Payment.objects.order_by("pk")
    assert (first.state, first.paid) == ("differs", Decimal(160))

    url = f"/console/buying/bank/{wrong.pk}/off/"
    client.force_login(staff_with(Role.CALL_AGENT))
    assert client.post(url).status_code == 403
    client.force_login(staff_with(Role.BUYER))
    assert url in client.get(f"/console/buying/bank/{wrong.pk}/").content.decode()
    assert client.post(url).status_code == 303
    assert client.post(url).status_code == 409  # it is free by now

    first.refresh_from_db()
    assert (first.state, first.paid, first.paid_on) == ("paid", Decimal(100), date(2026, 11, 21))
    assert dict(BankEntry.objects.values_list("pk", "verdict")) == {wrong.pk: "unknown", right.pk: "paid"}
    assert Invoice.objects.get(payments=first).paid_on == date(2026, 11, 21)
    put(wrong, second.end_to_end)
    assert PaymentRun.objects.get().state == "settled"
    told = EventRecord.objects.get(name="supply.entry_taken_off")
    assert (told.payload["entry_id"], told.payload["state"]) == (wrong.pk, "paid")

    take_off(right)
    first.refresh_from_db()
    assert (first.state, first.paid, first.paid_on) == ("waiting", Decimal(0), None)
    assert Invoice.objects.get(payments=first).paid_on is None
    assert PaymentRun.objects.get().state == "released"


@pytest.mark.django_db
def test_a_line_stays_where_its_payment_needs_it() -> None:
    number = released("100.00")
    out, back = read_lines("-100.00", "100.00")
    put(out, f"{number}-1")
    put(back, f"{number}-1")
    before = Payment.objects.values().get()
    invoice_id = before["invoice_id"]

    with pytest.raises(EntryNeeded):  # more would have come back than went out
        take_off(out)
    again = {"invoice_ids": [invoice_id], "pay_on": clock.club_day(clock.now()), "actor": RECEIVER}
    anew = services.draw_up_payments(**again, at=clock.now())  # type: ignore[arg-type]
    with pytest.raises(EntryNeeded):  # the invoice would be paid twice
        take_off(back)

    assert Payment.objects.values().get(end_to_end=f"{number}-1") == before
    assert not EventRecord.objects.filter(name="supply.entry_taken_off").exists()
    services.cancel_payments(number=anew, actor=RECEIVER, at=clock.now())
    take_off(back)
    assert Payment.objects.get(end_to_end=f"{number}-1").state == "paid"
    assert Invoice.objects.get(pk=invoice_id).paid_on == date(2026, 11, 20)


@pytest.mark.django_db
def test_a_payment_order_that_the_bank_refused_is_given_up_and_a_stranger_s_statement_is_not_read() -> None:
    number = released("100.00")
    stranger = StatementDraft(name="s", digest="0" * 64, account="111", lines=[])
    with pytest.raises(OtherAccount):
        services.read_statement(stranger, actor=RECEIVER, at=clock.now())

    services.cancel_payments(number=number, actor=RECEIVER, at=clock.now())

    assert (Payment.objects.get().state, BankStatement.objects.count()) == ("cancelled", 0)


TABLE = """交易日期,借方金额,贷方金额,对方户名,对方账号,摘要,交易流水号
2026/11/23,{amount},,北方图书发行,62 22,货款 INV-0,77
"""


def test_a_table_in_gb18030_is_read_as_banks_write_it(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_bytes(TABLE.format(amount='"1,240.00"').encode("gb18030"))

    (line,) = read_statement_file(path, currency="CNY").lines

    assert (line.amount, line.account, line.reference) == (Decimal("-1240.00"), "6222", "77")
    assert (line.booked_on.isoformat(), line.remark) == ("2026-11-23", "货款 INV-0")


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">]><Document>&a;</Document>'


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no,table\n1,2\n", b"<Document><BkToCstmrStmt>", LAUGHS.encode(), b"<a/>",
        *(TABLE.format(amount=amount).encode() for amount in ("a lot", "1.005", "NaN")),
        CAMT.format(entries="<Ntry><CdtDbtInd>DBIT</CdtDbtInd></Ntry>").encode(),
        CAMT.format(entries=entry("X", "1.00").replace("2026-11-23", "yesterday")).encode(),
    ],
)  # fmt: skip
def test_what_is_no_statement_is_refused_whole(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "statement"
    path.write_bytes(content)

    with pytest.raises(DomainError) as refusal:
        read_statement_file(path, currency="CNY")

    assert refusal.value.sentence
    if content.startswith(b"<"):
        assert isinstance(refusal.value, StatementUnreadable)


def owed(place: int, **other: Any) -> Owed:
    usual = {"end_to_end": f"PY1-{place}", "paper_number": f"INV-{place}", "account": "A1", "currency": "CNY"}
    return Owed(payment_id=place, **{**usual, "amount": Decimal(10), **other})


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ({"end_to_end": "PY1-2", "amount": Decimal(-3)}, 2),
        ({"account": "A1"}, None),  # two of that amount to that account
        ({"account": "A1", "remark": "settles INV-2, thanks"}, 2),
        ({"remark": "INV-22"}, None),
        ({"account": "B7"}, 3),
        ({"account": "B7", "currency": "EUR"}, None),
        ({}, None),
    ],
)
def test_a_line_is_the_payment_it_names_or_the_only_one_it_can_be(line: dict[str, Any], found: int | None) -> None:
    told = {"reference": "1", "booked_on": clock.club_day(clock.now()), "amount": Decimal(-10), "currency": "CNY"}

    payment = payment_of(BankLine(**{**told, **line}), [owed(1), owed(2), owed(3, account="B7")])

    assert (payment and payment.payment_id) == found


def test_banks_and_accounts_that_cannot_be_are_known() -> None:
    assert all(map(is_bank_code, ("DEUTDEFF", "DEUTDEFF500", "102100099996")))
    assert not any(map(is_bank_code, ("DEUT", "1021", "")))
    assert all(map(is_account, (OURS, THEIRS)))
    assert not any(map(is_account, (THEIRS.replace("89", "88", 1), "12", "")))
