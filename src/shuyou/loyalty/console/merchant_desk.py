"""The merchants' own page: by their word they look whether somebody is entitled, and see how often they asked."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import put_refusals, status_of
from shuyou.loyalty.errors import MerchantUnknown
from shuyou.loyalty.queries.alliance import answer_label, merchant_desk
from shuyou.loyalty.services.alliance import check_entitlement, digest_of_word, merchant_of_digest

KEPT: Final = "shuyou_merchant"


class SignInForm(forms.Form):
    """The merchant's code, and the word that the club gave it."""

    code = forms.SlugField(label=_("Code of the merchant"), max_length=20)
    word = forms.CharField(
        label=_("Its word"), max_length=60, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a merchant in by its word."""
    form, status = SignInForm(request.POST or None), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            code, digest = form.cleaned_data["code"].lower(), digest_of_word(form.cleaned_data["word"])
            try:
                merchant_of_digest(code, digest=digest)
            except MerchantUnknown as refusal:
                put_refusals(form, refusal)
            else:
                request.session.cycle_key()
                request.session[KEPT] = [code, digest]
                return HttpResponseRedirect(reverse("alliance:desk"), status=HTTPStatus.SEE_OTHER)
    return render(request, "loyalty/merchant_sign_in.html", {"form": form}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Let a merchant go."""
    request.session.pop(KEPT, None)
    return HttpResponseRedirect(reverse("alliance:sign_in"), status=HTTPStatus.SEE_OTHER)


@never_cache
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Show a merchant what it gives and what it asked lately; look whether somebody is entitled there."""
    kept = request.session.get(KEPT) or ["", ""]
    try:
        actor = merchant_of_digest(kept[0], digest=kept[1])
    except MerchantUnknown:
        return HttpResponseRedirect(reverse("alliance:sign_in"), status=HTTPStatus.SEE_OTHER)
    if request.method != "POST":
        return _page(request, kept[0], actor, {})
    try:
        shown = request.POST.get("shown", "")[:700]
        told = check_entitlement(kept[0], shown=shown, actor=actor, at=clock.now())
    except DomainError as refusal:
        return _page(request, kept[0], actor, {"refusal": refusal})
    said = answer_label(told.answer)
    tier = gettext("%(answer)s (%(tier)s)") % {"answer": said, "tier": told.tier} if told.tier else said
    (messages.success if told.is_entitled else messages.warning)(request, tier)
    return HttpResponseRedirect(reverse("alliance:desk"), status=HTTPStatus.SEE_OTHER)


def _page(request: HttpRequest, code: str, actor: Actor, more: Mapping[str, DomainError]) -> HttpResponse:
    page = merchant_desk(code=code, at=clock.now(), actor=actor)
    seen = {"page": page, "row": page.row, "most": max((one.asked for one in page.months), default=0), **more}
    return render(request, "loyalty/merchant_desk.html", seen, status=status_of(more.get("refusal")))
