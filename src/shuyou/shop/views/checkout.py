"""Ordering what lies in the basket: where it goes, what is used for it, what it comes to; and paying."""

from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.errors import DomainError, Kind
from shuyou.kernel.pages import put_refusals
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.messaging import services as messaging
from shuyou.orders import queries as orders
from shuyou.orders import services as ordering
from shuyou.orders.errors import NotPoints
from shuyou.orders.queries import BasketAsked
from shuyou.orders.services import Destination, OrderDraft, Wanted, Wish
from shuyou.payments import services as money
from shuyou.shop import services
from shuyou.shop.errors import BasketChanged, CodeAsked, MethodWrong
from shuyou.shop.forms import CheckoutForm
from shuyou.shop.forms.checkout import OTHER, PICKUP
from shuyou.shop.queries import Reader
from shuyou.shop.rules import proof_of, proven, whole_points
from shuyou.shop.views.basket import Seen, asked_by, note_basket, seen_basket
from shuyou.shop.views.door import VISITOR, for_one, for_readers, owner_of, place_of, reader_of
from shuyou.shop.views.payer import Payer, payer_of, remember_order
from shuyou.supply.queries import shop_floor

COUPONS: Final = services.Limit("coupon", 20, timedelta(minutes=10))
"""How often coupons are looked up for one reader: codes are not to be guessed at."""

CODE: Final = "checkout.coupon"
"""Where the session keeps the code that was looked up last."""

GUEST_ORDERS: Final = services.Limit("guest-order", 10, timedelta(minutes=30))
"""How often somebody unknown may order from one place: copies that are set aside are not there for others."""

GUEST_PHONES: Final = services.Limit("guest-phone", 5, timedelta(days=1))
"""How often somebody unknown may order with one phone: it gets messages, and its reader may never have asked."""

GUEST_CODES: Final = "shop.guest"
"""What the codes open that guests are sent."""


@dataclass(frozen=True, slots=True)
class Till:
    """What a checkout may choose from: addresses, stores, and ways to pay."""

    addresses: tuple[members.AddressRow, ...]
    stores: tuple[tuple[str, str], ...]
    payments: tuple[tuple[str, str], ...]

    def to(self, wanted: str) -> str:
        """Return where the parcel goes: what was chosen, else the default address, else one that is typed."""
        known = [str(row.address_id) for row in self.addresses]
        if wanted in known or wanted in (OTHER, PICKUP):
            return wanted
        return known[0] if known else OTHER


@require_http_methods(["GET", "POST"])
@for_readers
def checkout(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what the basket comes to and how it goes; order it once its reader has confirmed this very sum."""
    return _checkout(request, reader)


@require_http_methods(["GET", "POST"])
@for_one
def guest_checkout(request: HttpRequest) -> HttpResponse:
    """The same for somebody who is no member, and does not want to be one today."""
    if reader_of(request):
        return HttpResponseRedirect(reverse("shop:checkout"), status=HTTPStatus.SEE_OTHER)
    return _checkout(request, None)


def _checkout(request: HttpRequest, reader: Reader | None) -> HttpResponse:
    till = till_of(reader)
    options = {"stores": till.stores, "payments": till.payments}
    if request.method != "POST":
        seen = seen_basket(request)
        if not seen.content.copies:
            return HttpResponseRedirect(reverse("shop:basket"), status=HTTPStatus.SEE_OTHER)
        first = {"key": seen.content.request_key, "payment": till.payments[0][0], **_last_buyer(reader)}
        note_basket(request, "checkout")
        return _page(request, reader, till, CheckoutForm(initial=first, **options))
    form = CheckoutForm(request.POST, **options)
    if not form.is_valid():
        return _page(request, reader, till, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _ordered(request, reader, till, form)


def _last_buyer(reader: Reader | None) -> dict[str, str]:
    """Return to whom the last invoice was made out, so that nobody types it twice; none is asked for unless ticked."""
    if reader is None:
        return {}
    title, number = orders.last_invoice_buyer(member_id=reader.member_id, actor=reader.actor)
    return {"invoice_title": title or reader.name, "tax_number": number}


def _ordered(request: HttpRequest, reader: Reader | None, till: Till, form: CheckoutForm) -> HttpResponse:
    """Order what was confirmed, or show the page again with why not."""
    key: UUID = form.cleaned_data["key"]
    payer = payer_of(reader)
    if number := orders.number_of_request(request_key=key, actor=payer.actor):  # sent twice: it is placed already
        return _sent_on(request, payer, number, "placed")
    try:
        _count_guess(request, reader, form.cleaned_data["coupon"].strip())
        if request.POST.get("do") != "order":
            return _page(request, reader, till, form)
        placed = _place(request, reader, till, form)
    except DomainError as refusal:
        put_refusals(form, refusal)
        status = HTTPStatus.CONFLICT if refusal.kind == Kind.CONFLICT else HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, reader, till, form, status=status)
    is_online = form.cleaned_data["payment"] == "online" and placed.total > 0
    return _sent_on(request, payer, placed.number, "pay" if is_online else "placed")


def _count_guess(request: HttpRequest, reader: Reader | None, code: str) -> None:
    """
    Count a code as a try unless it is the one that was looked up last: reckoning anew is no guessing.

    :raises TooManyTries: too many were tried.
    """
    if code and reader and code != request.session.get(CODE):
        services.count_tries([(COUPONS, str(reader.member_id))], at=clock.now())
        request.session[CODE] = code


def _sent_on(request: HttpRequest, payer: Payer, number: str, page: str) -> HttpResponse:
    """
    Send whoever placed an order on to a page about it; a guest's browser is known from then on.

    So it is when the form comes twice, as the first answer may never have arrived: only that form holds its key.
    """
    response = HttpResponseRedirect(payer.url(page, number), status=HTTPStatus.SEE_OTHER)
    if payer.reader is None:
        remember_order(request, response, number)
    return response


def till_of(reader: Reader | None) -> Till:
    """Return what a reader may choose from: their addresses, the stores, the ways to pay; a guest from fewer."""
    known = members.member_addresses(member_id=reader.member_id, actor=reader.actor) if reader else ()
    stores = tuple((store.code, store.name) for store in shop_floor.stores())
    ways = [("online", str(_("WeChat Pay or Alipay, now")))] if providers() else []
    ways += [("cod", str(_("In cash at the door")))]
    ways += [("remittance", str(_("By postal remittance")))] if reader else []
    return Till(tuple(row for row in known if row.is_whole), stores, tuple(ways))


def providers() -> list[tuple[str, str]]:
    """Return who can be asked for money, by code and name."""
    names = (("wechat", gettext("WeChat Pay")), ("alipay", gettext("Alipay")))
    return [(code, name) for code, name in names if money.is_on(code=code)]


def _asked(reader: Reader | None, seen: Seen, till: Till, form: CheckoutForm) -> BasketAsked:
    typed = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else {}
    asked = asked_by(reader, seen.content)
    if reader is None:
        typed = {**typed, "points": "", "coupon": ""}
    code = str(typed.get("coupon") or "").strip()
    where = _destination(till, form, typed) if typed or till.addresses else None
    return replace(
        asked, points=whole_points(str(typed.get("points") or "")) or 0, coupons=(code,) if code else (),
        address=where.address if where else "",
    )  # fmt: skip


def _destination(till: Till, form: CheckoutForm, typed: dict[str, str]) -> Destination | None:
    to = till.to(typed.get("to", ""))
    if to == PICKUP:
        return None
    chosen = next((row for row in till.addresses if str(row.address_id) == to), None)
    if chosen:
        return Destination(chosen.recipient, chosen.phone, f"{chosen.region} {chosen.street}".strip(), chosen.postcode)
    return Destination(
        typed.get("recipient", "").strip(), typed.get("phone", "").strip(), typed.get("address", "").strip(),
        typed.get("postcode", "").strip(),
    )  # fmt: skip


def _place(request: HttpRequest, reader: Reader | None, till: Till, form: CheckoutForm) -> ordering.Placed:
    typed, at = form.cleaned_data, clock.now()
    seen = seen_basket(request)
    if seen.content.request_key != typed["key"] or not seen.content.copies:
        raise BasketChanged(total=seen.basket.total)
    if typed["payment"] not in dict(till.payments):
        raise MethodWrong(value=typed["payment"])
    draft = _draft(till, form, seen, reader)
    if reader:
        placed = ordering.place_order(draft, actor=reader.actor, at=at)
    else:
        given = draft.destination.phone if draft.destination else ""
        phone = members.phone_number(given) if given else ""
        if typed["payment"] == "cod" and phone:
            _prove_phone(request, form, phone)
        services.count_tries([(GUEST_ORDERS, place_of(request)), (GUEST_PHONES, phone)], at=at)
        placed = ordering.place_guest_order(draft, actor=VISITOR, at=at)
    services.empty_basket(owner=owner_of(request), request_key=typed["key"])
    note_basket(request, "ordered", words=placed.number)
    if reader and till.to(typed["to"]) == OTHER and typed["keep"] and draft.destination:
        _keep_address(request, reader, draft.destination)
    return placed


def _prove_phone(request: HttpRequest, form: CheckoutForm, phone: str) -> None:
    """
    Pass if a guest who pays nothing now has shown that the phone is theirs; it stays shown while the page is put right.

    :raises CodeAsked: a code has just been sent there.
    :raises DomainError: the code is wrong or over, or too many were sent.
    """
    typed, at = form.cleaned_data, clock.now()
    if proven(typed["proof"], at=at) == ("sms", phone):
        return
    if typed["sent"] and typed["code"].strip():
        shown = messaging.confirm_code(
            uid=typed["sent"], purpose=GUEST_CODES, code=typed["code"], actor=VISITOR, at=at
        )  # fmt: skip
        if shown.address == phone:
            form.carry(proof=proof_of(channel="sms", address=phone, at=at))
            return
    draft = messaging.CodeDraft(purpose=GUEST_CODES, channel="sms", address=phone, place=place_of(request))
    sent = messaging.send_code(draft, actor=VISITOR, at=at)
    form.carry(sent=str(sent.uid), code="", proof="")
    raise CodeAsked(shown=sent.shown)


def _draft(till: Till, form: CheckoutForm, seen: Seen, reader: Reader | None) -> OrderDraft:
    """
    Return the order that was confirmed.

    :raises DomainError: what was typed cannot be.
    """
    typed = form.cleaned_data
    to, destination = till.to(typed["to"]), _destination(till, form, typed)
    if to == PICKUP and reader is None:  # who fetches it is reached all the same
        destination = Destination(typed["recipient"].strip(), typed["phone"].strip(), "")
    elif to == OTHER and destination:
        destination = replace(destination, phone=members.phone_number(destination.phone) if destination.phone else "")
    points = whole_points(typed["points"] or "0") if reader else 0
    if points is None:
        raise NotPoints(value=typed["points"])
    code = typed["coupon"].strip() if reader else ""
    return OrderDraft(
        member_id=reader.member_id if reader else 0, request_key=typed["key"], channel="web", payment=typed["payment"],
        wanted=tuple(Wanted(item_id, copies) for item_id, copies in seen.content.copies.items()),
        destination=destination, points=points, note=typed["note"].strip(), wish=_wish(till, form, to),
        coupons=(code,) if code else (), expected=form.expected,
    )  # fmt: skip


def _wish(till: Till, form: CheckoutForm, to: str) -> Wish | None:
    """Return what is asked for besides the titles; None: nothing."""
    typed = form.cleaned_data
    title, number = form.buyer()
    wish = Wish(
        pickup_place=(typed["store"] or till.stores[0][0]) if to == PICKUP and till.stores else "",
        is_gift=typed["is_gift"], gift_message=typed["gift_message"].strip() if typed["is_gift"] else "",
        invoice_title=title, tax_number=number,
    )  # fmt: skip
    return wish if wish != Wish() else None


def _keep_address(request: HttpRequest, reader: Reader, place: Destination) -> None:
    """Keep an address for the next time; one that cannot be read as a place stays with the order alone."""
    new = member_services.NewAddress(
        street=place.address, postcode=place.postcode, recipient=place.recipient, phone=place.phone
    )
    changes = member_services.MemberChanges(address=new)
    try:
        member_services.edit_member(member_id=reader.member_id, changes=changes, actor=reader.actor, at=clock.now())
    except DomainError as refusal:
        notes.info(request, str(refusal))


def _page(
    request: HttpRequest, reader: Reader | None, till: Till, form: CheckoutForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    seen = seen_basket(request)
    asked = _asked(reader, seen, till, form)
    basket = orders.reader_basket(asked=asked, actor=payer_of(reader).actor, at=clock.now())
    for name, refusal in basket.refusals.items():
        if form.is_bound and not form.errors.get(name):
            form.add_error(name, str(refusal))
    shown = {
        "reader": reader, "seen": replace(seen, basket=basket), "basket": basket, "form": form, "till": till,
        "to": till.to(form["to"].value() or ""), "key": seen.content.request_key, "is_located": bool(asked.address),
    }  # fmt: skip
    return render(request, "shop/checkout.html", shown, status=status)
