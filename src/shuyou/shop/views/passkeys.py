"""Passkeys: coming in by the reader's own device, and which devices do."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.pages import put_refusals
from shuyou.shop import services
from shuyou.shop.forms import ContactForm, PasswordForm
from shuyou.shop.queries import Reader
from shuyou.shop.services import Answer, Question, Site
from shuyou.shop.views.account import security_page
from shuyou.shop.views.door import VISITOR, back_to, brought, for_one, for_readers, let_in, place_of, token_of

LONGEST = 20_000
"""Characters of what a device answers."""


@require_POST
@for_one
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the device of somebody who wants to come in, whoever they are."""
    try:
        question = services.ask_for_passkey(place=place_of(request), site=_site(request), at=clock.now())
    except DomainError as refusal:
        return JsonResponse({"said": str(refusal)}, status=STATUS[refusal.kind])
    return _asked(question)


@require_POST
@for_one
def come_in(request: HttpRequest) -> HttpResponseBase:
    """Let the reader in whose device answered."""
    url = back_to(request, reverse("shop:me"))
    try:
        entered = services.come_in_by_passkey(
            _answer(request), place=place_of(request), door=brought(request), actor=VISITOR, at=clock.now()
        )
    except DomainError as refusal:
        form = ContactForm({"next": url})
        form.errors.clear()
        put_refusals(form, refusal)
        return render(request, "shop/sign_in.html", {"form": form}, status=STATUS[refusal.kind])
    return let_in(entered, url)


@require_POST
@for_readers
def ask_new(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Ask a reader's device to keep a key."""
    question = services.ask_new_passkey(
        account_id=reader.account_id, name=reader.called, site=_site(request), at=clock.now()
    )
    return _asked(question)


@require_POST
@for_readers
def add(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Keep the key that a reader's device has made."""
    return _done(
        request, reader, gettext("This device lets you in from now on."),
        lambda: services.add_passkey(
            _answer(request), account_id=reader.account_id, token=token_of(request),
            name=request.POST.get("name", "")[:200], actor=reader.actor, at=clock.now(),
        ),
    )  # fmt: skip


@require_POST
@for_readers
def change(request: HttpRequest, reader: Reader, uid: UUID) -> HttpResponse:
    """Call a device otherwise, or take it away."""
    actor, at = reader.actor, clock.now()
    if request.POST.get("do") == "drop":
        return _done(
            request, reader, gettext("Taken away: the device lets nobody in any more."),
            lambda: services.drop_passkey(account_id=reader.account_id, uid=uid, actor=actor, at=at),
        )  # fmt: skip
    name = request.POST.get("name", "")[:200]
    return _done(
        request, reader, gettext("The name is kept."),
        lambda: services.name_passkey(account_id=reader.account_id, uid=uid, name=name, actor=actor, at=at),
    )  # fmt: skip


def _done(request: HttpRequest, reader: Reader, said: str, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except NotFound:
        raise
    except DomainError as refusal:
        return security_page(request, reader, PasswordForm(), refusal)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("shop:security"), status=HTTPStatus.SEE_OTHER)


def _asked(question: Question) -> HttpResponse:
    return HttpResponse(
        f'{{"note": "{question.note}", "options": {question.options}}}', content_type="application/json"
    )


def _answer(request: HttpRequest) -> Answer:
    return Answer(
        note=request.POST.get("note", "")[:1000], text=request.POST.get("answer", "")[:LONGEST], site=_site(request)
    )


def _site(request: HttpRequest) -> Site:
    host = request.get_host()
    return Site(host=host.rpartition(":")[0] if ":" in host else host, origin=f"{request.scheme}://{host}")
