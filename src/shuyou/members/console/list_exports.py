"""Lists of members as files: asked for, allowed, taken, and the page that says who took which and why."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, id_in
from shuyou.kernel.errors import DomainError
from shuyou.members import queries, services
from shuyou.members.console import list_columns
from shuyou.members.console.forms import put_refusals
from shuyou.members.console.list_columns import Fields
from shuyou.members.console.list_forms import Asked, asked_in, said_briefly
from shuyou.members.exports.list_file import MOST_IN_SHEET, csv_lines, workbook
from shuyou.members.rules.fields import EXPORTED, fields_meant, fields_of
from shuyou.members.services import ExportDraft, TakenExport

BATCH: Final = 1_000
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportForm(forms.Form):
    """Which columns, contacts masked or in full, and why."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"), required=False, choices=[], widget=forms.CheckboxSelectMultiple
    )
    is_open = forms.BooleanField(label=_("Contacts and cards in full"), required=False)
    reason = forms.CharField(label=_("What is the file for?"), required=False, max_length=400)

    def __init__(self, data: object = None, *, actor: Actor, fields: Fields, chosen: Sequence[str] = ()) -> None:
        super().__init__(data, initial={"columns": list(chosen)})  # type: ignore[arg-type]
        columns = self.fields["columns"]
        assert isinstance(columns, forms.MultipleChoiceField)
        columns.choices = list(list_columns.choosable(actor, fields).items())
        if not actor.may("members.export_open"):
            del self.fields["is_open"]


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the list that the address names as a file."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.export")
    asked = Asked(request.GET)
    fields = asked.form.own_fields
    keys = list_columns.shown(asked.columns, actor, fields)
    form, status = ExportForm(request.POST or None, actor=actor, fields=fields, chosen=keys), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                draft = _draft(asked, form, keys)
                services.ask_export(draft, actor=actor, at=at)
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
            else:
                used = {*fields_meant(draft.columns), *fields_of(asked.form.given())}
                services.note_field_use(fields=used, purpose=EXPORTED, at=at)
                return HttpResponseRedirect(reverse("members:exports"), status=HTTPStatus.SEE_OTHER)
    people = queries.count_members(wanted=asked.form.wanted(), on=clock.club_day(at), actor=actor)
    seen = {
        "form": form, "people": people, "chips": asked.form.chips(asked), "query": asked.query(),
        "limits": queries.export_limits(actor=actor),
    }  # fmt: skip
    return render(request, "members/export.html", seen, status=status)


def _draft(asked: Asked, form: ExportForm, keys: Sequence[str]) -> ExportDraft:
    typed = form.cleaned_data
    return ExportDraft(
        wanted=asked.form.wanted(), query=asked.query(), columns=typed["columns"] or keys,
        is_masked=not typed.get("is_open"), reason=typed["reason"],
    )  # fmt: skip


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """List what was asked for as a file, by whom and why: one's own, or everybody's for who approves."""
    actor = actor_of(request)
    before = id_in(request.GET.get("before", ""))
    rows = queries.list_exports(before=before, actor=actor, limit=51)
    seen = {
        "lines": [(row, said_briefly(asked_in(row.query))) for row in rows[:50]],
        "next_before": rows[49].export_id if len(rows) > 50 else 0,
        "may_approve": actor.may("members.approve_export"),
        "most_in_sheet": MOST_IN_SHEET,
    }
    return render(request, "members/exports.html", seen)


@require_POST
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a list leave the house, or refuse it."""
    is_approved = request.POST.get("is_approved") == "1"
    services.decide_export(uid=uid, is_approved=is_approved, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("Saved."))
    return HttpResponseRedirect(reverse("members:exports"), status=HTTPStatus.SEE_OTHER)


@require_POST
def take(request: HttpRequest, uid: UUID, kind: str) -> HttpResponseBase:
    """Send the file; who takes it, when and which stands in its name, in its last row and in the log."""
    actor, at = actor_of(request), clock.now()
    taken = services.take_export(uid=uid, actor=actor, at=at)
    asked = asked_in(taken.query)
    labels = list_columns.choosable(actor, asked.form.own_fields)
    columns = [key for key in taken.columns if key in labels]
    header = [gettext("Name"), *(str(labels[key]) for key in columns)]
    mark = gettext("Export %(number)s · %(who)s · %(when)s") % {
        "number": taken.export_id, "who": taken.taken_by, "when": f"{at.astimezone(clock.club_zone()):%Y-%m-%d %H:%M}",
    }  # fmt: skip
    rows = _rows(taken, asked, columns, actor)
    name = f"members-{clock.club_day(at)}-{taken.export_id}.{kind}"
    if kind == "xlsx" and taken.rows <= MOST_IN_SHEET:
        book = workbook(header, rows, mark, taken.export_id)
        return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX)
    answer = StreamingHttpResponse(csv_lines(header, rows, mark), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name.removesuffix(".xlsx")}"'
    return answer


def _rows(taken: TakenExport, asked: Asked, columns: Sequence[str], actor: Actor) -> Iterator[Sequence[str]]:
    """Return who passes the filter still, of those who were asked for."""
    after, on = 0, clock.club_day(clock.now())
    wanted = asked.form.wanted()
    while True:
        ids = queries.member_ids_of(wanted=wanted, order=asked.order, after=after, on=on, limit=BATCH, actor=actor)
        asked_for = [member_id for member_id in ids if member_id in taken.people]
        rows = queries.member_rows(member_ids=asked_for) if asked_for else []
        for line in list_columns.lines(rows, columns, actor, is_file=True, is_open=not taken.is_masked):
            yield [line.row.name, *(cell.text for cell in line.cells)]
        if len(ids) < BATCH:
            return
        after = ids[-1]
