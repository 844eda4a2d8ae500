"""Books that readers have made: asked for, quoted, accepted, proofed, paid, printed and delivered; or given up."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.numbers import next_number
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.orders.errors import MemberBlocked, ReasonMissing
from shuyou.orders.errors.printing import (
    ManuscriptUnknown,
    PrintNotPaid,
    PrintPaidTooMuch,
    PrintSpecWrong,
    QuoteOver,
    RightsMissing,
    WrongPrintState,
)
from shuyou.orders.events.printing import PrintJobMoved
from shuyou.orders.models import Manuscript, PrintJob
from shuyou.orders.queries._print_prices import print_prices
from shuyou.orders.rules.printing import PAYABLE, PrintSpec, may_move, quote_print, steps_kept, total_of
from shuyou.orders.services._give_back import BY_CARD, give_money_back
from shuyou.payments import queries as books
from shuyou.payments import services as payments

State = PrintJob.State
PRINT_JOB: Final = "PB"
"""What numbers of such books begin with."""
VALID: Final = timedelta(days=30)
"""How long a quote holds."""
FAULTS: Final[dict[str, str | Promise]] = {
    "pages": _("so many pages or copies are not printed"),
    "setup": _("there is no price for setting it up"),
    "paper": _("there is no such paper"),
    "colour": _("there is no such colour"),
    "binding": _("no such binding holds so many pages"),
}
_STAMPED: Final = {
    State.ACCEPTED: "accepted_at", State.PRINTING: "printed_at", State.READY: "ready_at",
    State.DELIVERED: "delivered_at", State.CANCELLED: "cancelled_at",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJobDraft:
    """A book that a reader wants made of files on their shelf. The request key makes a repeat harmless."""

    member_id: int
    title: str
    form: str
    body_id: int
    is_own: bool
    """Whether the reader says that the text is theirs."""
    request_key: UUID
    cover_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintMoney:
    """Money for a job, with the number on its slip."""

    tender: str
    reference: str
    amount: Decimal


@use_case("orders.make_books")
def ask_for_book(draft: PrintJobDraft, *, actor: Actor, at: datetime) -> str:
    """
    Take a reader's wish for a book of their own in and return its number; a repeat returns the first.

    :raises RightsMissing: nobody says that the text is theirs; MemberBlocked: staff have stopped this member's orders.
    :raises ManuscriptUnknown: a file is not on the reader's shelf; PrintSpecWrong: it cannot be a book's.
    """
    member = members.hold_kept_member(member_id=draft.member_id)
    known = PrintJob.objects.filter(request_key=draft.request_key, member_id=member.member_id).first()
    if known is not None:
        return known.number
    if member.is_blocked:
        raise MemberBlocked(name=member.name, reason=member.block_reason)
    if not draft.is_own:
        raise RightsMissing()
    title = tidy(draft.title)[:120]
    if not title or draft.form not in PrintJob.Form.values:
        raise InvalidValue(label=_("Title"), value=title, field="title")
    wanted = {draft.body_id, *([draft.cover_id] if draft.cover_id else [])}
    files = Manuscript.objects.filter(pk__in=wanted, member_id=member.member_id, removed_at=None).order_by("pk")
    found = {one.pk: one for one in files.select_for_update(no_key=True)}
    if found.keys() != wanted:
        raise ManuscriptUnknown()
    job = PrintJob.objects.create(
        number=next_number(PRINT_JOB, "print_job", width=6), request_key=draft.request_key, member_id=member.member_id,
        title=title, form=draft.form, body_id=draft.body_id, cover_id=draft.cover_id, pages=found[draft.body_id].pages,
        note=tidy(draft.note)[:300], rights_at=at, asked_by=actor.signature, asked_at=at,
    )  # fmt: skip
    _tell(job, State.ASKED, actor, at)
    return job.number


@use_case("orders.make_books")
def quote_book(number: str, *, spec: PrintSpec, actor: Actor, at: datetime) -> Decimal:
    """
    Work out what a book costs, keep it as a quote that holds for a month, and return it.

    :raises NotFound: there is no such job; WrongPrintState: the reader accepted a quote already, or gave it up.
    :raises PrintSpecWrong: such a book cannot be made.
    """
    job = _held(number)
    _require_way(job, State.QUOTED)
    try:
        steps = quote_print(spec, print_prices())
    except LookupError as error:
        raise PrintSpecWrong(why=FAULTS[str(error.args[0])], field=str(error.args[0])) from error
    if total_of(steps) <= 0:
        raise PrintSpecWrong(why=FAULTS["setup"])
    for one in fields(spec):
        setattr(job, one.name, getattr(spec, one.name))
    job.steps, job.total, job.state = steps_kept(steps), total_of(steps), State.QUOTED
    job.quoted_at, job.quoted_until = at, club_day(at + VALID)
    job.save()
    _tell(job, State.QUOTED, actor, at)
    return job.total


@use_case("orders.make_books")
def accept_quote(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Note that the reader takes the quote: from here it may be paid.

    :raises NotFound: there is no such job; WrongPrintState: it was not quoted; QuoteOver: the quote is too old.
    """
    job = _held(number)
    if job.state != State.QUOTED:
        raise _wrong(job)
    if job.quoted_until is not None and club_day(at) > job.quoted_until:
        raise QuoteOver(day=job.quoted_until.isoformat())
    _move(job, State.ACCEPTED, actor, at)


@use_case("orders.take_payment")
def pay_for_book(number: str, *, money: PrintMoney, actor: Actor, at: datetime) -> Decimal:
    """
    Record money for a book that was accepted and return what is still due.

    :raises NotFound: there is no such job; WrongPrintState: it does not wait for money.
    :raises PrintPaidTooMuch: more than is due; InvalidValue: money cannot come in such a way here.
    :raises ReceiptAlreadyRecorded: this slip was recorded before.
    """
    if money.tender == BY_CARD or money.tender not in dict(books.tenders_by_hand()):
        raise InvalidValue(label=_("How it came"), value=money.tender, field="tender")
    job = _held(number)
    if job.state not in PAYABLE:
        raise _wrong(job)
    due = job.total - job.paid_total
    if money.amount > due:
        raise PrintPaidTooMuch(amount=money.amount, due=due)
    came = payments.Money(
        member_id=job.member_id, tender=money.tender, reference=money.reference, source=source_of_job(job.number),
        amount=money.amount,
    )  # fmt: skip
    payments.record_receipt(came, at=at)
    job.paid_total += money.amount
    job.save(update_fields=["paid_total"])
    _tell(job, "paid", actor, at)
    return job.total - job.paid_total


@use_case("orders.make_books")
def answer_proof(number: str, *, is_passed: bool, wish: str, actor: Actor, at: datetime) -> None:
    """
    Note what the reader says of the proof: it may be printed, or something is to be changed and proofed again.

    :raises NotFound: there is no such job; WrongPrintState: no proof is with the reader.
    :raises ReasonMissing: it is to be changed and nobody says how.
    """
    job = _held(number)
    if job.state != State.PROOF:
        raise _wrong(job)
    job.proof_note = "" if is_passed else tidy(wish)[:300]
    if not is_passed and not job.proof_note:
        raise ReasonMissing()
    _move(job, State.PASSED if is_passed else State.ACCEPTED, actor, at)


@use_case("orders.make_books")
def move_book(number: str, *, to: str, note: str = "", actor: Actor, at: datetime) -> None:
    """
    Move a book on: its proof goes to the reader, it goes to print, it is ready, it is handed over or sent.

    :raises NotFound: there is no such job; WrongPrintState: it does not stand before this step.
    :raises PrintNotPaid: a book made for one reader goes to print when it is paid.
    """
    job = _held(number)
    if to not in (State.PROOF, State.PRINTING, State.READY, State.DELIVERED):
        raise _wrong(job)
    _require_way(job, State(to))
    if to == State.PRINTING and job.paid_total != job.total:
        raise PrintNotPaid(due=job.total - job.paid_total)
    if to == State.DELIVERED:
        job.delivery_note = tidy(note)[:120]
    _move(job, State(to), actor, at)


@use_case("orders.make_books")
def give_book_up(number: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """
    Give a book up that is not in print; what was paid for it goes back.

    :raises NotFound: there is no such job; WrongPrintState: it is in print, or over.
    :raises ReasonMissing: nobody could read later why.
    """
    job = _held(number)
    _require_way(job, State.CANCELLED)
    job.reason = tidy(reason)[:120]
    if not job.reason:
        raise ReasonMissing()
    if job.paid_total:
        give_money_back(source=source_of_job(job.number), amount=job.paid_total, reason=job.reason, actor=actor, at=at)
    _move(job, State.CANCELLED, actor, at)


def source_of_job(number: str) -> str:
    """Return the name under which a job's money stands in the books: that of an order with its number."""
    return f"order:{number}"


def _held(number: str) -> PrintJob:
    """Return a job, once the member whose it is and then its row are held."""
    member_id = PrintJob.objects.filter(number=number).values_list("member_id", flat=True).first()
    if member_id is None:
        raise NotFound(what=_("book"), key=number)
    members.hold_kept_member(member_id=member_id)
    return PrintJob.objects.select_for_update(no_key=True).get(number=number)


def _require_way(job: PrintJob, to: State) -> None:
    if not may_move(job.state, to):
        raise _wrong(job)


def _wrong(job: PrintJob) -> WrongPrintState:
    return WrongPrintState(number=job.number, state=State(job.state).label)


def _move(job: PrintJob, to: State, actor: Actor, at: datetime) -> None:
    job.state = to
    if stamped := _STAMPED.get(to):
        setattr(job, stamped, at)
    job.save()
    _tell(job, to, actor, at)


def _tell(job: PrintJob, what: str, actor: Actor, at: datetime) -> None:
    events.publish(PrintJobMoved(job_id=job.pk, member_id=job.member_id, what=what), actor=actor, at=at)
