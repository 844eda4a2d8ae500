"""What callers hear that somebody recorded: listed with what nobody recorded yet, brought in, heard, taken out."""

from io import BytesIO
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.ranges import sound_answer
from shuyou.callcenter.console.sections import section_tabs
from shuyou.callcenter.rules.prompts import MUSIC, wav_of
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.pages import deed, saved, status_of

LANGUAGES: Final = (
    ("zh", pgettext_lazy("language", "Chinese")), ("en", pgettext_lazy("language", "English")),
    (MUSIC, _("Music, by its name")),
)  # fmt: skip
LARGEST: Final = 20 << 20


class PromptForm(forms.Form):
    """Words, their language, and a file."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    words = forms.CharField(
        label=_("Words"), max_length=1000, widget=forms.Textarea,
        help_text=_("exactly as the menu says them; where somebody recorded them, callers hear that"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Recording"), widget=forms.ClearableFileInput(attrs={"accept": ".wav,audio/wav"}),
        help_text=_("a WAV file, at most five minutes"),
    )  # fmt: skip

    def clean_file(self) -> bytes:
        """Read the file as telephones speak it."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(gettext("The file is too large: at most 20 MB."))
        try:
            return services.read_sound(file.read())
        except DomainError as fault:
            raise forms.ValidationError(f"{fault} {fault.remedy}") from fault


@require_GET
def prompts(request: HttpRequest) -> HttpResponse:
    """List what is said in menus in use, and what somebody recorded."""
    return _prompts(request, None)


def _prompts(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    rows = queries.prompt_rows(actor=actor)
    seen = {
        "tabs": section_tabs("callcenter:prompts", actor), "refusal": refusal, "languages": dict(LANGUAGES),
        "rows": [(row, dict(LANGUAGES).get(row.language, row.language)) for row in rows],
        "missing": sum(not row.is_recorded for row in rows),
    }  # fmt: skip
    return render(request, "callcenter/prompts.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def prompt_new(request: HttpRequest) -> HttpResponse:
    """Bring a recording in; what it says may be chosen on the list."""
    actor, at, back = actor_of(request), clock.now(), reverse("callcenter:prompts")
    actor.require("callcenter.set_up")
    wanted = request.GET.get("of", "")
    meant = next((row for row in queries.prompt_rows(actor=actor) if row.digest == wanted), None) if wanted else None
    initial = {"language": meant.language, "words": meant.words} if meant else {}
    form = PromptForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None,
        initial=initial,
    )  # fmt: skip

    def save() -> str:
        typed = form.cleaned_data
        draft = services.PromptDraft(words=typed["words"], language=typed["language"], sound=typed["file"])
        services.put_prompt(draft, actor=actor, at=at)
        return back

    said = gettext("Saved. The switch plays it within five minutes.")
    return saved(request, form, save, said=said, seen={"title": _("Bring a recording in"), "back": back})


@require_POST
def drop(request: HttpRequest, digest: str) -> HttpResponse:
    """Have the machine's voice speak again."""
    actor, at = actor_of(request), clock.now()
    return deed(
        request, lambda: services.drop_prompt(digest=digest, actor=actor, at=at), url=reverse("callcenter:prompts"),
        said=gettext("Done."), draw=_prompts,
    )  # fmt: skip


@require_GET
def sound(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Let a recorded prompt be heard."""
    actor = actor_of(request)
    found = queries.prompt_sound(digest=digest, actor=actor)
    if found is None:
        raise NotFound(what=gettext("recording"), key=digest[:12])
    data = wav_of(found)
    return sound_answer(BytesIO(data), size=len(data), wanted=request.headers.get("Range", ""))
