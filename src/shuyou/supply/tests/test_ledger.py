"""The ledger under any interleaving of what moves stock: shelves, layers and movements never disagree."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from inspect import unwrap
from random import Random
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shuyou.catalog import services as catalog
from shuyou.catalog.models import ItemMerge
from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel.errors import DomainError
from shuyou.kernel.ledgers import differences
from shuyou.supply import services
from shuyou.supply.models import Layer, Movement, Shelf, Supplier, Terms, TransferLine
from shuyou.supply.services._carry_titles import carry_title, part_title
from shuyou.supply.services._postings import NewLayer, put_layers, take_copies
from shuyou.supply.tests.factories import RECEIVER, main_place, make_store, make_supplier, stock_up
from shuyou.supply.tests.test_stock import AT

STEPS = "receive reserve release issue back transfer damage count return merge part deliver".split()
steps = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 9)), min_size=1, max_size=16)


class Shop:
    """A title and its doublet in two places, moved by whatever comes; a refusal leaves it as it was."""

    def __init__(self, *, call: Callable[[Any], Any] = unwrap) -> None:
        self.call = call
        self.item = ItemFactory.create().pk
        self.main, self.store = main_place(), make_store()
        self.supplier = make_supplier()
        self.twin = ItemFactory.create().pk
        self.held: list[tuple[str, int]] = []
        self.sold: list[tuple[str, int]] = []
        self.merge_uid: UUID | None = None
        self.pending: list[Callable[[], None]] = []

    def step(self, number: str, what: str, size: int) -> None:
        """Do one thing, or have it refused."""
        with suppress(DomainError), transaction.atomic():
            getattr(self, what)(number, size)

    def receive(self, number: str, size: int) -> None:
        """Receive a delivery."""
        terms = Terms.CONSIGNMENT if size % 3 == 0 else Terms.RETURNABLE
        layer = NewLayer(
            item_id=self.named(size), copies=size, supplier_id=self.supplier.pk, terms=terms, list_price=Decimal(40),
            discount_rate=Decimal("0.5") + Decimal(size) / 100, received_at=AT,
        )  # fmt: skip
        put_layers([layer], warehouse_id=self.main.pk, source=f"delivery:{number}", at=AT)

    def reserve(self, number: str, size: int) -> None:
        """Set copies aside for an order."""
        item = self.named(size)
        services.reserve_copies(wanted={item: size}, titles={}, warehouse="main", source=number, at=AT)
        self.held.append((number, item))

    def release(self, _number: str, size: int) -> None:
        """Cancel an order."""
        if self.held:
            services.release_copies(source=self.held.pop(size % len(self.held))[0], at=AT)

    def issue(self, _number: str, size: int) -> None:
        """Ship an order."""
        if self.held:
            self.sold.append(self.held.pop(size % len(self.held)))
            services.issue_copies(source=self.sold[-1][0], at=AT)

    def back(self, number: str, size: int) -> None:
        """Take copies back that a reader brings, one of them damaged."""
        if self.sold:
            source, item = self.sold[size % len(self.sold)]
            services.take_back_copies(source=source, key=number, copies={item: size}, damaged={item: 1}, at=AT)

    def transfer(self, number: str, size: int) -> None:
        """Send copies to the store, where one too few or one too many arrives."""
        draft = services.TransferDraft(origin_id=self.main.pk, target_id=self.store.pk)
        sent = self.call(services.draft_transfer)(draft, actor=RECEIVER, at=AT)
        line = {"number": sent, "actor": RECEIVER, "at": AT}
        self.call(services.put_transfer_line)(item_id=self.item, copies=size, **line)
        self.call(services.send_transfer)(**line)
        self.call(services.receive_transfer)(came={self.item: size + size % 3 - 1}, **line)

    def damage(self, number: str, size: int) -> None:
        """Write copies off."""
        take_copies(
            {self.item: size}, warehouse_id=self.main.pk, kind=Movement.Kind.DAMAGE, source=f"damage:{number}", at=AT
        )

    def count(self, _number: str, size: int) -> None:
        """Count the title and book the difference."""
        count = self.call(services.begin_count)(place_id=self.main.pk, actor=RECEIVER, at=AT)
        line = {"number": count, "actor": RECEIVER, "at": AT}
        self.call(services.record_counts)(counted={self.item: size * 2}, **line)
        self.call(services.finish_count)(leaves_out=True, **line)
        self.call(services.approve_count)(**line)

    def return_(self, _number: str, size: int) -> None:
        """Send copies of the newest layer back to the supplier."""
        layer = Layer.objects.filter(shelf__warehouse=self.main).order_by("-pk").first()
        if layer is None:
            return
        items = [services.ReturnItem(layer.pk, size)]
        where = {"supplier_id": self.supplier.pk, "place_id": self.main.pk}
        number = self.call(services.draft_return)(items, **where, actor=RECEIVER, at=AT)
        self.call(services.agree_return)(number=number, authorisation="RA-1", actor=RECEIVER, at=AT)
        self.call(services.send_return)(number=number, actor=RECEIVER, at=AT)

    def merge(self, _number: str, _size: int) -> None:
        """Merge the doublet into the title; supply hears of it later."""
        if self.merge_uid is None:
            uid = self.call(catalog.merge_items)(kept_id=self.item, gone_id=self.twin, actor=RECEIVER, at=AT)
            merged = {"merge_id": ItemMerge.objects.get(uid=uid).pk, "kept_id": self.item, "gone_id": self.twin}
            self.merge_uid = uid
            self.pending.append(lambda: carry_title(**merged, actor=RECEIVER, at=AT))

    def part(self, _number: str, _size: int) -> None:
        """Part the two again; supply hears of that later, too."""
        if self.merge_uid is not None:
            merge_id = ItemMerge.objects.get(uid=self.merge_uid).pk
            self.call(catalog.part_items)(uid=self.merge_uid, actor=RECEIVER, at=AT)
            self.merge_uid = None
            self.pending.append(lambda: part_title(merge_id=merge_id, actor=RECEIVER, at=AT))

    def deliver(self, _number: str, _size: int) -> None:
        """Have supply hear of the oldest thing that it has not heard of."""
        if self.pending:
            self.pending.pop(0)()

    def named(self, size: int) -> int:
        """Return the title, or its doublet."""
        return self.twin if size % 2 else self.item

    def check(self) -> None:
        """Compare shelves with layers, and layers with the ledger, by the checks of the night."""
        assert differences() == []
        assert not Shelf.objects.filter(on_hand__lt=F("reserved")).exists()


setattr(Shop, "return", Shop.return_)


class LedgerProperties(TestCase):
    """Any order of everything that moves stock."""

    @settings(max_examples=40, deadline=None)
    @given(steps)
    def test_stock_is_the_sum_of_its_movements(self, plan: list[tuple[str, int]]) -> None:
        shop = Shop()
        for number, (what, size) in enumerate(plan):
            shop.step(f"step:{number}", what, size)
        while shop.pending:
            shop.deliver("", 0)
        shop.check()
        if shop.merge_uid is not None:
            assert not Shelf.objects.filter(item_id=shop.twin).exclude(on_hand=0, reserved=0).exists()
        assert self.moved("HANDOVER") == self.moved("TAKEOVER")
        for source, _item in shop.held:
            assert services.issue_copies(source=source, at=AT) > 0
        assert self.arrived() == self.gone() + (Shelf.objects.aggregate(copies=Sum("on_hand"))["copies"] or 0)

    def arrived(self) -> int:
        """Return copies that came into the house or were found."""
        return self.moved("RECEIVE", "GAIN", "TAKEBACK")

    def gone(self) -> int:
        """Return copies that left it; a transfer that arrives as it was sent is neither."""
        return self.moved("ISSUE", "LOSS", "DAMAGE", "RETURN") + self.moved("SEND") - self.moved("ARRIVE")

    def moved(self, *kinds: str) -> int:
        """Return the copies that moved in these ways."""
        return Movement.objects.filter(kind__in=kinds).aggregate(copies=Sum("quantity"))["copies"] or 0


@pytest.mark.django_db(transaction=True)
def test_sixty_four_writers_at_once_lose_no_copy() -> None:
    shop = Shop(call=lambda service: service)
    stock_up(shop.item, 200, at=AT)
    refused = Counter[str]()

    def work(writer: int) -> None:
        chance = Random(writer)
        try:
            for turn in range(3):
                number, size = f"order:{writer}:{turn}", chance.randint(1, 4)
                try:
                    with transaction.atomic():
                        services.reserve_copies(
                            wanted={shop.item: size}, titles={}, warehouse="main", source=number, at=AT
                        )
                    settle = services.issue_copies if chance.random() < 0.5 else services.release_copies
                    with transaction.atomic():
                        settle(source=number, at=AT)
                    if chance.random() < 0.4:
                        shop.transfer(number, size)
                    if chance.random() < 0.3:
                        with transaction.atomic():
                            shop.receive(number, size)
                    if writer % 8 == 0:
                        shop.count(number, size * 9)
                    if chance.random() < 0.3:
                        services.write_off(
                            item_id=shop.item,
                            place_id=shop.main.pk,
                            copies=1,
                            request_key=number,
                            actor=RECEIVER,
                            at=AT,
                        )
                except (DomainError, IntegrityError) as refusal:
                    refused[type(refusal).__name__] += 1
        finally:
            connection.close()

    with ThreadPoolExecutor(64) as pool:
        list(pool.map(work, range(64)))

    shop.check()
    assert refused["IntegrityError"] == 0
    assert not TransferLine.objects.filter(is_underway=True).exists()


@pytest.mark.django_db(transaction=True)
def test_copies_sold_while_their_title_is_merged_are_neither_lost_nor_sold_twice() -> None:
    shop, buyers, gate = Shop(call=lambda service: service), 12, Barrier(13)
    stock_up(shop.twin, 20, at=AT)
    shop.main.refresh_from_db()
    kept = list[str]()

    def buy(buyer: int) -> None:
        source, item = f"order:{buyer}", shop.twin
        gate.wait(10)
        try:
            for _attempt in range(3):
                with suppress(DomainError), transaction.atomic():
                    services.move_reservations(old=(), new={source: {item: 2}}, titles={}, warehouse="main", at=AT)
                    kept.append(source)
                    break
            if buyer % 2 and source in kept:
                with transaction.atomic():
                    services.issue_copies(source=source, at=AT)
                kept.remove(source)
            if buyer % 3 == 0:
                with transaction.atomic():
                    shop.receive(f"late:{buyer}", 3)
        finally:
            connection.close()

    with ThreadPoolExecutor(buyers) as pool:
        done = [pool.submit(buy, buyer) for buyer in range(buyers)]
        gate.wait(10)
        shop.merge("", 0)
        with transaction.atomic():
            shop.deliver("", 0)
        for one in done:
            one.result()

    shop.check()
    shelves = dict(Shelf.objects.values_list("item_id", "on_hand"))
    issued = Movement.objects.filter(kind="ISSUE").aggregate(copies=Sum("quantity"))["copies"] or 0
    assert (shelves[shop.twin], shelves[shop.item] + issued) == (0, 32)
    for source in kept:
        with transaction.atomic():
            assert services.issue_copies(source=source, at=AT) > 0
    shop.check()


@pytest.mark.django_db
def test_the_average_moves_with_what_arrives_and_not_with_what_leaves() -> None:
    shop, other = Shop(), Supplier.objects.get(code="house")

    def arrive(copies: int, cost: str) -> int:
        layer = NewLayer(
            item_id=shop.item, copies=copies, supplier_id=other.pk, terms="firm", list_price=Decimal(40),
            discount_rate=Decimal("0.5"), unit_cost=Decimal(cost), received_at=AT,
        )  # fmt: skip
        return put_layers([layer], warehouse_id=shop.main.pk, source=f"delivery:{cost}", at=AT)

    assert (arrive(10, "20.00"), arrive(30, "24.00"), arrive(30, "24.00")) == (1, 1, 0)
    shop.damage("1", 9)

    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.average_cost) == (31, Decimal("23.0000"))
