"""Papers: scans added, looked for, typed beside the picture, hung on members."""

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, id_in, is_partial, oversize
from shuyou.kernel.errors import DomainError
from shuyou.members import queries, services
from shuyou.members.console.forms import NewMemberForm, put_refusals
from shuyou.members.console.new import known_member
from shuyou.members.models import Paper
from shuyou.members.queries import PaperFilter, PaperRow
from shuyou.members.rules.papers import MEGABYTES, PDF
from shuyou.members.services import NewPaper

MOST_AT_ONCE: Final = 50
_DAY: Final = {"type": "date"}


class PaperFilterForm(forms.Form):
    """Which papers are shown."""

    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any status")), *Paper.Status.choices]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any kind")), *Paper.Kind.choices])
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY))

    def wanted(self) -> PaperFilter:
        """Return the filter; a field that cannot be read does not filter."""
        self.is_valid()
        return PaperFilter(**{name: value for name, value in self.cleaned_data.items() if value})

    def given(self) -> dict[str, str]:
        """Return the values in force as an address carries them."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class PaperForm(forms.Form):
    """Scans that are added."""

    file = forms.FileField(
        label=_("Photos or scans"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".jpg,.jpeg,.png,.tif,.tiff,.webp,.pdf"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Paper.Kind.choices)
    note = forms.CharField(label=_("Note"), required=False, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One field takes several files; Django's own widget would refuse to say so when it is made.
        self.fields["file"].widget.attrs["multiple"] = True


@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest) -> HttpResponse:
    """List papers, and take scans that wait to be typed."""
    actor, status, form = actor_of(request), HTTPStatus.OK, PaperForm()
    if request.method == "POST":
        actor.require("members.file_papers")  # before anything that was sent is read
        form = PaperForm(request.POST, request.FILES)
        added = _added(request, form, actor, None)
        if added and not form.errors:
            messages.success(request, _waiting(added))
            return HttpResponseRedirect(reverse("members:papers"), status=HTTPStatus.SEE_OTHER)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    asked = PaperFilterForm(request.GET)
    page = queries.list_papers(wanted=asked.wanted(), before=id_in(request.GET.get("before", "")), actor=actor)
    seen = {
        "page": page,
        "asked": asked,
        "form": form,
        "megabytes": MEGABYTES,
        "is_filtered": bool(asked.given()),
        "next_query": urlencode({**asked.given(), "before": page.next_before}) if page.next_before else "",
        "next_paper": queries.next_paper(actor=actor),
        "may_file": actor.may("members.file_papers"),
    }
    template = "members/papers.html#rows" if is_partial(request) else "members/papers.html"
    return render(request, template, seen, status=status)


@require_GET
def file(request: HttpRequest, paper_id: int) -> HttpResponseBase:
    """Send a scan: a picture to be shown, anything else to be kept; who saw whose is written down."""
    actor = actor_of(request)
    paper = queries.paper(paper_id=paper_id, actor=actor)
    if not default_storage.exists(paper.file):
        raise Http404
    if paper.member_id is not None:
        services.record_access(person_id=paper.member_id, part="paper", reason="", actor=actor, at=clock.now())
    response = FileResponse(
        default_storage.open(paper.file),
        as_attachment=paper.media_type == PDF,
        filename=f"paper-{paper_id}.{'pdf' if paper.media_type == PDF else 'jpg'}",
        content_type=paper.media_type,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_http_methods(["GET", "POST"])
def typing(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Type a paper: the picture on the left, the form for a new member on the right."""
    actor = actor_of(request)
    actor.require("members.file_papers")
    paper = queries.paper(paper_id=paper_id, actor=actor)
    seen: dict[str, Any] = {"paper": paper, "next_paper": queries.next_paper(after=paper_id, actor=actor)}
    if request.method != "POST":
        form = NewMemberForm(initial={"key": uuid4()})
        form.fields["name"].widget.attrs["autofocus"] = True
        return render(request, "members/paper.html", {**seen, "form": form})
    form, status = NewMemberForm(request.POST), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            number = _typed(form, paper, actor)
        except DomainError as refusal:
            put_refusals(form, refusal)
            status, seen["known"] = STATUS[refusal.kind], known_member(refusal)
        else:
            messages.success(request, gettext("Member %(number)s has this paper now.") % {"number": number})
            return _go_on(paper_id, actor)
    return render(request, "members/paper.html", {**seen, "form": form}, status=status)


@require_POST
def attach(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Hang a paper on a member who is known."""
    actor, number = actor_of(request), request.POST.get("number", "").strip().upper()
    actor.require("members.file_papers")
    member_id = queries.member_id_of(number=number)
    services.file_paper(paper_id=paper_id, member_id=member_id, actor=actor, at=clock.now())
    messages.success(request, gettext("Member %(number)s has this paper now.") % {"number": number})
    return _go_on(paper_id, actor)


@require_POST
def spoil(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Put a paper aside that nobody can read."""
    actor = actor_of(request)
    services.spoil_paper(paper_id=paper_id, actor=actor, at=clock.now())
    return _go_on(paper_id, actor)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add scans to a member."""
    actor = actor_of(request)
    actor.require("members.file_papers")
    head = queries.member_head(number=number, actor=actor)
    form, status = PaperForm(), HTTPStatus.OK
    if request.method == "POST":
        form = PaperForm(request.POST, request.FILES)
        if _added(request, form, actor, head.member_id) and not form.errors:
            messages.success(request, gettext("The papers are kept."))
            return HttpResponseRedirect(reverse("console:member", args=[number]), status=HTTPStatus.SEE_OTHER)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    seen = {"form": form, "member": head, "megabytes": MEGABYTES}
    return render(request, "members/paper_add.html", seen, status=status)


def _added(request: HttpRequest, form: PaperForm, actor: Actor, member_id: int | None) -> int:
    """Add the scans that were sent and return how many were; what is refused stands in the form."""
    form.is_valid()
    form.errors.pop("file", None)
    files = request.FILES.getlist("file")
    if not files or oversize(request):
        form.add_error("file", gettext("Choose a file first, none of more than %(most)s MB.") % {"most": MEGABYTES})
    added = 0
    for one in files[:MOST_AT_ONCE] if not form.errors else []:
        draft = NewPaper(
            content=one.read(MEGABYTES * 1024 * 1024 + 1), name=one.name or "", kind=form.cleaned_data["kind"],
            member_id=member_id, note=form.cleaned_data["note"],
        )  # fmt: skip
        try:
            services.add_paper(draft, actor=actor, at=clock.now())
            added += 1
        except DomainError as refusal:
            put_refusals(form, refusal)
    return added


def _waiting(count: int) -> str:
    told = ngettext("%(count)s paper waits to be typed.", "%(count)s papers wait to be typed.", count)
    return told % {"count": count}


def _typed(form: NewMemberForm, paper: PaperRow, actor: Actor) -> str:
    """Enter the member that a paper is about, and hang it there."""
    typed, at = form.cleaned_data, clock.now()
    made = services.register_member(
        form.draft(), request_key=str(typed["key"] or ""), is_confirmed=typed["is_confirmed"], actor=actor, at=at
    )
    services.file_paper(paper_id=paper.paper_id, member_id=made.member_id, actor=actor, at=at)
    return made.number


def _go_on(paper_id: int, actor: Actor) -> HttpResponseRedirect:
    """Go to the next paper that waits, or to the list."""
    waiting = queries.next_paper(after=paper_id, actor=actor)
    url = reverse("members:paper", args=[waiting]) if waiting else reverse("members:papers")
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)
