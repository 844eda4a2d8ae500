"""Cards: the list of all, one with its story and what can be done with it, a new one, sheets for the printer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, csv_download, id_in, is_partial
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.members import queries, services
from shuyou.members.console.card_forms import CardFilterForm, NewCardForm, typed_number
from shuyou.members.console.sections import tabs
from shuyou.members.console.small import Asked, Small, answer
from shuyou.members.errors import CardMissing
from shuyou.members.exports.card_sheet import draw_sheet
from shuyou.members.models import CardMedium
from shuyou.members.queries import CardDetail, CardFilter, CardListRow

EXPORT_PAGE: Final = 1000
MOST_IDS: Final = 1000
LOST: Final = "lost"

type Deed = Callable[[HttpRequest, CardDetail, Actor, datetime], str]


@require_http_methods(["GET", "POST"])
def cards(request: HttpRequest) -> HttpResponse:
    """List cards that pass the filter, the latest first; a number typed goes straight to its card."""
    actor = actor_of(request)
    actor.require("members.list_cards")
    seen: dict[str, object] = {"may_print": actor.may("members.issue_cards"), "may_open": actor.may("members.view")}
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_place_of(request.POST.get("number", "")[:60]), status=HTTPStatus.SEE_OTHER)
        except DomainError as refusal:
            seen |= {"number": request.POST.get("number", ""), "refusal": refusal}
    form = CardFilterForm(request.GET)
    wanted = form.wanted()
    page = queries.list_cards(wanted=wanted, before=id_in(request.GET.get("before", "")), actor=actor)
    seen |= {
        "form": form,
        "page": page,
        "is_filtered": wanted != CardFilter(),
        "tabs": tabs(request, "members:cards"),
        "query": urlencode(form.given()),
        "next_query": urlencode({**form.given(), "before": page.next_before}) if page.next_before else "",
    }
    template = "members/cards.html#rows" if is_partial(request) else "members/cards.html"
    is_wrong = "refusal" in seen or not form.is_valid()
    return render(request, template, seen, status=HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Send the cards that pass the filter as a file, with the readers' names or without, and note who took them."""
    actor, at = actor_of(request), clock.now()
    form = CardFilterForm(request.GET)
    is_named = request.GET.get("names") != "no"
    readers = (row.member_number for row in _all(form.wanted(), actor)) if is_named else ()
    services.note_cards_export(wanted=urlencode(form.given()), readers=readers, actor=actor, at=at)
    header = [
        gettext("Card number"), gettext("Kind"), gettext("Status"), gettext("Issued on"), gettext("How"),
        gettext("Fee"), gettext("Valid until"), gettext("Partner"), gettext("Partner's number"),
    ]  # fmt: skip
    header += [gettext("Member number"), gettext("Name")] if is_named else []
    rows = (_cells(row, is_named=is_named) for row in _all(form.wanted(), actor))
    return csv_download(f"cards-{clock.club_day(at)}.csv", header, rows)


@require_GET
def card(request: HttpRequest, card_id: int) -> HttpResponse:
    """Show a card with its media and its whole story."""
    actor = actor_of(request)
    return _page(request, queries.card_detail(card_id=card_id, actor=actor), actor)


@require_http_methods(["GET", "POST"])
def deed(request: HttpRequest, card_id: int, what: str) -> HttpResponse:
    """
    Do something with a card: what is refused is said on its page, with what was typed kept.

    A loss is asked about before: the question names the card.
    """
    actor = actor_of(request)
    actor.require("members.issue_cards")
    done = DEEDS.get(what)
    is_asked = request.method != "POST"
    if done is None or (is_asked and what != LOST):
        raise Http404
    detail = queries.card_detail(card_id=card_id, actor=actor)
    if is_asked:
        return _small_page(request, "members/card_lost.html", {"card": detail})
    try:
        said = done(request, detail, actor, clock.now())
    except NotFound:
        raise
    except DomainError as refusal:
        seen = {"refusal": refusal, "deed": what, "sent": request.POST}
        return _page(request, detail, actor, status=STATUS[refusal.kind], **seen)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("members:card", args=[card_id]), status=HTTPStatus.SEE_OTHER)


@require_http_methods(["GET", "POST"])
def card_new(request: HttpRequest, number: str) -> HttpResponse:
    """Give the member a card."""
    actor_of(request).require("members.issue_cards")

    def save(form: NewCardForm, asked: Asked) -> str:
        issued = services.issue_card(form.draft(asked.head.member_id), actor=asked.actor, at=asked.at)
        return gettext("The new card is %(card)s.") % {"card": issued.number}

    return answer(
        request,
        number,
        Small(
            title=gettext("Give a card"),
            button=gettext("Give it out"),
            make=lambda typed, asked: NewCardForm(typed, initial={"is_extra": asked.head.card is not None}),
            save=save,
        ),
    )


@require_POST
def sheet(request: HttpRequest) -> HttpResponse:
    """Send chosen cards, or blank ones with new numbers, as a sheet for the printer."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.issue_cards")
    chosen = [int(text) for text in request.POST.getlist("card")[:MOST_IDS] if text.isascii() and text.isdigit()]
    typed = request.POST.get("blanks", "").strip()
    blanks = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0 if not typed else -1
    try:
        made = services.print_cards(card_ids=chosen, blanks=blanks, language=get_language() or "", actor=actor, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("members:cards"), status=HTTPStatus.SEE_OTHER)
    name = f"cards-{clock.club_day(at)}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(draw_sheet(made), content_type="application/pdf", headers=headers)


def _small_page(request: HttpRequest, template: str, seen: Mapping[str, object]) -> HttpResponse:
    """Draw a question over the page, or on a page of its own."""
    return render(request, f"{template}#form" if is_partial(request) else template, seen)


def _lost(_request: HttpRequest, detail: CardDetail, actor: Actor, at: datetime) -> str:
    services.report_card_lost(number=detail.number, actor=actor, at=at)
    return gettext("Card %(card)s is reported lost.") % {"card": detail.printed}


def _found(_request: HttpRequest, detail: CardDetail, actor: Actor, at: datetime) -> str:
    services.take_back_loss(number=detail.number, actor=actor, at=at)
    return gettext("The loss of card %(card)s is taken back.") % {"card": detail.printed}


def _replace(request: HttpRequest, detail: CardDetail, actor: Actor, at: datetime) -> str:
    typed = request.POST.get("new_number", "")[:40].strip()
    issued = services.replace_card(number=detail.number, new_number=typed, actor=actor, at=at)
    return gettext("The new card is %(card)s.") % {"card": issued.number}


def _freeze(request: HttpRequest, detail: CardDetail, actor: Actor, at: datetime) -> str:
    services.freeze_card(number=detail.number, reason=request.POST.get("reason", "")[:400], actor=actor, at=at)
    return gettext("Card %(card)s is frozen.") % {"card": detail.printed}


def _thaw(_request: HttpRequest, detail: CardDetail, actor: Actor, at: datetime) -> str:
    services.thaw_card(number=detail.number, actor=actor, at=at)
    return gettext("Card %(card)s is not frozen any more.") % {"card": detail.printed}


def _renew(request: HttpRequest, detail: CardDetail, actor: Actor, at: datetime) -> str:
    renewed = services.renew_card(number=detail.number, proof=request.POST.get("proof", "")[:400], actor=actor, at=at)
    return gettext("The card is valid until %(day)s.") % {"day": renewed.expires_on}


def _add_medium(request: HttpRequest, detail: CardDetail, actor: Actor, at: datetime) -> str:
    kind, code = request.POST.get("kind", ""), request.POST.get("code", "")[:200]
    services.add_medium(number=detail.number, kind=kind, code=code, actor=actor, at=at)
    return gettext("The card is read by this too from now on.")


def _drop_medium(request: HttpRequest, detail: CardDetail, actor: Actor, at: datetime) -> str:
    asked = request.POST.get("medium", "")
    medium = next((row for row in detail.media if str(row.medium_id) == asked), None)
    if medium is None:
        raise Http404
    services.drop_medium(medium_id=medium.medium_id, actor=actor, at=at)
    return gettext("This leads to the card no more.")


DEEDS: Final[Mapping[str, Deed]] = {
    LOST: _lost, "found": _found, "replace": _replace, "freeze": _freeze, "thaw": _thaw, "renew": _renew,
    "add-medium": _add_medium, "drop-medium": _drop_medium,
}  # fmt: skip


def _page(
    request: HttpRequest, detail: CardDetail, actor: Actor, status: HTTPStatus = HTTPStatus.OK, **more: object
) -> HttpResponse:
    seen = {
        "card": detail,
        "media_kinds": CardMedium.Kind.choices,
        "may_issue": actor.may("members.issue_cards"),
        **more,
    }
    return render(request, "members/card.html", seen, status=status)


def _place_of(typed: str) -> str:
    """
    Return the address of the card with a number.

    :raises CardMissing: there is none.
    """
    number = typed_number(typed)
    card_id = queries.card_id_of(number=number)
    if card_id is None:
        raise CardMissing(value=typed)
    return reverse("members:card", args=[card_id])


def _all(wanted: CardFilter, actor: Actor) -> Iterator[CardListRow]:
    before = 0
    while True:
        page = queries.list_cards(wanted=wanted, before=before, limit=EXPORT_PAGE, actor=actor)
        yield from page.rows
        if not (before := page.next_before):
            return


def _cells(row: CardListRow, *, is_named: bool) -> Sequence[object]:
    cells = (
        row.number, row.kind, row.status_label, row.issued_on.isoformat(), row.way, row.fee,
        row.expires_on.isoformat() if row.expires_on else "", row.partner, row.partner_number,
    )  # fmt: skip
    return (*cells, row.member_number, row.name) if is_named else cells
