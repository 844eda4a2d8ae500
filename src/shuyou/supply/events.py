"""What supply tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReceived(Event):
    """A supplier's delivery was put on the shelves."""

    name: ClassVar[str] = "supply.delivery_received"
    source: str
    supplier_id: int
    layers: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleCarried(Event):
    """The stock and the open papers of a title followed it into the one it was merged with."""

    name: ClassVar[str] = "supply.title_carried"
    carry_id: int
    kept_id: int
    gone_id: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleParted(Event):
    """A title that was merged has back what was still there; copies and lines that stayed are counted."""

    name: ClassVar[str] = "supply.title_parted"
    carry_id: int
    kept_id: int
    gone_id: int
    came_back: int
    stayed: int
    stayed_lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSaved(Event):
    """A place was entered or corrected."""

    name: ClassVar[str] = "supply.place_saved"
    warehouse_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceStaffed(Event):
    """Who belongs to a place was said anew."""

    name: ClassVar[str] = "supply.place_staffed"
    warehouse_id: int
    staff: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionsSaved(Event):
    """The positions of a place were entered or corrected."""

    name: ClassVar[str] = "supply.positions_saved"
    warehouse_id: int
    positions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlaced(Event):
    """An item got its position in a place."""

    name: ClassVar[str] = "supply.item_placed"
    warehouse_id: int
    item_id: int
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesDamaged(Event):
    """Copies were written off as damaged."""

    name: ClassVar[str] = "supply.copies_damaged"
    warehouse_id: int
    item_id: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferChanged(Event):
    """A transfer was drawn up, sent, received or given up."""

    name: ClassVar[str] = "supply.transfer_changed"
    transfer_id: int
    state: str
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierSaved(Event):
    """A supplier was entered or corrected."""

    name: ClassVar[str] = "supply.supplier_saved"
    supplier_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseChanged(Event):
    """An order to a supplier was drawn up, changed, approved, sent, closed or given up."""

    name: ClassVar[str] = "supply.purchase_changed"
    order_id: int
    supplier_id: int
    state: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterChanged(Event):
    """The letter that an order goes out with was tried, taken, refused, or is to be tried again."""

    name: ClassVar[str] = "supply.letter_changed"
    order_id: int
    state: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptChanged(Event):
    """A delivery was begun, scanned or given up."""

    name: ClassVar[str] = "supply.receipt_changed"
    receipt_id: int
    supplier_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPosted(Event):
    """A delivery is on the shelves."""

    name: ClassVar[str] = "supply.receipt_posted"
    receipt_id: int
    order_id: int | None
    supplier_id: int
    copies: int
    titles: int
    item_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceChanged(Event):
    """A supplier's invoice was entered, matched, disputed or accepted."""

    name: ClassVar[str] = "supply.invoice_changed"
    invoice_id: int
    supplier_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnChanged(Event):
    """A return to a supplier was drawn up, agreed, sent, credited or given up."""

    name: ClassVar[str] = "supply.return_changed"
    return_id: int
    supplier_id: int
    state: str
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementChanged(Event):
    """A settlement of consignment was drawn up, agreed or given up."""

    name: ClassVar[str] = "supply.settlement_changed"
    settlement_id: int
    supplier_id: int
    state: str
    net: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountChanged(Event):
    """A stocktake was begun, counted, approved or given up."""

    name: ClassVar[str] = "supply.count_changed"
    count_id: int
    warehouse_id: int
    what: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WantChanged(Event):
    """A wish of the want list was entered, found, ordered, handed over or given up."""

    name: ClassVar[str] = "supply.want_changed"
    want_id: int
    member_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WantArrived(Event):
    """The title that a reader asked for is there, and copies are held: the reader is to be told."""

    name: ClassVar[str] = "supply.want_arrived"
    want_id: int
    member_id: int
    item_id: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockExported(Event):
    """Somebody took a list of supply away as a file."""

    name: ClassVar[str] = "supply.stock_exported"
    what: str
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesSummedUp(Event):
    """What stands in each place was summed up."""

    name: ClassVar[str] = "supply.places_summed_up"
    places: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WantsExpired(Event):
    """Wishes were given up because nobody fetched the held copies in time."""

    name: ClassVar[str] = "supply.wants_expired"
    want_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReordersPlanned(Event):
    """What is to be reordered was planned: of so many titles, so many to be ordered, in so many proposed orders."""

    name: ClassVar[str] = "supply.reorders_planned"
    titles: int
    advised: int
    copies: int
    orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderSet(Event):
    """Somebody said how many copies of a title are to be in a place always, or that it is not reordered there."""

    name: ClassVar[str] = "supply.reorder_set"
    item_id: int
    warehouse_id: int
    least: int | None
    is_stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionSaved(Event):
    """An occasion on which titles sell more was entered, corrected or taken off."""

    name: ClassVar[str] = "supply.occasion_saved"
    occasion_id: int
    titles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRateSet(Event):
    """What a foreign currency costs from a day on was entered."""

    name: ClassVar[str] = "supply.exchange_rate_set"
    currency: str
    from_on: str
    rate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresSummedUp(Event):
    """The figures of the reports were summed up."""

    name: ClassVar[str] = "supply.figures_summed_up"
    shelves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierAccessChanged(Event):
    """Somebody, or a program, may act for a supplier, or may no longer."""

    name: ClassVar[str] = "supply.supplier_access_changed"
    supplier_id: int
    access_id: int
    is_given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseAnswered(Event):
    """A supplier said what it delivers of an order."""

    name: ClassVar[str] = "supply.purchase_answered"
    order_id: int
    supplier_id: int
    lines: int
    short: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchAdvised(Event):
    """A supplier said that copies of an order are on their way."""

    name: ClassVar[str] = "supply.dispatch_advised"
    dispatch_id: int
    order_id: int
    supplier_id: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSaved(Event):
    """How an article is bought and taxed was said anew."""

    name: ClassVar[str] = "supply.article_saved"
    item_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccountSaved(Event):
    """The account that suppliers are paid from was said anew."""

    name: ClassVar[str] = "supply.own_account_saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRunChanged(Event):
    """Payments to suppliers were drawn up, released to the bank or given up."""

    name: ClassVar[str] = "supply.payment_run_changed"
    run_id: int
    state: str
    payments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPut(Event):
    """Somebody said which payment a line of a statement is."""

    name: ClassVar[str] = "supply.entry_put"
    entry_id: int
    payment_id: int
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTakenOff(Event):
    """Somebody took a line of a statement off a payment that it is not; the payment's state is told."""

    name: ClassVar[str] = "supply.entry_taken_off"
    entry_id: int
    payment_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRead(Event):
    """A bank's statement was read and its lines were put to the payments they are."""

    name: ClassVar[str] = "supply.statement_read"
    statement_id: int
    lines: int
    paid: int
    differing: int
