"""Coming in and going out. Nothing here says whether somebody is known before they have shown who they are."""

from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import put_refusals
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.messaging import services as messaging
from shuyou.shop import queries, services
from shuyou.shop.errors import ProofOver, SignInRefused
from shuyou.shop.forms import CodeForm, ContactForm, PasswordForm, WelcomeForm, versions_in
from shuyou.shop.queries import Reader
from shuyou.shop.rules import proof_of, proven
from shuyou.shop.views.door import (
    VISIT,
    VISITOR,
    back_to,
    brought,
    for_one,
    for_readers,
    let_in,
    place_of,
    reader_of,
    token_of,
)
from shuyou.shop.views.friends import thank_friend

CODES = "shop.come_in"
"""What the codes open that are sent from here."""


@for_one
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Let a reader in by a password, or send them a code, whoever they are."""
    url = back_to(request, reverse("shop:me"))
    if request.method != "POST":
        if reader_of(request):
            return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)
        seen = {"form": ContactForm(initial={"next": url}), "is_buying": url == reverse("shop:checkout")}
        return render(request, "shop/sign_in.html", seen)
    form = ContactForm(request.POST)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            if form.cleaned_data["password"] and "code" not in request.POST:
                return let_in(_by_password(request, form), url)
            return _send_code(request, form, url)
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
    return render(request, "shop/sign_in.html", {"form": form}, status=status)


def _address(form: ContactForm) -> tuple[str, str]:
    """
    Return by which channel somebody is reached, and their address as it is kept.

    :raises DomainError: it is no address.
    """
    typed = form.cleaned_data["contact"].strip()
    channel = "email" if "@" in typed else "sms"
    return channel, members.address_typed(channel=channel, text=typed)


def _by_password(request: HttpRequest, form: ContactForm) -> services.Entered:
    try:
        _channel, address = _address(form)
    except DomainError:
        raise SignInRefused from None
    return services.come_in_by_password(
        address=address, password=form.cleaned_data["password"], place=place_of(request), door=brought(request),
        actor=VISITOR, at=clock.now(),
    )  # fmt: skip


def _send_code(request: HttpRequest, form: ContactForm, url: str) -> HttpResponse:
    typed = form.cleaned_data["contact"].strip()
    channel = "email" if "@" in typed else "sms"
    draft = messaging.CodeDraft(purpose=CODES, channel=channel, address=typed, place=place_of(request))
    sent = messaging.send_code(draft, actor=VISITOR, at=clock.now())
    # The code's own uid says nothing about whose it is; it stands in the form, not in the address.
    code = CodeForm(initial={"next": url, "sent": sent.uid, "shown": sent.shown})
    return render(request, "shop/code.html", {"form": code, "shown": sent.shown})


@for_one
@require_POST
def code(request: HttpRequest) -> HttpResponseBase:
    """Let in who types the code; who has no account yet is asked who they are."""
    url = back_to(request, reverse("shop:me"))
    form = CodeForm(request.POST)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    at = clock.now()
    if form.is_valid():
        try:
            shown = messaging.confirm_code(
                uid=form.cleaned_data["sent"], purpose=CODES, code=form.cleaned_data["code"], actor=VISITOR, at=at
            )
            entered = services.come_in_by_code(address=shown.address, door=brought(request), actor=VISITOR, at=at)
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
        else:
            if entered:
                return let_in(entered, url)
            proof = proof_of(channel=shown.channel, address=shown.address, at=at)
            texts = versions_in({row.purpose: row.version for row in members.consent_texts(at=at)})
            fresh = WelcomeForm(initial={"next": url, "key": uuid4(), "proof": proof, "texts": texts})
            return _welcome_page(request, fresh)
    shown_to = str(form.cleaned_data.get("shown", "")) if form.is_bound else ""
    return render(request, "shop/code.html", {"form": form, "shown": shown_to}, status=status)


@for_one
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponseBase:
    """Open an account for who has just confirmed an address, as the member they are or as a new one."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("shop:sign_in"))
    form, at = WelcomeForm(request.POST), clock.now()
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            shown = proven(form.cleaned_data["proof"], at=at)
            if shown is None:
                raise ProofOver
            channel, address = shown
            draft = form.draft(channel=channel, address=address)
            entered = services.open_account(draft, door=brought(request), actor=VISITOR, at=at)
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
        else:
            _keep_words(form, entered)
            response = let_in(entered, back_to(request, reverse("shop:me")))
            if entered.is_new_member:
                thank_friend(request, response, member_id=entered.member_id)
            return response
    return _welcome_page(request, form, status)


def _keep_words(form: WelcomeForm, entered: services.Entered) -> None:
    """Keep what a reader allowed, on the texts that stood beside it; a text that is new by now was not read."""
    at = clock.now()
    versions = {row.purpose: row.version for row in members.consent_texts(at=at)}
    if form.cleaned_data.get("texts") != versions_in(versions):
        return
    for purpose, channel in form.words():
        member_services.record_consent(
            member_id=entered.member_id, purpose=purpose, is_granted=True, channel=channel,
            actor=queries.reader_actor(entered.member_id), at=at,
        )  # fmt: skip


def _welcome_page(request: HttpRequest, form: WelcomeForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    texts = {row.purpose: row.text for row in members.consent_texts(at=clock.now())}
    return render(request, "shop/welcome.html", {"form": form, "texts": texts}, status=status)


@require_POST
@for_readers
def sign_out(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Let a reader go out, of this browser or of all."""
    everywhere = request.POST.get("everywhere") == "1"
    services.go_out(
        account_id=reader.account_id, token=token_of(request), everywhere=everywhere, actor=reader.actor, at=clock.now()
    )
    response = HttpResponseRedirect(reverse("shop:home"), status=HTTPStatus.SEE_OTHER)
    response.delete_cookie(VISIT, samesite="Lax")
    return response


@require_http_methods(["GET", "POST"])
@for_readers
def security(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show by which addresses and devices an account opens, and let its reader choose a password."""
    form = PasswordForm(request.POST or None)
    if request.method != "POST":
        return security_page(request, reader, form)
    if not form.is_valid():
        return security_page(request, reader, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.choose_password(
            account_id=reader.account_id, token=token_of(request), current=form.cleaned_data["current"],
            password=form.cleaned_data["password"], actor=reader.actor, at=clock.now(),
        )  # fmt: skip
    except DomainError as refusal:
        put_refusals(form, refusal)
        return security_page(request, reader, form, status=STATUS[refusal.kind])
    messages.success(request, gettext("Your password is kept. Other browsers are signed out."))
    return HttpResponseRedirect(reverse("shop:security"), status=HTTPStatus.SEE_OTHER)


def security_page(
    request: HttpRequest, reader: Reader, form: PasswordForm, refusal: DomainError | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:  # fmt: skip
    """Draw the page of ways in; `refusal` is of a passkey."""
    seen = {
        "reader": reader, "form": form, "logins": queries.logins_of(account_id=reader.account_id),
        "passkeys": queries.passkeys_of(account_id=reader.account_id), "refusal": refusal, "typed": request.POST,
    }  # fmt: skip
    return render(request, "shop/me/security.html", seen, status=STATUS[refusal.kind] if refusal else status)
