"""How a partner's base fits ours, before money is spent: typed in, shown, and kept nowhere."""

from secrets import token_urlsafe
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.lists import tabs_of
from shuyou.loyalty.console.program import TABS
from shuyou.loyalty.queries.fits import our_base, shared_with
from shuyou.loyalty.rules.fits import LEAST_DIGESTS, counts_in, digests_in, fits

NAMES: Final = {"age": _("Age"), "city": _("Place"), "taste": _("Taste, by class of what they buy")}
VERDICTS: Final = {
    "good": (_("fits well"), "good"),
    "partly": (_("fits in part"), "warn"),
    "little": (_("hardly fits"), "bad"),
}
LONGEST: Final = 40_000
LARGEST: Final = 200_000 * 66
"""Bytes of digests, one a line."""


class DigestsForm(forms.Form):
    """Digests of a partner's customers, and the word that went into them."""

    word = forms.CharField(
        label=_("Word that both use"), min_length=12, max_length=60,
        widget=forms.TextInput(attrs={"class": "in n", "autocomplete": "off"}),
        help_text=_("give it to the partner; another one for each comparison"),
    )  # fmt: skip
    digests = forms.FileField(
        label=_("File of digests"),
        help_text=_(
            "one a line: SHA-256, in hexadecimal, of the word, a colon and the telephone number in digits alone"
        ),
    )

    def clean_digests(self) -> frozenset[str]:
        """Return the digests of the file."""
        file = self.cleaned_data["digests"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is too large: at most 200,000 customers are compared at once."))
        found, wrong = digests_in(file.read().decode("ascii", "replace"))
        if wrong:
            said = {"lines": ", ".join(str(number) for number in wrong[:10])}
            raise forms.ValidationError(_("These lines are no digests: %(lines)s."), params=said)
        if len(found) < LEAST_DIGESTS:
            said = {"least": str(LEAST_DIGESTS), "found": str(len(found))}
            raise forms.ValidationError(_("At least %(least)s are compared; there are %(found)s."), params=said)
        return found


@require_http_methods(["GET", "POST"])
def shared(request: HttpRequest) -> HttpResponse:
    """Compare digests of a partner's customers with those of our readers; nothing of either is kept or shown."""
    actor = actor_of(request)
    actor.require("loyalty.see_liability")
    form = DigestsForm(request.POST or None, request.FILES or None, initial={"word": token_urlsafe(12)})
    seen = {"tabs": tabs_of(TABS, "loyalty:coalition", actor), "form": form}
    if form.is_bound and form.is_valid():
        seen["found"] = shared_with(**form.cleaned_data, actor=actor)
    return render(request, "loyalty/shared.html", seen, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def fit(request: HttpRequest) -> HttpResponse:
    """Compare the counts of a partner with ours."""
    actor = actor_of(request)
    actor.require("loyalty.see_liability")
    text = request.POST.get("said", "")[:LONGEST]
    theirs, wrong = counts_in(text)
    found = fits(theirs, our_base(at=clock.now(), actor=actor)) if theirs else []
    seen = {
        "tabs": tabs_of(TABS, "loyalty:coalition", actor),
        "said": text,
        "wrong": ", ".join(str(number) for number in wrong[:20]),
        "fits": [(NAMES[one.dimension], *VERDICTS[one.verdict], one) for one in found],
        "is_empty": request.method == "POST" and not found,
    }
    return render(request, "loyalty/fit.html", seen)
