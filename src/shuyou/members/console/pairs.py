"""People who may be there twice: the queue, two beside each other, the verdict, and searching the base."""

from collections.abc import Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST
from procrastinate.exceptions import AlreadyEnqueued

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of, id_in, is_partial, moment_in
from shuyou.kernel.errors import DomainError
from shuyou.members import queries, services
from shuyou.members.console.merging import merged_words
from shuyou.members.console.sections import tabs
from shuyou.members.errors.matching import NotOfPair
from shuyou.members.queries import PairFilter
from shuyou.members.rules.likeness import FIELDS, LEVELS
from shuyou.members.tasks import match_people

SAID: Final = {
    "different": _("Noted: two people. They will not be shown again."),
    "household": _("The two have one household now. They will not be shown again."),
}


class PairFilterForm(forms.Form):
    """Which pairs the queue shows."""

    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("To be decided")), ("decided", _("Decided")), ("automatic", _("Merged automatically"))],
    )
    least = forms.ChoiceField(
        label=_("Likely from"),
        required=False,
        choices=[("", _("any")), ("0.9", "90%"), ("0.99", "99%"), ("0.999", "99.9%")],
    )
    clue = forms.ChoiceField(label=_("What is alike"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clue = self.fields["clue"]
        assert isinstance(clue, forms.ChoiceField)
        clue.choices = [("", _("anything")), *_ways()]

    def wanted(self) -> PairFilter:
        """Return the filter; a field that cannot be read does not filter."""
        self.is_valid()
        given = self.cleaned_data
        field, _sep, level = str(given.get("clue", "")).partition(":")
        return PairFilter(
            is_decided=given.get("state") in ("decided", "automatic"),
            is_automatic=given.get("state") == "automatic",
            least=Decimal(given.get("least") or 0),
            field=field,
            level=level,
        )

    def given(self) -> dict[str, str]:
        """Return the values in force as an address carries them."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


def _ways() -> Sequence[tuple[str, str]]:
    return [
        (f"{field}:{level.code}", f"{FIELDS[field]}: {level.label}")
        for field, levels in LEVELS.items()
        for level in levels
    ]


@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    """List people who may be there twice, or what was decided of them."""
    actor = actor_of(request)
    form = PairFilterForm(request.GET)
    wanted = form.wanted()
    page = queries.list_pairs(wanted=wanted, after=_after(request.GET.get("after", "")), actor=actor)
    seen = {
        "form": form,
        "page": page,
        "wanted": wanted,
        "is_filtered": wanted not in (PairFilter(), PairFilter(is_decided=True)),
        "next_query": urlencode({**form.given(), "after": page.next_after}) if page.next_after else "",
    }
    if is_partial(request):
        return render(request, "members/pairs.html#rows", seen)
    return render(request, "members/pairs.html", {**seen, **_runs(request), "tabs": tabs(request, "members:pairs")})


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """Show how far a search has come."""
    return render(request, "members/pairs.html#runs", _runs(request))


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Have the whole base searched by the worker."""
    actor = actor_of(request)
    actor.require("members.match")
    try:
        match_people.defer(scope="whole")
    except AlreadyEnqueued:
        messages.info(request, gettext("The base is about to be searched already."))
    else:
        messages.success(request, gettext("The base is being searched. You can go on meanwhile."))
    return HttpResponseRedirect(reverse("members:pairs"), status=HTTPStatus.SEE_OTHER)


@require_GET
def pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Show two people beside each other, with what speaks for and against their being one."""
    return _page(request, pair_id)


@require_POST
def decide(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Take a verdict, and go on to the next pair."""
    actor, at = actor_of(request), clock.now()
    verdict = request.POST.get("verdict", "")
    try:
        if verdict == "same":
            kept_id = id_in(request.POST.get("kept", ""))
            if "sure" not in request.POST:
                return _merge_asked(request, pair_id, kept_id)
            merge_id = services.merge_pair(pair_id=pair_id, kept_id=kept_id, actor=actor, at=at)
            messages.success(request, merged_words(merge_id, actor))
        elif verdict in SAID:
            services.decide_pair(pair_id=pair_id, verdict=verdict, actor=actor, at=at)
            messages.success(request, str(SAID[verdict]))
        elif verdict == "back":
            services.reopen_pair(pair_id=pair_id, actor=actor, at=at)
            messages.success(request, gettext("The verdict is taken back."))
    except DomainError as refusal:
        return _page(request, pair_id, refusal)
    if verdict == "back":
        return HttpResponseRedirect(reverse("members:pair", args=[pair_id]), status=HTTPStatus.SEE_OTHER)
    return _onward(request, pair_id)


@require_GET
def onward(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Leave a pair for later."""
    return _onward(request, pair_id)


def _onward(request: HttpRequest, pair_id: int) -> HttpResponse:
    following = queries.next_pair(pair_id=pair_id, actor=actor_of(request))
    url = reverse("members:pair", args=[following]) if following else reverse("members:pairs")
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)


def _page(request: HttpRequest, pair_id: int, refusal: DomainError | None = None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    sides = queries.pair_sides(pair_id=pair_id, actor=actor)
    for row in (sides.left, sides.right):
        services.record_access(person_id=row.member_id, part="pair", reason="", actor=actor, at=at)
    status = STATUS[refusal.kind] if refusal else HTTPStatus.OK
    seen = {"sides": sides, "refusal": refusal, "may_merge": actor.may("members.merge")}
    seen["may_reveal"] = actor.may("members.see_contact")
    return render(request, "members/pair.html", seen, status=status)


def _merge_asked(request: HttpRequest, pair_id: int, kept_id: int) -> HttpResponse:
    """
    Ask before two become one, with the counts of what moves.

    :raises NotOfPair: nobody said whom to keep.
    """
    actor = actor_of(request)
    actor.require("members.merge")
    sides = queries.pair_sides(pair_id=pair_id, actor=actor)
    others = {sides.left.member_id: sides.right.member_id, sides.right.member_id: sides.left.member_id}
    if kept_id not in others:
        raise NotOfPair()
    preview = queries.merge_preview(kept_id=kept_id, absorbed_id=others[kept_id], at=clock.now(), actor=actor)
    return render(request, "members/pair_merge.html", {"sides": sides, "preview": preview})


def _runs(request: HttpRequest) -> dict[str, object]:
    actor = actor_of(request)
    found = queries.match_runs(actor=actor)
    return {
        "runs": found,
        "is_running": bool(found) and found[0].ended_at is None,
        "waiting": queries.pairs_waiting(actor=actor),
        "most": queries.MOST_COUNTED,
        "may_match": actor.may("members.match"),
    }


def _after(text: str) -> str:
    """Return the place that an address names, or nothing if it is none."""
    first, _sep, last = text.partition(",")
    if not last.isdigit() or len(last) > 18:
        return ""
    try:
        Decimal(first)
    except ArithmeticError:
        return text if moment_in(first) else ""
    return text
