"""Mailings as they are planned: for whom, in which words; counted, tried on oneself, confirmed by one who may."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, id_in, is_partial
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.files.text import decoded
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.registry import registry
from shuyou.messaging import queries, services, tasks
from shuyou.messaging.console.sections import TABS
from shuyou.messaging.models import Channel
from shuyou.messaging.queries import PlanPage
from shuyou.messaging.services import MAILED_BY, PlanDraft

AT_ONCE: Final = 5_000
"""Readers who are counted before the page answers; more are counted by the worker."""
MOST_BYTES: Final = 1_000_000


class PlanForm(forms.Form):
    """A mailing as typed."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"), max_length=80, help_text=_("for colleagues; readers do not see it")
    )
    segment = forms.ChoiceField(label=_("Readers"), required=False)
    numbers = forms.CharField(
        label=_("Or readers by their numbers"), required=False, max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("of members or telephones, one after the other"),
    )  # fmt: skip
    file = forms.FileField(label=_("Or a file with numbers"), required=False, help_text=_("one in each line"))
    template = forms.ChoiceField(label=_("Words"), required=False)
    subject = forms.CharField(label=_("Subject of the letter"), required=False, max_length=200)
    text = forms.CharField(
        label=_("What it says, in words of your own"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "{name|reader} is a reader’s name, {club}, {site} and {contact} are ours; blocks, with an empty line "
            "between them: # heading, - points, > small print, ---, [label](https://…), [[ISBN]]"
        ),
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label=_("Channels"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(code, Channel(code).label) for code in MAILED_BY],
        help_text=_("none: each reader’s own; of several the one that a reader prefers comes first"),
    )  # fmt: skip
    is_offer = forms.BooleanField(
        label=_("It offers something"), required=False, initial=True,
        help_text=_("then only to who has said yes to offers"),
    )  # fmt: skip

    def __init__(self, data: Any, files: Any, *, actor: Actor, initial: Mapping[str, Any]) -> None:
        super().__init__(data, files, initial=dict(initial))
        self._offer(
            "segment", [
                ("", "—"),
                *(
                    (f"{source.kind}:{key}", name)
                    for source in sorted(registry.segments, key=lambda one: one.order)
                    for key, name in source.choices(actor)
                ),
            ],
        )  # fmt: skip
        self._offer("template", [("", _("Words of my own")), *queries.mailing_words(actor=actor)])

    def _offer(self, name: str, choices: list[Any]) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices

    def draft(self) -> PlanDraft:
        """Return what was typed."""
        typed = self.cleaned_data
        sent = typed["file"]
        text = decoded(sent.read(MOST_BYTES), name=sent.name) if sent else ""
        numbers = {word.strip() for part in (typed["numbers"], text) for word in part.translate(_APART).split()}
        same = ("key", "name", "segment", "template", "subject", "text", "channels", "is_offer")
        return PlanDraft(**{name: typed[name] for name in same}, numbers=numbers)


_APART: Final = str.maketrans(dict.fromkeys(',;，；、\t"', " "))


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Plan a mailing."""
    actor = actor_of(request)
    actor.require("messaging.mail")
    asked = {"key": uuid4(), "segment": request.GET.get("segment", ""), "template": request.GET.get("template", "")}
    form = PlanForm(request.POST or None, request.FILES or None, actor=actor, initial=asked)

    def save() -> str:
        uid = services.plan_mailing(form.draft(), actor=actor, at=clock.now())
        return _counted(uid, actor)

    seen = {"title": gettext("New mailing"), "back": reverse("messaging:mailings")}
    return saved(request, form, save, said=gettext("Planned; nothing is sent yet."), seen=seen)


@require_http_methods(["GET", "POST"])
def plan_change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Plan a mailing otherwise."""
    actor = actor_of(request)
    page = queries.mailing_plan(uid=uid, actor=actor)
    if page is None:
        raise NotFound(what=gettext("mailing"), key=uid)
    now = {
        "key": uid, "name": page.row.name, "segment": page.segment, "numbers": "\n".join(page.numbers),
        "template": page.template, **page.facts, "channels": page.channels, "is_offer": page.is_offer,
    }  # fmt: skip
    form = PlanForm(request.POST or None, request.FILES or None, actor=actor, initial=now)

    def save() -> str:
        services.change_plan(form.draft(), uid=uid, actor=actor, at=clock.now())
        return _counted(uid, actor)

    seen = {"title": page.row.name, "back": reverse("messaging:mailing", args=[uid])}
    return saved(request, form, save, said=gettext("Planned otherwise; nothing is sent yet."), seen=seen)


@require_POST
def plan_deed(request: HttpRequest, uid: UUID, what: str) -> HttpResponse:
    """Confirm a mailing, drop it, count it again, or have it sent to oneself."""
    actor, at = actor_of(request), clock.now()
    here, readers = reverse("messaging:mailing", args=[uid]), id_in(request.POST.get("readers", ""))

    def trial() -> None:
        services.try_mailing(uid=uid, key=uuid4(), actor=actor, at=at)
        tasks.defer_sending()

    def confirm() -> None:
        services.confirm_mailing(uid=uid, readers=readers, actor=actor, at=at)
        tasks.defer_handing_in()

    deeds: Mapping[str, tuple[Callable[[], object], str]] = {
        "confirm": (confirm, gettext("It goes.")),
        "drop": (lambda: services.drop_plan(uid=uid, actor=actor, at=at), gettext("Dropped; nobody got anything.")),
        "count": (lambda: _counted(uid, actor), ""),
        "trial": (trial, gettext("A trial goes to your own e-mail address.")),
    }
    if what not in deeds:
        raise NotFound(what=gettext("page"), key=what)
    act, said = deeds[what]
    url = reverse("messaging:mailings") if what == "drop" else here
    return deed(request, act, url=url, said=said, draw=lambda again, why: draw_plan(again, uid, why))


def draw_plan(request: HttpRequest, uid: UUID, refusal: DomainError | None) -> HttpResponse:
    """Draw a mailing that is not confirmed, with what would come of it; the page looks again while it is counted."""
    actor = actor_of(request)
    page = queries.mailing_plan(uid=uid, actor=actor)
    if page is None:
        messages.warning(request, str(refusal)) if refusal else None
        return HttpResponse(status=303, headers={"Location": reverse("messaging:mailing", args=[uid])})
    may_confirm = page.counted_at is not None and page.readers > 0
    seen = {
        "tabs": tabs_of(TABS, "messaging:mailings", actor), "page": page, "row": page.row, "refusal": refusal,
        "readers_named": _readers_named(page, actor), "previews": services.mailing_previews(uid=uid, actor=actor),
        "may_confirm": may_confirm and not (page.is_large and page.planned_by == actor.signature),
        "needs_other": may_confirm and page.is_large and page.planned_by == actor.signature,
    }  # fmt: skip
    template = "messaging/plan.html#told" if is_partial(request) else "messaging/plan.html"
    return render(request, template, seen, status=status_of(refusal))


def _counted(uid: UUID, actor: Actor) -> str:
    """Have a plan counted, now if it is small; return where it is looked at."""
    if not services.count_mailing(uid=uid, most=AT_ONCE, closed=tasks.closed_channels(), actor=actor, at=clock.now()):
        tasks.count_mailing.defer(uid=str(uid))
    return reverse("messaging:mailing", args=[uid])


def _readers_named(page: PlanPage, actor: Actor) -> str:
    if not page.segment:
        return gettext("named one by one")
    kind, _colon, key = page.segment.partition(":")
    offered = {f"{one.kind}:{code}": name for one in registry.segments if one.kind == kind
               for code, name in one.choices(actor)}  # fmt: skip
    return offered.get(f"{kind}:{key}", gettext("a group of a colleague"))
