"""Texts of notices: the list of kinds, and each with its words in both languages beside how they will look."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, id_in
from shuyou.kernel.errors import NotFound
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.notices import Words
from shuyou.kernel.pages import deed, saved
from shuyou.messaging import queries, services, tasks
from shuyou.messaging.console.sections import TABS

ROWS: Final = {"subject": 1, "body": 10, "short": 3}
LABELS: Final = {"subject": _("Subject of the letter"), "body": _("Letter"), "short": _("Short message")}
SHOWN: Final = {"email": _("Letter"), "plain": _("Plain part"), "sms": _("Short message"), "app": _("Inbox")}
"""How words are looked at."""
_PLAIN: Final = "margin:16px;white-space:pre-wrap;font:16px/1.7 'PingFang SC','Microsoft YaHei',Arial,sans-serif"
BLOCKS: Final = (
    (_("Heading"), "# "), (pgettext_lazy("block", "Points"), "- "), (_("Button"), "[…](https://…)"),
    (_("Book"), "[[9787…]]"),
    (_("Divider"), "---"), (_("Small print"), "> "),
)  # fmt: skip
"""What a letter is built of, and how each block begins."""
STARTS: Final = {
    "zh": Words(
        subject="本周新书",
        body="# {name|书友}，您好\n\n这一周，我们为您挑了几本新书。\n\n[去看看]({site}/)\n\n> 欢迎到店翻阅。",
        short="{name|书友}，本周新书已上架，欢迎来看。",
    ),
    "en": Words(
        subject="New this week", short="{name|Reader}, this week’s new books are in. Come and see.",
        body="# Dear {name|reader}\n\nWe have picked some new books for you this week.\n\n[See them]({site}/)\n\n"
        "> You are welcome to leaf through them in the shop.",
    ),
}  # fmt: skip
"""What new words for mailings begin as."""


class WordsForm(forms.Form):
    """The words of a kind of notice, in every language."""

    def __init__(self, data: Mapping[str, str] | None, words: Mapping[str, Words]) -> None:
        super().__init__(data)
        for language, tongue in services.TONGUES.items():
            for name, label in LABELS.items():
                self.fields[f"{name}_{language}"] = forms.CharField(
                    label=f"{label} · {tongue}", initial=getattr(words[language], name), required=False,
                    widget=forms.Textarea(attrs={"rows": ROWS[name], "spellcheck": "false"}),
                )  # fmt: skip

    def texts(self) -> dict[str, Words]:
        """Return what was typed."""
        return {
            language: Words(**{name: self.cleaned_data[f"{name}_{language}"] for name in LABELS})
            for language in services.TONGUES
        }


class NewWordsForm(WordsForm):
    """Words for mailings, with what colleagues call them."""

    def __init__(self, data: Mapping[str, str] | None) -> None:
        super().__init__(data, STARTS)
        name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
        self.fields = {"name": name, **self.fields}


@require_http_methods(["GET", "POST"])
def template_new(request: HttpRequest) -> HttpResponse:
    """Make words for mailings."""
    actor = actor_of(request)
    actor.require("messaging.edit_templates")
    form = NewWordsForm(request.POST or None)

    def save() -> str:
        name = form.cleaned_data["name"]
        kind = services.make_template(name=name, texts=form.texts(), actor=actor, at=clock.now())
        return f"{reverse('messaging:template', args=[kind])}?version=1"

    seen = {"title": gettext("New words for mailings"), "back": reverse("messaging:templates")}
    return saved(request, form, save, said=gettext("Kept as a draft; somebody else approves it."), seen=seen)


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """Show all kinds of notices."""
    actor = actor_of(request)
    seen = {
        "tabs": tabs_of(TABS, "messaging:templates", actor), "rows": queries.list_kinds(actor=actor),
        "may_edit": actor.may("messaging.edit_templates"),
    }  # fmt: skip
    return render(request, "messaging/templates.html", seen)


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the words of a kind of notice beside how they look; keep others as a draft."""
    actor, at = actor_of(request), clock.now()
    page = queries.template_page(kind=kind, actor=actor)
    number = id_in(request.GET.get("version", ""))
    shown = next((one.texts for one in page.versions if one.number == number), page.in_force)
    form = WordsForm(request.POST or None, shown)

    def save() -> str:
        draft = services.write_template(kind=kind, texts=form.texts(), actor=actor, at=at)
        return f"{reverse('messaging:template', args=[kind])}?version={draft}"

    seen = {
        "tabs": tabs_of(TABS, "messaging:templates", actor), "page": page, "row": page.row, "number": number,
        "is_draft": any(one.number == number and one.is_draft for one in page.versions),
        "shown": SHOWN, "blocks": BLOCKS, "tongues": [
            (code, tongue, [form[f"{name}_{code}"] for name in LABELS]) for code, tongue in services.TONGUES.items()
        ], "may_edit": actor.may("messaging.edit_templates"),
        "may_approve": actor.may("messaging.approve_templates"),
        "may_mail": actor.may("messaging.mail") and page.row.is_own and page.row.version,
    }  # fmt: skip
    said = gettext("Kept as a draft; somebody else approves it.")
    return saved(request, form, save, said=said, seen=seen, template="messaging/template.html")


@require_POST
def template_deed(request: HttpRequest, kind: str, what: str) -> HttpResponse:
    """Approve a draft, switch a kind on or off, go back to the shipped words, or have a trial sent to oneself."""
    actor, at = actor_of(request), clock.now()
    number = id_in(request.POST.get("version", ""))

    def trial() -> None:
        services.send_trial(kind=kind, number=number, key=uuid4(), actor=actor, at=at)
        tasks.defer_sending()

    deeds: Mapping[str, tuple[Callable[[], object], str]] = {
        "approve": (
            lambda: services.approve_template(kind=kind, number=number, actor=actor, at=at),
            gettext("These words are in force now."),
        ),
        "on": (lambda: services.switch_kind(kind=kind, is_on=True, actor=actor, at=at), gettext("Switched on.")),
        "off": (lambda: services.switch_kind(kind=kind, is_on=False, actor=actor, at=at), gettext("Switched off.")),
        "shipped": (
            lambda: services.use_shipped_words(kind=kind, actor=actor, at=at),
            gettext("The words it comes with are in force again."),
        ),
        "trial": (trial, gettext("A trial goes to your own e-mail address.")),
    }
    if what not in deeds:
        raise NotFound(what=gettext("page"), key=what)
    act, said = deeds[what]
    url = reverse("messaging:template", args=[kind])
    return deed(request, act, url=url, said=said, draw=lambda again, _why: template(again, kind))


@require_http_methods(["GET", "POST"])
@xframe_options_sameorigin
def preview(request: HttpRequest, kind: str, language: str, channel: str) -> HttpResponse:
    """Show how words look on a channel, by themselves: of a version, or as they are typed, before they are kept."""
    actor = actor_of(request)
    page = queries.template_page(kind=kind, actor=actor)
    number = id_in(request.GET.get("version", ""))
    shown = next((one.texts for one in page.versions if one.number == number), page.in_force)
    if request.method == "POST" and (form := WordsForm(request.POST, shown)).is_valid():
        actor.require("messaging.edit_templates")
        shown = form.texts()
    words = shown.get(language)
    if words is None or channel not in SHOWN:
        raise NotFound(what=gettext("page"), key=language)
    try:
        (drawn,) = services.previews(kind=kind, texts={language: words})
    except services.FactMissing as missing:
        return _plain(gettext("“%(name)s” is not known here.") % {"name": f"{{{missing}}}"})
    if channel == "email":
        return letter_page(drawn.html)
    parts = ngettext("%(count)s part", "%(count)s parts", drawn.parts.count) % {"count": drawn.parts.count}
    texts = {"plain": f"{drawn.subject}\n\n{drawn.text}", "app": f"{drawn.subject}\n\n{drawn.plain}",
             "sms": f"{drawn.short}\n\n{parts} · {drawn.parts.places}"}  # fmt: skip
    return _plain(texts[channel])


def letter_page(html: str) -> HttpResponse:
    """Return a letter as a page of its own in which nothing runs."""
    return HttpResponse(html, headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"})


def _plain(text: str) -> HttpResponse:
    """Return words as a page of their own."""
    return letter_page(f'<!doctype html><meta charset="utf-8"><pre style="{_PLAIN}">{escape(text)}</pre>')
