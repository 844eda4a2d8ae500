"""How a partner's base fits ours, before money is spent: typed in, shown, and kept nowhere."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.lists import tabs_of
from shuyou.loyalty.console.program import TABS
from shuyou.loyalty.queries.fits import our_base
from shuyou.loyalty.rules.fits import counts_in, fits

NAMES: Final = {"age": _("Age"), "city": _("Place"), "taste": _("Taste, by class of what they buy")}
VERDICTS: Final = {
    "good": (_("fits well"), "good"),
    "partly": (_("fits in part"), "warn"),
    "little": (_("hardly fits"), "bad"),
}
LONGEST: Final = 40_000


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
