"""What a bookseller has going on: stores, suppliers' terms, orders on their way, transfers, a stocktake, wishes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.demo.rules.staff import PASSWORD, SUPPLIER
from shuyou.demo.rules.suppliers import SUPPLIERS
from shuyou.demo.services._desk import lay_out_desk
from shuyou.demo.services._offers import lay_out_offers
from shuyou.demo.services._promotions import lay_out_promotions
from shuyou.demo.services._tills import lay_out_tills
from shuyou.demo.services._words import teach_words
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.supply import queries, services
from shuyou.supply.queries import Place, ShelfFilter, ShelfRow
from shuyou.supply.services import (
    ContactDraft,
    InvoiceDraft,
    LineAnswer,
    OccasionDraft,
    PlaceDraft,
    PurchaseDraft,
    PurchaseItem,
    ReceiptCounts,
    ReceiptDraft,
    SupplierDraft,
    TransferDraft,
    WantDraft,
)

WEEK: Final = ("09:30-21:00",) * 5 + ("09:00-22:00",) * 2
STORES: Final = (
    ("hubin", "湖滨店", "Lakeside store", "杭州", "浙江省杭州市上城区汗青街 18 号"),
    ("yanchi", "砚池店", "Inkstone store", "杭州", "浙江省杭州市滨江区砚池路 7 号"),
    ("yongjiang", "甬江店", "Yong River store", "宁波", "浙江省宁波市海曙区青简巷 3 号"),
)
LICENCES: Final = {"sanshi": -20, "gewu": 35}
"""Days until a licence runs out, where it is not years."""

SENT_AT_ONCE: Final = ("gewu", "xiaoman")
"""Suppliers whose accepted proposals go out by themselves."""

PARTNER: Final = "qingjian"
"""Whose pages the account `supplier` opens."""

POSITIONS: Final = (("A01", "新书展台"), ("A02", "文学"), ("B01", "童书"), ("C01", "教辅"))
WISHES: Final = (("陶庵梦忆笺注", "张岱"), ("江南园林图录", ""), ("宋人画册选", "傅熹年"))
TITLES: Final = 24


def lay_out_trade(*, at: datetime, actor: Actor) -> bool:
    """Set up places, suppliers and what is going on with them, unless it is there; tell whether there was anything."""
    if len(queries.places(actor=actor)) > 1 or not _has_suppliers():
        return False
    main = queries.places(actor=actor)[0].place_id
    _name_suppliers(at, actor)
    goods = _goods(main, actor)
    if goods:
        _order(goods, main, at, actor)
        _count(main, at, actor)
    _wish(at, actor)
    _let_a_supplier_in(at, actor)
    if goods:
        _deliver_soon(goods, main, at, actor)
        _sell_more(goods, at, actor)
    _open_stores(goods, main, at, actor)
    services.sum_up_figures(actor=actor, at=at)
    services.plan_reorders(actor=actor, at=at)
    services.sum_up_places(actor=actor, at=at)
    lay_out_offers(at=at, actor=actor)
    lay_out_promotions(at=at, actor=actor)
    lay_out_tills(at=at, actor=actor)
    lay_out_desk(at=at, actor=actor)
    teach_words(at=at, actor=actor)
    return True


def _has_suppliers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM supply_supplier WHERE code = %s)", [SUPPLIERS[0].code])
        return bool(cursor.fetchone()[0])


def _name_suppliers(at: datetime, actor: Actor) -> None:
    for number, one in enumerate(SUPPLIERS, start=1):
        known = queries.supplier_detail(code=one.code, at=at, actor=actor).row
        draft = SupplierDraft(
            code=one.code, name=one.name, terms="returnable", discount_rate=str(one.rate), return_share="30",
            return_months="12", payment_days=str(60 + 15 * (number % 3)), lead_days=str(3 + number),
            minimum_order="500", licence_number=f"样例证字第 {number:04d} 号",
            licence_until=club_day(at) + timedelta(days=LICENCES.get(one.code, 900)),
            order_format=("pdf", "xlsx", "edi", "csv")[number % 4], may_send_itself=one.code in SENT_AT_ONCE,
        )  # fmt: skip
        services.save_supplier(draft, supplier_id=known.supplier_id, actor=actor, at=at)
        contact = ContactDraft(name="发行部", position="发行", phone="0000-0000", email=f"{one.code}@example.com")
        services.add_supplier_contact(contact, supplier_id=known.supplier_id, actor=actor, at=at)


def _goods(place_id: int, actor: Actor) -> Sequence[ShelfRow]:
    wanted = ShelfFilter(place_id=place_id, stocked="some")
    page = queries.stock_list(wanted=wanted, place=Place(by="copies"), actor=actor, limit=4 * TITLES)
    return [row for row in page.rows if row.free > 8]


def _order(goods: Sequence[ShelfRow], place_id: int, at: datetime, actor: Actor) -> None:
    """Order four times: a draft, one approved, one of which a part came, one that came and was billed."""
    suppliers = {one.code: one for one in SUPPLIERS}
    for turn, code in enumerate(("qingjian", "beian", "xiaoman", "yantian")):
        supplier_id = queries.supplier_detail(code=code, at=at, actor=actor).row.supplier_id
        items = [
            PurchaseItem(item_id=row.item.item_id, copies=10 + 5 * place, why="样例补货")
            for place, row in enumerate(goods[turn * 6 : turn * 6 + 6])
        ]
        if not items:
            return
        ordered_at = at - timedelta(days=12 - 3 * turn)
        draft = PurchaseDraft(
            supplier_id=supplier_id, warehouse_id=place_id, items=items,
            expected_on=club_day(ordered_at) + timedelta(days=7),
        )  # fmt: skip
        number = services.draft_purchase(draft, actor=actor, at=ordered_at)
        if turn == 0:
            continue
        services.approve_purchase(number=number, actor=actor, at=ordered_at)
        if turn > 1:
            services.send_purchase(number=number, sent_as="pdf", actor=actor, at=ordered_at)
            rate = suppliers[code].rate
            _receive(number, items, rate if turn == 2 else None, supplier_id, ordered_at + timedelta(days=2), actor)


def _receive(
    number: str, items: Sequence[PurchaseItem], short_rate: Decimal | None, supplier_id: int, at: datetime, actor: Actor
) -> None:
    """Receive an order: whole and billed, or with one title short and damaged if a rate is given."""
    draft = ReceiptDraft(note_number=f"DN-{number[-4:]}", order_number=number)
    receipt = services.begin_receipt(draft, actor=actor, at=at)
    if short_rate is not None:
        price = queries.receipt_detail(number=receipt, actor=actor).lines[0].list_price
        counts = ReceiptCounts(
            item_id=items[0].item_id, copies=items[0].copies - 3, damaged=1, list_price=price, discount_rate=short_rate
        )
        services.put_receipt_line(counts, number=receipt, actor=actor, at=at)
    services.receive_as_expected(number=receipt, actor=actor, at=at)
    services.post_receipt(number=receipt, actor=actor, at=at)
    if short_rate is None:
        detail = queries.receipt_detail(number=receipt, actor=actor)
        invoice = InvoiceDraft(
            supplier_id=supplier_id, number=f"FP{number[-5:]}", invoiced_on=club_day(at),
            list_total=detail.list_total, net_total=detail.net_total, receipt_numbers=[receipt],
        )  # fmt: skip
        services.enter_invoice(invoice, actor=actor, at=at)


def _let_a_supplier_in(at: datetime, actor: Actor) -> None:
    """Give a supplier an account, and say what foreign money costs."""
    supplier_id = queries.supplier_detail(code=PARTNER, at=at, actor=actor).row.supplier_id
    services.invite_supplier_user(
        supplier_id=supplier_id, username=SUPPLIER, full_name="方知行", password=PASSWORD, actor=actor, at=at
    )
    day = club_day(at) - timedelta(days=21)
    for currency, rate in (("USD", "7.12"), ("GBP", "9.31")):
        services.set_exchange_rate(currency=currency, from_on=day, rate=Decimal(rate), actor=actor, at=at)


def _deliver_soon(goods: Sequence[ShelfRow], place_id: int, at: datetime, actor: Actor) -> None:
    """Send the supplier with an account two orders: one it has answered, with a title it is out of, one it has not."""
    supplier_id = queries.supplier_detail(code=PARTNER, at=at, actor=actor).row.supplier_id
    for turn in range(2):
        sent_at = at - timedelta(days=2 - turn)
        items = [PurchaseItem(item_id=row.item.item_id, copies=12) for row in goods[turn : turn + 8 : 2]]
        draft = PurchaseDraft(supplier_id=supplier_id, warehouse_id=place_id, items=items)
        number = services.draft_purchase(draft, actor=actor, at=sent_at)
        services.approve_purchase(number=number, actor=actor, at=sent_at)
        services.send_purchase(number=number, sent_as="edi", actor=actor, at=sent_at)
        if turn == 0:
            short = LineAnswer(item_id=items[0].item_id, copies=4, answer="reprinting", promised_on=club_day(at))
            services.note_answer([short], number=number, supplier_code=PARTNER, actor=actor, at=at)


def _sell_more(goods: Sequence[ShelfRow], at: datetime, actor: Actor) -> None:
    """Enter an occasion to come, and what is to be here always."""
    codes = [row.item.isbn for row in goods[:6] if row.item.isbn]
    day = club_day(at)
    draft = OccasionDraft(
        name="冬日读书周", starts_on=day + timedelta(days=10), ends_on=day + timedelta(days=17), factor=Decimal(3),
        codes=codes,
    )  # fmt: skip
    services.save_occasion(draft, actor=actor, at=at)


def _count(place_id: int, at: datetime, actor: Actor) -> None:
    services.begin_count(place_id=place_id, positions="A01", actor=actor, at=at - timedelta(hours=2))


def _wish(at: datetime, actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM members_member WHERE status = 'active' ORDER BY person_id LIMIT 3")
        readers = [row[0] for row in cursor.fetchall()]
    for member_id, (title, author) in zip(readers, WISHES, strict=False):
        draft = WantDraft(member_id=member_id, title=title, author=author)
        services.note_want(draft, actor=actor, at=at - timedelta(days=2))


def _open_stores(goods: Sequence[ShelfRow], main: int, at: datetime, actor: Actor) -> None:
    """Open stores last: once they are there, all of this is. Two have got books, to the third they are on the way."""
    for turn, (code, name_zh, name_en, region, address) in enumerate(STORES):
        draft = PlaceDraft(
            code=code, name_zh=name_zh, name_en=name_en, kind="store", region=region, address=address, hours=WEEK,
            phone="0000-0000",
        )  # fmt: skip
        services.save_place(draft, actor=actor, at=at)
        store = queries.place_detail(code=code, actor=actor).row.place_id
        services.save_positions(place_id=store, positions=POSITIONS, actor=actor, at=at)
        going = goods[turn * 8 : turn * 8 + 16]
        if not going:
            continue
        sent_at = at - timedelta(days=3 - turn)
        number = services.draft_transfer(
            TransferDraft(origin_id=main, target_id=store, note="开业铺货"), actor=actor, at=sent_at
        )
        for row in going:
            services.put_transfer_line(number=number, item_id=row.item.item_id, copies=2, actor=actor, at=sent_at)
        services.send_transfer(number=number, actor=actor, at=sent_at)
        if turn < len(STORES) - 1:
            came = {going[0].item.item_id: 1} if turn else {}
            services.receive_transfer(number=number, came=came, actor=actor, at=sent_at + timedelta(days=1))
