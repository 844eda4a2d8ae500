"""Partner brands at the desk: the list, one with its statements and lines to post, one to write."""

from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import points
from shuyou.loyalty.console.activities import TOLD
from shuyou.loyalty.console.program import TABS, ProgramList, form_of
from shuyou.loyalty.queries import coalition as queries
from shuyou.loyalty.queries.coalition import CoalitionFilter, CoalitionRow
from shuyou.loyalty.services.coalition import PartnerTerms, keep_partner, post_partner_rows


class CoalitionFilterForm(FilterForm):
    """Which partners the list shows."""

    words = forms.CharField(label=pgettext_lazy("of a thing", "Name"), required=False, max_length=40)

    def wanted(self) -> CoalitionFilter:
        """Return the filter."""
        return CoalitionFilter(**self.given())


COALITION: Final = ProgramList[CoalitionRow](
    name="loyalty:coalition",
    title=_("Partner brands"),
    permission="loyalty.view",
    form=CoalitionFilterForm,
    read=queries.list_coalition,
    columns=(
        Column(
            label=_("Partner"), text=lambda row: row.name, sort="pk",
            url=lambda row: reverse("loyalty:coalition_partner", args=[row.code]),
        ),
        Column(label=_("Pays for a point earned"), text=lambda row: row.pays, cls="num"),
        Column(label=_("Gets for a point spent"), text=lambda row: row.gets, cls="num"),
    ),
    empty=_("No brand shares our points yet."),
    advice=_("Note a partner whose customers earn our points, or spend them there."),
    buttons=(
        Button(
            label=_("Does a partner fit?"), url_name="loyalty:fit", permission="loyalty.see_liability", icon="scale"
        ),
        Button(label=_("Customers shared"), url_name="loyalty:shared", permission="loyalty.see_liability"),
        Button(label=_("New partner"), url_name="loyalty:coalition_new", permission="loyalty.keep_program", key="N"),
    ),
)  # fmt: skip


class PartnerForm(forms.Form):
    """A partner as typed; a code that is there already changes its partner."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Partner"), max_length=80)
    pays = forms.DecimalField(label=_("Pays for a point earned"), min_value=0, max_digits=8, decimal_places=4)
    gets = forms.DecimalField(label=_("Gets for a point spent"), min_value=0, max_digits=8, decimal_places=4)
    is_active = forms.BooleanField(label=_("It holds"), required=False, initial=True)


@require_http_methods(["GET", "POST"])
def coalition_new(request: HttpRequest) -> HttpResponse:
    """Write a partner, or change the one of its code."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.keep_program")
    code = request.GET.get("code", "")[:20]
    row = queries.coalition_page(code=code, actor=actor).row if code else None
    form = form_of(PartnerForm, request, row)

    def save() -> str:
        kept = keep_partner(PartnerTerms(**form.cleaned_data), actor=actor, at=at)
        return reverse("loyalty:coalition_partner", args=[kept])

    seen = {"title": gettext("Partner brand"), "back": reverse("loyalty:coalition")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_http_methods(["GET", "POST"])
def coalition_partner(request: HttpRequest, code: str) -> HttpResponse:
    """Show a partner with its statements; post lines that it sent."""
    actor, at = actor_of(request), clock.now()
    if request.method != "POST":
        return _page(request, code, None)

    def post() -> None:
        said = request.POST.get("said", "")[:60_000].splitlines()
        done = post_partner_rows(code, said=said, actor=actor, at=at)
        for fault in done.faults[:TOLD]:
            messages.warning(request, gettext("Line %(line)s: %(why)s") % {"line": fault.line, "why": fault.why})
        text = ngettext("%(count)s line posted.", "%(count)s lines posted.", done.readers)
        messages.success(request, text % {"count": points(done.readers)})

    url = reverse("loyalty:coalition_partner", args=[code])
    return deed(request, post, url=url, said="", draw=lambda again, why: _page(again, code, why))


def _page(request: HttpRequest, code: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    page = queries.coalition_page(code=code, actor=actor)
    seen = {
        "page": page,
        "row": page.row,
        "tabs": tabs_of(TABS, "loyalty:coalition", actor),
        "may_post": actor.may("loyalty.post_partner") and page.row.is_active,
        "may_keep": actor.may("loyalty.keep_program"),
        "sent": request.POST,
        "refusal": refusal,
    }
    return render(request, "loyalty/coalition_partner.html", seen, status=status_of(refusal))
