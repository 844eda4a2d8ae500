"""Asking to join the club, on the web or at a kiosk, and showing by a code that the phone or e-mail is one's own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.actor import SYSTEM, Actor
from shuyou.kernel.doors import STATUS
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import put_refusals
from shuyou.kernel.sealed import seal, unseal
from shuyou.members import queries as member_queries
from shuyou.members import services as members
from shuyou.members.errors.sign_ups import TextsRenewed, TooManyFromThere
from shuyou.members.services import AskedToJoin
from shuyou.messaging import services as messaging
from shuyou.shop.forms import JoinCodeForm, JoinForm, versions_in
from shuyou.shop.views.door import place_of

CODES: Final = "shop.join"
"""What the codes open that are sent from here."""
_PROVING: Final = "shop.joining"


@dataclass(frozen=True, slots=True)
class _Proving:
    """A sign-up that a code was sent for; it stands sealed in the address of the page that asks for the code."""

    sign_up_id: int
    sent: UUID
    shown: str

    def sealed(self) -> str:
        return seal(json.dumps([self.sign_up_id, str(self.sent), self.shown]), purpose=_PROVING)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, *, is_kiosk: bool = False) -> HttpResponse:
    """
    Let a reader ask to join: on the web, or at a kiosk in a shop.

    Whoever is a member already gets the very same answer: who is one is nobody's business here.
    """
    if request.method != "POST":
        initial = {"key": uuid4(), "texts": versions_in(_versions())}
        return _join_page(request, JoinForm(initial=initial, is_kiosk=is_kiosk), is_kiosk=is_kiosk)
    form = JoinForm(request.POST, is_kiosk=is_kiosk)
    if not form.is_valid():
        return _join_page(request, form, is_kiosk=is_kiosk, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    asked, place, actor = None, place_of(request), _actor(is_kiosk=is_kiosk)
    if not form.is_by_program:
        try:
            key = str(form.cleaned_data["key"] or uuid4())
            asked = members.ask_to_join(form.draft(), request_key=key, place=place, actor=actor, at=clock.now())
        except DomainError as refusal:
            if isinstance(refusal, TextsRenewed):
                form = form.over(_versions())
            form.put_refusals(refusal)
            is_often = isinstance(refusal, TooManyFromThere)
            status = HTTPStatus.TOO_MANY_REQUESTS if is_often else STATUS[refusal.kind]
            return _join_page(request, form, is_kiosk=is_kiosk, status=status)
    where = _code_page(asked, place, is_kiosk=is_kiosk) if asked and asked.channel else ""
    return HttpResponseRedirect(where or _done(is_kiosk=is_kiosk), status=HTTPStatus.SEE_OTHER)


@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest, token: str, *, is_kiosk: bool = False) -> HttpResponse:
    """Let who asked to join type the code that was sent to them; who has none goes on without."""
    proving, actor, at = _proving(token), _actor(is_kiosk=is_kiosk), clock.now()
    if proving is None:
        return HttpResponseRedirect(reverse(_START[is_kiosk]))
    form, status = JoinCodeForm(request.POST or None), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                shown = messaging.confirm_code(
                    uid=proving.sent, purpose=CODES, code=form.cleaned_data["code"], actor=actor, at=at
                )
                members.prove_sign_up(
                    sign_up_id=proving.sign_up_id, channel=shown.channel, address=shown.address, actor=actor, at=at
                )
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
            else:
                return HttpResponseRedirect(_done(is_kiosk=is_kiosk), status=HTTPStatus.SEE_OTHER)
    seen = {"form": form, "shown": proving.shown, "is_kiosk": is_kiosk, "done": _done(is_kiosk=is_kiosk)}
    return render(request, "shop/join_code.html", {**seen, "start": reverse(_START[is_kiosk])}, status=status)


@never_cache
@require_GET
def joined(request: HttpRequest, *, is_kiosk: bool = False) -> HttpResponse:
    """Thank a reader who asked to join; a kiosk soon is there for the next one."""
    return render(request, "shop/joined.html", {"is_kiosk": is_kiosk})


_START: Final = {True: "shop:kiosk_join", False: "shop:join"}


def _done(*, is_kiosk: bool) -> str:
    return reverse("shop:kiosk_joined" if is_kiosk else "shop:joined")


def _actor(*, is_kiosk: bool) -> Actor:
    return Actor(SYSTEM, "join", "kiosk" if is_kiosk else "web")


def _code_page(asked: AskedToJoin, place: str, *, is_kiosk: bool) -> str:
    """Send a code, and return where it is typed; empty: none was sent, and staff look without it."""
    draft = messaging.CodeDraft(purpose=CODES, channel=asked.channel, address=asked.address, place=place)
    kept = f"shop.join.code:{asked.sign_up_id}"
    try:
        sent = messaging.send_code(draft, actor=_actor(is_kiosk=is_kiosk), at=clock.now())
    except DomainError:  # too many went there, or from here: the request stands all the same
        if (token := cache.get(kept)) is None:
            return ""
    else:
        token = _Proving(asked.sign_up_id, sent.uid, sent.shown).sealed()
        cache.set(kept, token, (sent.expires_at - clock.now()).total_seconds())  # for who sends the form twice
    return reverse("shop:kiosk_join_code" if is_kiosk else "shop:join_code", args=[token])


def _proving(token: str) -> _Proving | None:
    text = unseal(token, purpose=_PROVING)
    if text is None:
        return None
    sign_up_id, sent, shown = json.loads(text)
    return _Proving(int(sign_up_id), UUID(sent), str(shown))


def _join_page(
    request: HttpRequest, form: JoinForm, *, is_kiosk: bool, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    texts = {row.purpose: row.text for row in member_queries.consent_texts(at=clock.now())}
    return render(request, "shop/join.html", {"form": form, "texts": texts, "is_kiosk": is_kiosk}, status=status)


def _versions() -> Mapping[str, str]:
    return {row.purpose: row.version for row in member_queries.consent_texts(at=clock.now())}
