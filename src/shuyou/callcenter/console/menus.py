"""Menus by telephone: looked at node by node, changed in a draft, tried out on a telephone in the page, published."""

from collections.abc import Mapping
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.menu_map import drawing_of
from shuyou.callcenter.console.menu_words import KINDS, LOOKUPS
from shuyou.callcenter.console.sections import section_tabs
from shuyou.callcenter.rules import ivr
from shuyou.callcenter.services import NodeDraft
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.pages import deed, saved, status_of

LONGEST_TRIAL: Final = 200


class NodeForm(forms.Form):
    """A node: what it is, what it says, where it leads."""

    name = forms.SlugField(label=_("Name"), max_length=40, help_text=_("small letters, such as greeting"))
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    zh = forms.CharField(label=_("Says in Chinese"), max_length=500, required=False, widget=forms.Textarea)
    en = forms.CharField(label=_("Says in English"), max_length=500, required=False, widget=forms.Textarea)
    next = forms.ChoiceField(label=_("Then"), required=False)
    otherwise = forms.ChoiceField(label=_("Otherwise"), required=False)
    edges = forms.CharField(
        label=_("Keys"), max_length=500, required=False, widget=forms.Textarea,
        help_text=_("a key and the node it leads to in each line, such as 1 order"),
    )  # fmt: skip
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    what = forms.ChoiceField(label=_("Looks up"), required=False, choices=[("", "—"), *LOOKUPS.items()])
    number = forms.CharField(label=_("Number"), max_length=20, required=False)
    collects = forms.SlugField(label=_("Keeps the figures as"), max_length=20, required=False)
    digits = forms.IntegerField(label=_("Figures at most"), min_value=0, max_value=30, required=False)
    language = forms.ChoiceField(
        label=_("Speaks from here on"), required=False, choices=[("", "—"), ("zh", "中文"), ("en", "English")]
    )
    hears = forms.BooleanField(
        label=_("Also understands spoken figures, yes and no"), required=False,
        help_text=_("in English, where the switch can"),
    )  # fmt: skip
    is_start = forms.BooleanField(label=_("Callers begin here"), required=False)

    def __init__(self, *args: object, actor: Actor, names: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in ("next", "otherwise"):
            self._offer(field, [(name, name) for name in names])
        self._offer("queue", queries.queue_choices(actor=actor))

    def _offer(self, field: str, choices: list[tuple[str, str]]) -> None:
        chosen = self.fields[field]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "—"), *choices]

    def clean_edges(self) -> dict[str, str]:
        """Return the keys with where they lead."""
        lines = [line.split() for line in self.cleaned_data["edges"].splitlines() if line.strip()]
        if any(len(line) != 2 or line[0] not in ivr.KEYS for line in lines):
            raise forms.ValidationError(gettext("Write a key and a node in each line, such as 1 order."))
        return dict(lines)

    def draft(self) -> NodeDraft:
        """Return the node as typed."""
        return NodeDraft(**{**self.cleaned_data, "digits": self.cleaned_data["digits"] or 0})


class MenuForm(forms.Form):
    """A new menu."""

    code = forms.SlugField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=60)


@require_GET
def menus(request: HttpRequest) -> HttpResponse:
    """List the menus with the numbers they answer."""
    actor = actor_of(request)
    seen = {"tabs": section_tabs("callcenter:menus", actor), "rows": queries.menu_rows(actor=actor)}
    return render(request, "callcenter/menus.html", seen)


@require_http_methods(["GET", "POST"])
def menu_new(request: HttpRequest) -> HttpResponse:
    """Begin a menu."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.edit_menus")
    form = MenuForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        typed = form.cleaned_data
        services.make_menu(code=typed["code"], name=typed["name"], actor=actor, at=at)
        return reverse("callcenter:menu", args=[typed["code"]])

    seen = {"title": gettext("New menu"), "back": reverse("callcenter:menus")}
    return saved(request, form, save, said=gettext("Now put a node in."), seen=seen)


@require_GET
def menu_page(request: HttpRequest, menu: str) -> HttpResponse:
    """Show a menu node by node, with what is wrong and where callers left it."""
    return _menu(request, menu, None)


@require_POST
def menu_deed(request: HttpRequest, menu: str, what: str) -> HttpResponse:
    """Publish the draft, give it up, or take a node out of it."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        if what == "publish":
            services.publish_menu(menu=menu, actor=actor, at=at)
        elif what == "drop-draft":
            services.drop_draft(menu=menu, actor=actor, at=at)
        elif what == "drop-node":
            services.drop_node(menu=menu, name=request.POST.get("name", "")[:40], actor=actor, at=at)
        else:
            raise NotFound(what=gettext("page"), key=what)

    said = gettext("Callers go through it from the next call on.") if what == "publish" else gettext("Done.")
    return deed(
        request, act, url=reverse("callcenter:menu", args=[menu]), said=said, draw=lambda req, no: _menu(req, menu, no)
    )


@require_http_methods(["GET", "POST"])
def node(request: HttpRequest, menu: str, name: str = "") -> HttpResponse:
    """Put a node into the draft, or change it."""
    actor, at = actor_of(request), clock.now()
    page = queries.menu_page(code=menu, at=at, actor=actor)
    known = next((row.node for row in page.nodes if row.name == name), None)
    if name and known is None:
        raise NotFound(what=gettext("node"), key=name)
    sent = request.POST if request.method == "POST" else None
    initial = {**_start(name, known or {}), "is_start": bool(name) and page.graph.get("start") == name}
    form = NodeForm(sent, initial=initial, actor=actor, names=[row.name for row in page.nodes])

    def save() -> str:
        services.save_node(form.draft(), menu=menu, actor=actor, at=at)
        return reverse("callcenter:menu", args=[menu])

    said = gettext("The draft is kept; callers do not go through it yet.")
    seen = {"title": name or gettext("New node"), "back": reverse("callcenter:menu", args=[menu])}
    return saved(request, form, save, said=said, seen=seen)


def _start(name: str, known: Mapping[str, object]) -> dict[str, object]:
    text, edges = known.get("text"), known.get("edges")
    start = {key: known.get(key) for key in ("kind", "next", "queue", "what", "number", "digits", "language", "hears")}
    if isinstance(text, Mapping):
        start |= {"zh": text.get("zh"), "en": text.get("en")}
    if isinstance(edges, Mapping):
        start["edges"] = "\n".join(f"{key} {to}" for key, to in edges.items())
    return {**start, "name": name, "otherwise": known.get("else"), "collects": known.get("name")}


@require_GET
def trial(request: HttpRequest, menu: str) -> HttpResponse:
    """Try a menu out on a telephone in the page: what was pressed so far stands in the address."""
    actor, at = actor_of(request), clock.now()
    page = queries.menu_page(code=menu, at=at, actor=actor)
    pressed = [one for one in request.GET.get("keys", "").split(".") if one][:LONGEST_TRIAL]
    queues = dict(queries.queue_choices(actor=actor))
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    state, said = ivr.IvrState(language=language), list[tuple[str, str]]()
    done = ivr.step(page.graph, state, ivr.Begin())
    for one in pressed:
        said += [*_heard(done, queues), ("key", _pressed_words(one))]
        done = ivr.step(page.graph, done.state, _event(one))
    said += _heard(done, queues)
    last = done.commands[-1] if done.commands else None
    seen = {
        "tabs": section_tabs("callcenter:menus", actor), "page": page, "said": said, "state": done.state,
        "drawing": drawing_of(page, done.state.node),
        "keys": ".".join(pressed), "keypad": ivr.KEYS, "is_over": done.state.is_done,
        "words": last.words if isinstance(last, ivr.Listen) else (),
        "asks": LOOKUPS.get(last.what, KINDS.get(last.what, last.what)) if isinstance(last, ivr.LookUp) else "",
        "is_listening": isinstance(last, ivr.Listen) or (not done.commands and not done.state.is_done),
    }  # fmt: skip
    return render(request, "callcenter/menu_trial.html", seen)


def _event(pressed: str) -> ivr.IvrEvent:
    if pressed in ("yes", "no"):
        return ivr.Found(pressed == "yes", values={"senior": "1"})
    return ivr.Silence() if pressed == "wait" else ivr.Pressed(ivr.SPOKEN.get(pressed, pressed[:1]))


def _pressed_words(pressed: str) -> str:
    words = {"yes": gettext("found"), "no": gettext("not found"), "wait": gettext("silence")}
    if pressed in ivr.SPOKEN:
        return gettext("says “%(word)s”") % {"word": pressed}
    return words.get(pressed, pressed[:1])


def _heard(done: ivr.Step, queues: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a caller hears, and where they are brought, as lines of the telephone."""
    heard = [("said", one.text) for one in done.commands if isinstance(one, ivr.Speak)]
    last = done.commands[-1] if done.commands else None
    if isinstance(last, ivr.ToQueue | ivr.TakeMessage | ivr.CallBack):
        kind = {ivr.ToQueue: "queue", ivr.TakeMessage: "voicemail", ivr.CallBack: "callback"}[type(last)]
        heard.append(("end", f"{KINDS[kind]} · {queues.get(last.queue, last.queue)}"))
    elif isinstance(last, ivr.HangUp | ivr.Connect):
        heard.append(("end", str(KINDS["hangup" if isinstance(last, ivr.HangUp) else "transfer"])))
    return heard


def _menu(request: HttpRequest, menu: str, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    page = queries.menu_page(code=menu, at=at, actor=actor)
    queues = dict(queries.queue_choices(actor=actor))
    nodes = [
        (
            row, KINDS.get(row.kind, row.kind), LOOKUPS.get(str(row.node.get("what", "")), ""),
            queues.get(str(row.node.get("queue", "")), row.node.get("queue", "")),
        )
        for row in page.nodes
    ]  # fmt: skip
    seen = {"tabs": section_tabs("callcenter:menus", actor), "page": page, "nodes": nodes, "refusal": refusal}
    return render(request, "callcenter/menu.html", seen, status=status_of(refusal))
