"""Tiers: the terms in their versions, writing and trying them out, who moved, and one member's standing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock, lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Column, FilterForm, Tab, TabPlace, tabs_of
from shuyou.kernel.money import ZERO
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.paging import Place
from shuyou.kernel.registry import registry
from shuyou.kernel.templatetags.ui import iso
from shuyou.loyalty import queries, services, tasks
from shuyou.loyalty.models import TierChange, TierTerms
from shuyou.loyalty.queries import TierChangeFilter, TierChangeRow, TierRank, TierTableRow, TierTerm
from shuyou.loyalty.rules.tiers import Need
from shuyou.loyalty.services import TableDraft, TermsDraft
from shuyou.members import queries as members

NEEDS: Final = (1, 2, 3)
"""How many needs of a tier the page asks for."""
TONES: Final = {"raised": "good", "warned": "warn", "lowered": "bad", "granted": "info", "grant_over": ""}
TABS: Final[tuple[TabPlace, ...]] = (
    (_("Loyalty"), "loyalty:rewards", "loyalty.view"),
    (_("Tiers"), "loyalty:tiers", "loyalty.view"),
    (_("Who moved"), "loyalty:tier_changes", "loyalty.view"),
)


class ChangeFilterForm(FilterForm):
    """Which changes the list shows."""

    why = forms.ChoiceField(label=_("What happened"), required=False, choices=[("", _("Any")), *TierChange.Why.choices])
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    number = forms.CharField(label=_("Member number"), required=False, max_length=20)

    def offer(self, actor: Actor) -> None:
        """Offer the tiers."""
        self.choose("tier", [("", _("Any")), *((tier.code, tier.name) for tier in queries.tier_ranks())])

    def wanted(self) -> TierChangeFilter:
        """Return the filter."""
        return TierChangeFilter(**self.given())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeList(lists.ListPage[TierChangeRow]):
    """The history of all members' tiers."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return actor.may("loyalty.export_tiers")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        services.note_tiers_export(wanted=wanted, readers=readers, actor=actor, at=at)


CHANGES: Final = ChangeList(
    name="loyalty:tier_changes",
    title=_("Who moved"),
    permission="loyalty.view",
    form=ChangeFilterForm,
    read=queries.list_tier_changes,
    columns=(
        Column(
            label=_("Member"), text=lambda row: row.member_name, names="members.export",
            url=lambda row: reverse("loyalty:member_tier", args=[row.member_number]),
        ),
        Column(label=_("Member number"), text=lambda row: row.member_number, names="members.export", cls="n"),
        Column(label=_("What happened"), text=lambda row: row.why_label, tone=lambda row: TONES[row.why]),
        Column(label=_("From"), text=lambda row: row.was),
        Column(label=_("To"), text=lambda row: row.tier),
        Column(label=_("Until"), text=lambda row: iso(row.until) if row.until else "", cls="n"),
        Column(label=_("Why"), text=lambda row: row.reason),
        Column(label=_("Done by"), text=lambda row: row.done_by),
        Column(label=_("When"), text=lambda row: iso(clock.club_day(row.at)), cls="n", sort="pk"),
    ),
    empty=_("Nobody has moved yet."),
    advice=_("Publish terms: readers move up as they pay, and down when a period is over."),
)  # fmt: skip


class TableForm(forms.Form):
    """The terms of all tiers, typed."""

    keep_months = forms.IntegerField(label=_("Months that a tier is kept"), min_value=1, max_value=240)
    grace_days = forms.IntegerField(label=_("Days of grace after that"), min_value=0, max_value=365)
    lands_softly = forms.BooleanField(label=_("Whoever falls, falls by one tier at a time"), required=False)
    note = forms.CharField(label=_("What this version is about"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, kept: TierTableRow | None) -> None:
        initial: dict[str, Any] = {"keep_months": 12, "grace_days": 30, "lands_softly": True}
        if kept is not None:
            initial = {
                "keep_months": kept.keep_months, "grace_days": kept.grace_days, "lands_softly": kept.lands_softly,
                "note": "" if kept.published_at else kept.note,
            }  # fmt: skip
        super().__init__(data, initial=initial)
        self.tiers = queries.tier_ranks()
        known = {term.tier.code: term for term in kept.terms} if kept else {}
        offered = [(row.code, row.name) for row in catalog.price_lists() if row.kind == "tier"]
        for tier in self.tiers:
            self._add(tier, known.get(tier.code), offered, is_lowest=tier is self.tiers[0])

    def _add(
        self, tier: TierRank, term: TierTerm | None, offered: Sequence[tuple[str, str]], *, is_lowest: bool
    ) -> None:
        code = tier.code
        if not is_lowest:
            for place in NEEDS:
                need = term.needs[place - 1] if term and len(term.needs) >= place else None
                self.fields |= {f"{code}-{name}-{place}": field for name, field in _need_fields(need).items()}
            all_of = [("1", _("all of them")), ("", _("one of them"))]
            self.fields[f"{code}-needs_all"] = forms.ChoiceField(
                label=_("Of these"), choices=all_of, required=False,
                initial="1" if term is None or term.needs_all else "",
            )  # fmt: skip
        self.fields |= {f"{code}-{name}": field for name, field in _gives(tier, term, offered).items()}

    def groups(self) -> Iterator[tuple[TierRank, list[list[forms.BoundField]], list[forms.BoundField]]]:
        """Return the fields tier by tier: what it asks for, need by need, and the rest."""
        for tier in self.tiers:
            needs = [
                [
                    self[name]
                    for part in ("fact", "least", "months")
                    if (name := f"{tier.code}-{part}-{place}") in self.fields
                ]
                for place in NEEDS
            ]
            asked = {bound.name for need in needs for bound in need}
            rest = [self[name] for name in self.fields if name.startswith(f"{tier.code}-") and name not in asked]
            yield tier, [need for need in needs if need], rest

    def shared(self) -> list[forms.BoundField]:
        """Return the fields that are about all tiers."""
        return [self[name] for name in ("keep_months", "grace_days", "lands_softly", "note")]

    def draft(self) -> TableDraft:
        """Return the terms as typed."""
        typed = self.cleaned_data
        return TableDraft(
            terms=[self._terms(tier.code, typed) for tier in self.tiers], keep_months=typed["keep_months"],
            grace_days=typed["grace_days"], lands_softly=typed["lands_softly"], note=typed["note"],
        )  # fmt: skip

    def _terms(self, code: str, typed: Mapping[str, Any]) -> TermsDraft:
        needs = [
            Need(fact, typed[f"{code}-least-{place}"] or ZERO, typed[f"{code}-months-{place}"] or 0)
            for place in NEEDS
            if (fact := typed.get(f"{code}-fact-{place}", ""))
        ]
        names = ("price_list", "multiplier", "free_delivery_from", "service")
        return TermsDraft(
            tier=code, needs=needs, needs_all=bool(typed.get(f"{code}-needs_all", "1")),
            event_days=typed[f"{code}-event_days"] or 0, **{name: typed[f"{code}-{name}"] for name in names},
        )  # fmt: skip


def _need_fields(need: Need | None) -> dict[str, forms.Field]:
    facts = [("", "—"), *((one.key, one.label) for one in sorted(registry.figures, key=lambda one: one.order))]
    return {
        "fact": forms.ChoiceField(label=_("Asks for"), choices=facts, required=False, initial=need and need.fact),
        "least": forms.DecimalField(
            label=_("at least"), min_value=0, max_digits=10, decimal_places=2, required=False,
            initial=need and need.least,
        ),
        "months": forms.IntegerField(
            label=_("in so many months"), min_value=0, max_value=240, required=False,
            initial=need.months if need else 12, help_text=_("0: since the first day"),
        ),
    }  # fmt: skip


def _gives(tier: TierRank, term: TierTerm | None, offered: Sequence[tuple[str, str]]) -> dict[str, forms.Field]:
    return {
        "price_list": forms.ChoiceField(
            label=_("Price list"), choices=offered, initial=term.price_list if term else tier.price_list
        ),
        "multiplier": forms.DecimalField(
            label=_("Points times"), min_value=0, max_value=10, max_digits=4, decimal_places=2,
            initial=term.multiplier if term else 1,
        ),
        "free_delivery_from": forms.DecimalField(
            label=_("Parcels for nothing from"), min_value=0, max_digits=9, decimal_places=2, required=False,
            initial=term.free_delivery_from if term else None,
        ),
        "event_days": forms.IntegerField(
            label=_("Days before others at events"), min_value=0, max_value=365, required=False,
            initial=term.event_days if term else 0,
        ),
        "service": forms.ChoiceField(
            label=_("Service"), choices=TierTerms.Service.choices, initial=term.service if term else "ordinary"
        ),
    }  # fmt: skip


@require_GET
def tiers(request: HttpRequest) -> HttpResponse:
    """Show the terms that hold, the one that is written, and every version before."""
    return _page(request, None)


def _page(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    tables = queries.tier_tables(actor=actor)
    counts = queries.tier_counts(actor=actor)
    may_write = actor.may("loyalty.write_tiers")
    seen = {
        "tabs": tabs_of(TABS, "loyalty:tiers", actor), "tables": tables, "refusal": refusal,
        "written": next((one for one in tables if one.published_at is None), None),
        "now": next((one for one in tables if one.published_at is not None), None),
        "tiers": [(tier, counts.get(tier.tier_id, 0)) for tier in queries.tier_ranks()],
        "most": max(counts.values(), default=0), "may_write": may_write,
        "may_publish": actor.may("loyalty.publish_tiers"),
        "trials": queries.tier_trials(actor=actor) if may_write else (),
    }  # fmt: skip
    return render(request, "loyalty/tiers.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def tier_terms(request: HttpRequest) -> HttpResponse:
    """Write the terms of the next version, beginning with the latest."""
    actor = actor_of(request)
    actor.require("loyalty.write_tiers")
    tables = queries.tier_tables(actor=actor)
    form = TableForm(request.POST or None, kept=tables[0] if tables else None)

    def save() -> str:
        services.write_tier_table(form.draft(), actor=actor, at=clock.now())
        return reverse("loyalty:tiers")

    seen = {"tabs": tabs_of(TABS, "loyalty:tiers", actor), "back": reverse("loyalty:tiers")}
    said = gettext("Written down. Try it out on everybody, then publish it.")
    return saved(request, form, save, said=said, seen=seen, template="loyalty/tier_terms.html")


@require_POST
def tiers_publish(request: HttpRequest) -> HttpResponse:
    """Have the version that is written hold from now on."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        services.publish_tier_table(actor=actor, at=at)
        tasks.keep_tiers_now.defer()

    said = gettext("Published: whoever has reached a higher tier is raised in the next minutes.")
    return deed(request, act, url=reverse("loyalty:tiers"), said=said, draw=_page)


@require_POST
def trial_new(request: HttpRequest, number: int) -> HttpResponse:
    """Begin to try a version out on everybody."""
    actor = actor_of(request)
    begun: list[UUID] = []

    def act() -> None:
        begun.append(services.begin_tier_trial(number=number, actor=actor, at=clock.now()))
        tasks.try_tiers.defer(uid=str(begun[0]))

    return deed(
        request, act, url=reverse("loyalty:tiers"), said=gettext("It is being tried out: open it below."), draw=_page
    )


@require_GET
def trial(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show who would move where, as far as it is known."""
    actor = actor_of(request)
    found = queries.tier_trial(uid=uid, actor=actor)
    ranks = queries.tier_ranks()
    flows = {(flow.was.tier_id, flow.becomes.tier_id): flow for flow in found.flows}
    moves = [flow for flow in found.flows if flow.way]
    seen = {
        "tabs": tabs_of(TABS, "loyalty:tiers", actor), "trial": found, "tiers": ranks, "moves": moves,
        "rows": [(was, [(becomes, flows.get((was.tier_id, becomes.tier_id))) for becomes in ranks]) for was in ranks],
        "up": sum(flow.people for flow in moves if flow.way > 0),
        "down": sum(flow.people for flow in moves if flow.way < 0),
        "points_cost": sum(flow.points_cost for flow in found.flows),
        "price_cost": sum(flow.price_cost for flow in found.flows),
        "cost": sum(flow.cost for flow in found.flows), "longest": max((flow.people for flow in moves), default=0),
    }  # fmt: skip
    return render(request, "loyalty/tier_trial.html", seen)


class GrantForm(forms.Form):
    """A tier given by hand."""

    tier = forms.ChoiceField(label=_("Tier"))
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Why"), required=False, max_length=200)

    def __init__(self, data: Any, *, above: int) -> None:
        super().__init__(data)
        tier = self.fields["tier"]
        assert isinstance(tier, forms.ChoiceField)
        tier.choices = [(row.code, row.name) for row in queries.tier_ranks() if row.rank > above]


@require_http_methods(["GET", "POST"])
def member_tier(request: HttpRequest, number: str) -> HttpResponse:
    """Show where a member stands, what is missing to the next tier and what was; grant a tier."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.grant_tier" if request.method == "POST" else "loyalty.view")
    seen = _standing(request, number, actor, at)
    member_id, form = seen["member"].member_id, seen["form"]

    def save() -> str:
        services.grant_tier(member_id=member_id, **form.cleaned_data, actor=actor, at=at)
        return reverse("loyalty:member_tier", args=[number])

    return saved(request, form, save, said=gettext("Granted."), seen=seen, template="loyalty/member_tier.html")


@require_POST
def grant_end(request: HttpRequest, number: str) -> HttpResponse:
    """Take back a tier that was granted."""
    actor, at = actor_of(request), clock.now()
    head = members.member_head(number=number, actor=actor)
    reason = request.POST.get("reason", "")[:400]

    def draw(again: HttpRequest, refusal: DomainError | None) -> HttpResponse:
        seen = _standing(again, number, actor, at) | {"refusal": refusal}
        return render(again, "loyalty/member_tier.html", seen, status=status_of(refusal))

    return deed(
        request, lambda: services.end_tier_grant(member_id=head.member_id, reason=reason, actor=actor, at=at),
        url=reverse("loyalty:member_tier", args=[number]), said=gettext("Taken back."), draw=draw,
    )  # fmt: skip


def _standing(request: HttpRequest, number: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return what the page of a member's tier shows; a form is bound where a tier is being granted."""
    head = members.member_head(number=number, actor=actor)
    progress = queries.tier_progress(member_id=head.member_id, at=at, actor=actor)
    wanted = TierChangeFilter(number=head.number)
    return {
        "member": head, "progress": progress, "may_grant": actor.may("loyalty.grant_tier"), "tones": TONES,
        "form": GrantForm(request.POST if "tier" in request.POST else None, above=progress.tier.rank),
        "history": queries.list_tier_changes(wanted=wanted, place=Place(), actor=actor).rows,
        "back": reverse("console:member", args=[number]),
    }  # fmt: skip
