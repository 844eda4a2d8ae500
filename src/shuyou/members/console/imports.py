"""Files of people: handed in, looked at, read by a job, taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, csv_file, id_in, is_partial, oversize
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import UPLOAD_LIMIT, HeadingMissing, Preview, PreviewRow
from shuyou.kernel.files.choosing import chosen_columns, file_columns, kept_choice, padded_cells
from shuyou.members import queries, services, tasks
from shuyou.members.console.forms import put_refusals
from shuyou.members.errors.intake import UploadTooLarge
from shuyou.members.imports.vcards import HEADINGS
from shuyou.members.models import Intake
from shuyou.members.queries import IntakeRow
from shuyou.members.rules.intakes import FIELDS
from shuyou.members.services import IntakeChoice

PREVIEW: Final = 8
MEGABYTES: Final = UPLOAD_LIMIT // (1024 * 1024)

READER_FIELDS: Final[Mapping[str, str | Promise]] = {
    "number": _("Member number"), "card": _("Card"), "phone": _("Phone"), "name": _("Name"),
    "said_on": _("When it was said"), "confidence": _("How sure, in percent"),
}  # fmt: skip
"""What says whom a row of a partner's list is about, and when and how surely it was said."""

MISSING: Final = {
    Intake.Kind.MEMBERS.value: _("Say which column holds the name."),
    Intake.Kind.PREFERENCES.value: _("Say which column holds the member number, the card or the phone."),
}


class UploadForm(forms.Form):
    """A file to be read."""

    kind = forms.ChoiceField(
        label=_("What it is a list of"), required=False, choices=Intake.Kind.choices, initial=Intake.Kind.MEMBERS,
        widget=forms.RadioSelect,
    )  # fmt: skip

    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.vcf", "data-most": str(UPLOAD_LIMIT)}),
    )


class ChoiceForm(forms.Form):
    """How a file is to be read."""

    joined_via = forms.CharField(label=_("How these readers joined"), required=False, max_length=60)
    source = forms.CharField(
        label=_("The old system's name"),
        required=False,
        max_length=60,
        help_text=_("only if its numbers may clash with another's"),
    )
    save_as = forms.CharField(
        label=_("Remember these columns as"), required=False, max_length=100, help_text=_("for the next file like it")
    )


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a file as the page shows it: why it would be refused, and what is to be said though it is taken."""

    line: int
    cells: Sequence[str]
    problems: Sequence[str]
    remarks: Sequence[str]


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """List files that came in, and offer to hand one in."""
    page = queries.intakes(before=id_in(request.GET.get("before", "")), actor=actor_of(request))
    seen = {"page": page, "form": UploadForm(), "megabytes": MEGABYTES}
    return render(request, "members/imports.html#rows" if is_partial(request) else "members/imports.html", seen)


@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """Keep a file that somebody hands in."""
    actor, form = actor_of(request), UploadForm(request.POST, request.FILES)
    actor.require("members.import")
    form.is_valid()
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    file = request.FILES.get("file")
    if size := oversize(request):
        form.errors.clear()
        put_refusals(form, UploadTooLarge(size=size, limit=MEGABYTES))
    elif file is None or file.file is None or not file.size:
        form.errors.clear()
        form.add_error("file", gettext("Choose a file first; an empty one holds nobody."))
    else:
        try:
            kind = form.cleaned_data.get("kind") or Intake.Kind.MEMBERS
            number = services.hand_in(file.file, name=file.name or "", kind=kind, actor=actor, at=clock.now())
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
        else:
            return _go(number)
    page = queries.intakes(actor=actor)
    return render(request, "members/imports.html", {"page": page, "form": form, "megabytes": MEGABYTES}, status=status)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Show a file: how it would be read, how far it is, or what came of it."""
    actor = actor_of(request)
    intake = queries.intake(intake_id=intake_id, actor=actor)
    if intake.status == "waiting":
        return _choose(request, intake, actor)
    part = request.GET.get("part", "")
    after = id_in(request.GET.get("after", ""))
    people = None if intake.is_moving else queries.intake_people(
        intake_id=intake_id, part=part, after=after, actor=actor
    )  # fmt: skip
    seen = {"intake": intake, "people": people, "part": part, "may_open": actor.may("members.view")}
    if is_partial(request) and after:
        return render(request, "members/intake.html#people", seen)
    return render(request, "members/intake.html#all" if is_partial(request) else "members/intake.html", seen)


@require_POST
def look(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Show at once how a waiting file would be read with the columns as they are chosen now."""
    actor = actor_of(request)
    intake = queries.intake(intake_id=intake_id, actor=actor)
    if intake.status != "waiting":
        raise Http404
    return render(request, "members/import_choose.html#look", {"intake": intake, **_look(request, intake, actor)})


@require_POST
def drop(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Forget a file that was never read."""
    services.drop_intake(intake_id=intake_id, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("The file is gone; nobody was entered."))
    return HttpResponseRedirect(reverse("members:imports"), status=HTTPStatus.SEE_OTHER)


@require_POST
def undo(request: HttpRequest, intake_id: int) -> HttpResponse:
    """Have a file taken back."""
    services.ask_to_undo_intake(intake_id=intake_id, actor=actor_of(request), at=clock.now())
    tasks.undo_intake.defer(intake_id=intake_id)
    return _go(intake_id)


@require_GET
def refused(request: HttpRequest, intake_id: int) -> HttpResponseBase:
    """Send the rows that were refused, with the reasons, to be corrected and handed in again."""
    actor = actor_of(request)
    intake = queries.intake(intake_id=intake_id, actor=actor)
    path = queries.intake_file(intake_id=intake_id, actor=actor)
    if path is None or not intake.has_refusals:
        raise Http404
    return csv_file(path, f"refused-{intake_id}.csv")


def _choose(request: HttpRequest, intake: IntakeRow, actor: Actor) -> HttpResponse:
    """Show how a file would be read, or have it read as somebody chose."""
    form = ChoiceForm(request.POST or None, initial={"joined_via": ""})
    if intake.kind == Intake.Kind.PREFERENCES:
        del form.fields["joined_via"]
    status = HTTPStatus.OK
    if request.method == "POST":
        form.is_valid()
        try:
            choice = IntakeChoice(columns=_chosen(request, intake.kind), **form.cleaned_data)
            services.start_intake(choice, intake_id=intake.intake_id, actor=actor, at=clock.now())
        except HeadingMissing as refusal:
            form.add_error(None, str(MISSING[intake.kind]))
            status = STATUS[refusal.kind]
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
        else:
            tasks.take_in.defer(intake_id=intake.intake_id)
            return _go(intake.intake_id)
    seen = _look(request, intake, actor)
    return render(request, "members/import_choose.html", {"intake": intake, "form": form, **seen}, status=status)


def _look(request: HttpRequest, intake: IntakeRow, actor: Actor) -> dict[str, Any]:
    """Return what the page of a waiting file shows: its headings, what they are taken for, the first rows."""
    path = queries.intake_file(intake_id=intake.intake_id, actor=actor)
    if path is None:
        raise Http404
    bare = _preview(intake.kind, path, {}, actor, is_guessed=True)
    asked = _fields(intake.kind)
    like = queries.mappings_like(headings=bare.headings, actor=actor)
    kept = [mapping for mapping in like if mapping.columns.keys() <= asked.keys()]
    used = kept_choice(request.GET.get("mapping", ""), kept)
    columns = _chosen(request, intake.kind) if request.method == "POST" else dict(used.columns) if used else None
    seen = bare if columns is None else _preview(intake.kind, path, columns, actor, is_guessed=False)
    is_fixed = tuple(bare.headings) == HEADINGS
    return {
        "headings": file_columns(seen),
        "choices": list(asked.items()),
        "rows": [_shown(row, len(seen.headings)) for row in seen.rows],
        "wrong": sum(1 for row in seen.rows if row.problems),
        "encoding": seen.encoding,
        "mappings": kept,
        "used": used,
        "is_fixed": is_fixed,
        "labels": [str(FIELDS[name]) for name in seen.headings if name in FIELDS] if is_fixed else [],
    }


def _fields(kind: str) -> Mapping[str, str]:
    """Return what the columns of a file may hold, in words; fields that are retired are none of it."""
    if kind == Intake.Kind.PREFERENCES:
        return {name: str(label) for name, label in READER_FIELDS.items()} | {
            row.code: row.name for row in queries.attributes_in_use()
        }
    retired = queries.retired_fields()
    return {name: str(label) for name, label in FIELDS.items() if name not in retired}


def _preview(kind: str, path: Path, columns: Mapping[str, str], actor: Actor, *, is_guessed: bool) -> Preview:
    """Return how a file would be read; one that does not say of whom is shown all the same."""
    if kind == Intake.Kind.PREFERENCES:
        return services.preview_preferences(
            path, actor=actor, at=clock.now(), mapping=columns, is_guessed=is_guessed, needs_reader=False, limit=PREVIEW
        )
    return services.preview_members(
        path, actor=actor, at=clock.now(), mapping=columns, is_guessed=is_guessed, needs_name=False, limit=PREVIEW
    )


def _chosen(request: HttpRequest, kind: str) -> dict[str, str]:
    return chosen_columns(request.POST.getlist("heading"), request.POST, _fields(kind))


def _shown(row: PreviewRow, width: int) -> ShownRow:
    return ShownRow(
        row.line, padded_cells(row, width), [str(told) for told in row.problems], [str(told) for told in row.remarks]
    )


def _go(number: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("members:intake", args=[number]), status=HTTPStatus.SEE_OTHER)
