"""Who answers and where callers wait: agents with their skills, queues with their terms."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS as DAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.callcenter import queries, services
from shuyou.callcenter.adapters.opening import server_of
from shuyou.callcenter.console.sections import section_tabs
from shuyou.callcenter.models import Agent, Queue
from shuyou.callcenter.services import AgentDraft, QueueDraft
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import NotFound
from shuyou.kernel.pages import saved

LEVELS = [("", "—"), *((str(level), str(level)) for level in range(1, 6))]
SKILL = "skill_"
WEEKDAYS = {number + 1: name for number, name in DAYS.items()}
CLOCK = {"type": "time"}


class AgentForm(forms.Form):
    """An agent's seat and skills."""

    user_id = forms.TypedChoiceField(label=_("Colleague"), coerce=int)
    site = forms.ChoiceField(label=_("Site"))
    extension = forms.CharField(label=_("Extension"), max_length=20, widget=forms.TextInput(attrs={"class": "n"}))
    phone = forms.ChoiceField(label=_("Telephone"), choices=Agent.Phone.choices)
    english = forms.BooleanField(label=_("Speaks English"), required=False)
    is_active = forms.BooleanField(label=_("Answers calls"), required=False, initial=True)

    def __init__(self, *args: object, actor: Actor, is_new: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        people, sites = self.fields["user_id"], self.fields["site"]
        assert isinstance(people, forms.ChoiceField)
        assert isinstance(sites, forms.ChoiceField)
        people.choices, sites.choices = queries.seatless(actor=actor), queries.site_choices(actor=actor)
        if not is_new:
            del self.fields["user_id"]
        for code, name in queries.skill_choices(actor=actor):
            self.fields[f"{SKILL}{code}"] = forms.ChoiceField(label=name, choices=LEVELS, required=False)

    def draft(self, user_id: int) -> AgentDraft:
        """Return the seat as typed."""
        typed = self.cleaned_data
        skills = {
            key.removeprefix(SKILL): int(level) for key, level in typed.items() if key.startswith(SKILL) and level
        }
        return AgentDraft(
            user_id=user_id or typed["user_id"],
            site=typed["site"],
            extension=typed["extension"],
            phone=typed["phone"],
            languages=("zh", "en") if typed["english"] else ("zh",),
            skills=skills,
            is_active=typed["is_active"],
        )


class QueueForm(forms.Form):
    """What holds for a queue."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=40)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    is_active = forms.BooleanField(label=_("Open"), required=False)
    strategy = forms.ChoiceField(label=_("Who comes first among equals"), choices=Queue.Strategy.choices)
    priority = forms.IntegerField(label=_("Goes before other queues by so many seconds"), min_value=0, max_value=600)
    owner_wait = forms.IntegerField(
        label=_("Waits so many seconds for the reader's own agent"), min_value=0, max_value=300
    )
    ring_for = forms.IntegerField(label=_("Rings for so many seconds"), min_value=5, max_value=120)
    wrap_for = forms.IntegerField(label=_("Seconds to wrap up"), min_value=0, max_value=900)
    target_seconds = forms.IntegerField(label=_("Goal: answered within so many seconds"), min_value=1, max_value=600)
    target_share = forms.IntegerField(label=_("Goal: of so many percent"), min_value=1, max_value=100)
    longest_wait = forms.IntegerField(label=_("Warn from so many seconds of waiting"), min_value=5, max_value=3600)
    overflow = forms.ChoiceField(label=_("Then over to the queue"), required=False)
    overflow_after = forms.IntegerField(label=_("after so many seconds"), min_value=5, max_value=3600)
    opens = forms.TimeField(label=_("Opens"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    closes = forms.TimeField(label=_("Closes"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    script_zh = forms.CharField(label=_("What to say first, in Chinese"), max_length=500, required=False)
    days = forms.TypedMultipleChoiceField(
        label=_("Days"), coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    is_recorded = forms.BooleanField(label=_("Calls are recorded"), required=False)
    survey_share = forms.IntegerField(
        label=_("Percent of callers who are asked for a score after the call"), min_value=0, max_value=100
    )
    script_en = forms.CharField(label=_("What to say first, in English"), max_length=500, required=False)

    def __init__(self, *args: object, actor: Actor, code: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        others = self.fields["overflow"]
        assert isinstance(others, forms.ChoiceField)
        others.choices = [("", "—"), *(one for one in queries.queue_choices(actor=actor) if one[0] != code)]

    def draft(self) -> QueueDraft:
        """Return the terms as typed."""
        return QueueDraft(**{**self.cleaned_data, "days": tuple(self.cleaned_data["days"])})


@require_GET
def agents(request: HttpRequest) -> HttpResponse:
    """List the agents with their skills."""
    actor = actor_of(request)
    rows = queries.agent_rows(actor=actor)
    seen = {"tabs": section_tabs("callcenter:agents", actor), "rows": rows, "may": actor.may("callcenter.set_up")}
    return render(request, "callcenter/agents.html", seen)


@require_http_methods(["GET", "POST"])
def agent(request: HttpRequest, user_id: int = 0) -> HttpResponse:
    """Give a colleague a seat, or change it."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.set_up")
    known = next((row for row in queries.agent_rows(actor=actor) if row.user_id == user_id), None)
    if user_id and known is None:
        raise NotFound(what=gettext("agent"), key=user_id)
    start: dict[str, object] = {"is_active": True}
    if known:
        start = {"site": known.site, "extension": known.extension, "phone": known.phone, "is_active": known.is_active}
        start |= {"english": "en" in known.languages, **{f"{SKILL}{code}": lvl for code, lvl in known.skills.items()}}
    sent = request.POST if request.method == "POST" else None
    form = AgentForm(sent, initial=start, actor=actor, is_new=known is None)

    def save() -> str:
        services.put_agent(form.draft(user_id), actor=actor, at=at)
        return reverse("callcenter:agents")

    title = known.name if known else gettext("New agent")
    seen = {"title": title, "back": reverse("callcenter:agents"), "user_id": user_id}
    template = "callcenter/agent.html" if user_id else "ui/form.html"
    return saved(request, form, save, said=gettext("Saved."), seen=seen, template=template)


@require_POST
def secret(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give an agent's telephone a new secret and show it, this once."""
    actor = actor_of(request)
    made = services.renew_secret(user_id=user_id, actor=actor, at=clock.now())
    row = next(row for row in queries.agent_rows(actor=actor) if row.user_id == user_id)
    # Never by a redirect: a secret belongs neither into an address nor into the session.
    server = server_of(row.site, adapter=row.adapter)
    return render(request, "callcenter/secret.html", {"row": row, "secret": made, "server": server})


@require_GET
def queues(request: HttpRequest) -> HttpResponse:
    """List the queues."""
    actor = actor_of(request)
    rows = queries.queue_rows(actor=actor)
    seen = {"tabs": section_tabs("callcenter:queues", actor), "rows": rows, "may": actor.may("callcenter.set_up")}
    return render(request, "callcenter/queues.html", seen)


@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest, code: str) -> HttpResponse:
    """Change what holds for a queue."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.set_up")
    known = next((row for row in queries.queue_rows(actor=actor) if row.code == code), None)
    if known is None:
        raise NotFound(what=gettext("queue"), key=code)
    sent = request.POST if request.method == "POST" else None
    form = QueueForm(sent, initial=dict(known.values), actor=actor, code=code)

    def save() -> str:
        services.change_queue(form.draft(), code=code, actor=actor, at=at)
        return reverse("callcenter:queues")

    seen = {"title": known.name, "back": reverse("callcenter:queues")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)
