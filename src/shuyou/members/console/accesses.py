"""Who saw whose data, and why: a list for those who answer for it, also as a file."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, csv_download, is_partial
from shuyou.kernel.errors import NotFound
from shuyou.members import queries, services
from shuyou.members.queries import PARTS, AccessFilter, AccessRow

EXPORT_PAGE = 500


class AccessForm(forms.Form):
    """Which accesses the list shows."""

    member = forms.CharField(label=_("Member number"), required=False, max_length=20)
    staff = forms.ChoiceField(label=_("Colleague"), required=False)
    part = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Anything")), *PARTS.items()])
    day_from = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    day_to = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = self.fields["staff"]
        assert isinstance(staff, forms.ChoiceField)
        staff.choices = [("", _("Anybody")), *queries.who_may_see(actor=actor)]

    def clean_member(self) -> str:
        """Look the member up, so that a number that nobody has is refused at its field."""
        number = str(self.cleaned_data["member"]).strip()
        self.person_id = 0
        if number:
            try:
                self.person_id = queries.member_id_of(number=number)
            except NotFound as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return number

    def wanted(self) -> AccessFilter:
        """Return the filter; a field that cannot be read does not filter."""
        self.is_valid()
        told = self.cleaned_data
        return AccessFilter(
            person_id=getattr(self, "person_id", 0),
            staff_id=told.get("staff", ""),
            part=told.get("part", ""),
            day_from=told.get("day_from"),
            day_to=told.get("day_to"),
        )

    def given(self) -> dict[str, str]:
        """Return the values in force as an address carries them."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


@require_GET
def accesses(request: HttpRequest) -> HttpResponse:
    """List who saw whose data, the latest first."""
    actor = actor_of(request)
    actor.require("members.see_accesses")
    form = AccessForm(request.GET, actor=actor)
    page = queries.accesses(wanted=form.wanted(), after=request.GET.get("after", ""), actor=actor)
    seen = {
        "form": form,
        "rows": page.rows,
        "query": urlencode(form.given()),
        "next_query": urlencode({**form.given(), "after": page.next_after}) if page.next_after else "",
    }
    template = "members/accesses.html#rows" if is_partial(request) else "members/accesses.html"
    return render(request, template, seen, status=HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Send the list as a file, and note who took it."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.see_accesses")
    wanted = AccessForm(request.GET, actor=actor).wanted()
    services.note_access_export(person_id=wanted.person_id, actor=actor, at=at)
    header = [
        gettext("When"), gettext("Who"), gettext("Member number"), gettext("Name"), gettext("What"), gettext("How"),
        gettext("Why"),
    ]  # fmt: skip
    return csv_download(f"accesses-{clock.club_day(at)}.csv", header, _cells(wanted, actor))


def _cells(wanted: AccessFilter, actor: Actor) -> Iterator[Sequence[object]]:
    after = ""
    while True:
        page = queries.accesses(wanted=wanted, after=after, actor=actor, limit=EXPORT_PAGE)
        yield from (_row(row) for row in page.rows)
        if not (after := page.next_after):
            return


def _row(row: AccessRow) -> Sequence[object]:
    return (row.at.isoformat(), row.who, row.number, row.name, row.part, row.via, row.reason)
