"""A reader's likings on pages: what is known and from whom, the next question, answers typed with the keyboard."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel.doors import STATUS, go_to, is_partial
from shuyou.kernel.errors import DomainError, NotFound, problems_of
from shuyou.members import queries, services
from shuyou.members.console.preference_forms import AllAnswersForm, AnswerForm
from shuyou.members.console.small import Asked, Small, answer, asked_about, show
from shuyou.members.panels.preferences import liking
from shuyou.members.queries import AttributeRow, PersonPreferences
from shuyou.members.rules.fields import MINE, READ
from shuyou.members.services import NewPreference


@dataclass(frozen=True, slots=True)
class About:
    """Whose likings are looked at, and everybody whose stand on this member's page."""

    asked: Asked
    people: list[PersonPreferences]
    person: PersonPreferences


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a member and their readers like; keep every answer typed into the long form."""
    about = _about(request, number)
    may_write = about.asked.actor.may("members.record_preferences")
    if request.method == "POST":
        about.asked.actor.require("members.record_preferences")
    form = AllAnswersForm(request.POST if request.method == "POST" else None, rows=about.person.unknown)
    status = HTTPStatus.OK
    if request.method == "POST":
        kept, status = _keep_all(form, about)
        if status == HTTPStatus.OK:
            said = ngettext("%(count)s answer is kept.", "%(count)s answers are kept.", kept) % {"count": kept}
            messages.success(request, said)
            return HttpResponseRedirect(_place(number, about.person), status=HTTPStatus.SEE_OTHER)
    if request.method != "POST":
        opened = [f"{MINE}{one.attribute.code}" for one in about.person.known]
        services.note_field_use(fields=opened, purpose=READ, at=about.asked.at)
        services.record_access(
            person_id=about.person.person_id, part="preferences", reason="", actor=about.asked.actor, at=about.asked.at
        )
    seen = {
        "member": about.asked.head,
        "people": about.people,
        "person": about.person,
        "form": form,
        "may_write": may_write,
    }
    return render(request, "members/preferences.html", seen, status=status)


def _keep_all(form: AllAnswersForm, about: About) -> tuple[int, HTTPStatus]:
    """Keep each answer on its own: one that is refused stays in the form, the others are kept."""
    if not form.is_valid():
        return 0, HTTPStatus.UNPROCESSABLE_ENTITY
    kept, status = 0, HTTPStatus.OK
    for code, words in form.said().items():
        draft = NewPreference(person_id=about.person.person_id, attribute=code, value=words)
        try:
            services.record_preference(draft, actor=about.asked.actor, at=about.asked.at)
        except NotFound:
            raise
        except DomainError as refusal:
            form.add_error(code, str(refusal))
            status = STATUS[refusal.kind]
        else:
            kept += 1
    return kept, status


@require_http_methods(["GET", "POST"])
def preference(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Show all that was ever said in one field, and keep a new word."""
    about = _about(request, number)
    row = _field(about.person, code)
    known = next((one for one in about.person.known if one.attribute.code == code), None)
    history = queries.preference_history(
        person_id=about.person.person_id, attribute_id=row.attribute_id, actor=about.asked.actor
    )
    may_write = about.asked.actor.may("members.record_preferences")
    if request.method == "POST":
        about.asked.actor.require("members.record_preferences")

    def save(form: AnswerForm, asked: Asked) -> str:
        words, source = form.said()
        draft = NewPreference(person_id=about.person.person_id, attribute=code, value=words, source=source)
        services.record_preference(draft, actor=asked.actor, at=asked.at)
        return gettext("Kept.")

    small = Small(
        title=row.name,
        button=gettext("Keep it"),
        make=lambda typed, _asked: _answer_form(request if typed is not None else None, row),
        save=save,
        template="members/preference.html",
        extra={"row": row, "known": known, "history": history, "may_write": may_write, "person": about.person},
    )
    if request.method != "POST":
        return show(request, small, _answer_form(None, row), about.asked)
    return answer(request, number, small)


@require_POST
def take_back(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Let what a source said count no more."""
    about = _about(request, number)
    services.take_preference_back(
        person_id=about.person.person_id, attribute=code, source=request.POST.get("source", ""),
        actor=about.asked.actor, at=about.asked.at,
    )  # fmt: skip
    messages.success(request, gettext("It counts no more; the history still knows it."))
    return go_to(request, _place(number, about.person))


@require_POST
def answer_now(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Keep the answer to the question on the member page, and ask the next one."""

    def keep(asked: Asked) -> str:
        words = [part[:200] for part in request.POST.getlist("value")]
        draft = NewPreference(person_id=asked.head.member_id, attribute=code, value=words)
        services.record_preference(draft, actor=asked.actor, at=asked.at)
        return gettext("Kept.")

    return _card(request, number, keep)


@require_POST
def put_off(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Leave the reader in peace with a question."""
    is_refused = request.POST.get("refused") == "1"

    def rest(asked: Asked) -> str:
        services.put_question_off(
            person_id=asked.head.member_id, attribute=code, is_refused=is_refused, actor=asked.actor, at=asked.at
        )
        return gettext("The question rests.")

    return _card(request, number, rest)


def _card(request: HttpRequest, number: str, change: Callable[[Asked], str]) -> HttpResponse:
    asked = asked_about(request, number)
    asked.actor.require("members.record_preferences")
    refusal, said = None, ""
    try:
        said = change(asked)
    except NotFound:
        raise
    except DomainError as problem:
        refusal = problem
    if not is_partial(request):
        (messages.error if refusal else messages.success)(request, str(refusal or said))
        return go_to(request, reverse("console:member", args=[number]))
    seen = {"panel": liking(asked.head.member_id, asked.actor, asked.at), "member": asked.head, "refusal": refusal}
    status = STATUS[problems_of(refusal)[0].kind] if refusal else HTTPStatus.OK
    return render(request, "members/panels/preferences.html", seen, status=status)


def _answer_form(request: HttpRequest | None, row: AttributeRow) -> AnswerForm:
    data: Any = request.POST if request else None
    return AnswerForm(data, row=row)


def _about(request: HttpRequest, number: str) -> About:
    """Return whose likings an address means: the member's, or of one who reads what they buy."""
    asked = asked_about(request, number)
    asked.actor.require("members.view")
    people = queries.preferences_of(member_id=asked.head.member_id, at=asked.at, actor=asked.actor)
    wanted = request.GET.get("person", "")
    person = next((one for one in people if not wanted or str(one.person_id) == wanted), None)
    if person is None:
        raise Http404
    return About(asked, people, person)


def _field(person: PersonPreferences, code: str) -> AttributeRow:
    rows = [*person.unknown, *(one.attribute for one in person.known)]
    found = next((row for row in rows if row.code == code), None)
    if found is None:
        raise Http404
    return found


def _place(number: str, person: PersonPreferences) -> str:
    page = reverse("members:preferences", args=[number])
    return page if person.is_buyer else f"{page}?person={person.person_id}"
