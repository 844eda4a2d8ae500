"""Finding titles with what they can be narrowed by, and the words that mean the same."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries, services
from shuyou.catalog.console.forms import put_refusals
from shuyou.catalog.console.rows import Head, draw_rows, shown_names
from shuyou.catalog.console.titles import number_in
from shuyou.catalog.queries import ItemRow, SearchFilter, TitleHit
from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of, is_partial
from shuyou.kernel.errors import DomainError
from shuyou.kernel.registry import registry
from shuyou.kernel.templatetags.ui import money

HEADS: Final[tuple[Head, ...]] = (
    (_("Title"), ""), (_("Author"), ""), (_("Publisher"), ""), ("ISBN", "n"), (_("List price"), "num"),
)  # fmt: skip
"""The columns that the catalog itself fills, and their classes."""


class SynonymForm(forms.Form):
    """Words for the same, as typed."""

    words = forms.CharField(
        label=_("Words for the same, parted by commas"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Show the titles that words mean, why each is there, and how they can be narrowed."""
    actor = actor_of(request)
    actor.require("catalog.view")
    typed = request.GET.get("q", "").strip()[:80]
    wanted, page = SearchFilter.of(request.GET.dict()), number_in(request, "page")
    found = queries.find_titles(text=typed, wanted=wanted, page=page, is_counted=page == 0)
    columns = registry.columns_for("titles", actor)
    ids = [hit.row.item_id for hit in found.hits]
    cells = [column.load(ids, actor) for column in columns] if ids else []
    more = urlencode({"q": typed, **wanted.chosen, "page": page + 1}) if found.has_more else ""
    rows = [(hit, [cell.get(hit.row.item_id, "") for cell in cells]) for hit in found.hits]
    heads = [*HEADS, *((column.label, "num") for column in columns), (_("Why it is here"), "small quiet")]
    seen = {
        "typed": typed, "found": found, "heads": heads, "wide": len(heads), "next_query": more, "rows": rows,
        "drawn": draw_rows(heads, (_told(*line) for line in rows), typed),
        "groups": queries.facet_groups(facets=found.facets, text=typed, wanted=wanted) if found.facets else [],
        "may_edit": actor.may("catalog.edit"),
    }  # fmt: skip
    return render(request, "catalog/find.html#rows" if is_partial(request) else "catalog/find.html", seen)


def _told(hit: TitleHit, cells: Sequence[str]) -> tuple[ItemRow, Sequence[str]]:
    row = hit.row
    why = " · ".join(part for part in (hit.why.label, hit.sold_label if hit.sold else "") if part)
    return row, (shown_names(row.authors), row.publisher, row.isbn, money(row.list_price), *cells, why)


@require_http_methods(["GET", "POST"])
def synonyms(request: HttpRequest) -> HttpResponse:
    """Show words that mean the same, and put more together."""
    actor = actor_of(request)
    actor.require("catalog.view")
    form = SynonymForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_synonyms(
                typed=form.cleaned_data["words"], group_id=_group_in(request), actor=actor, at=clock.now()
            )
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
        else:
            messages.success(request, gettext("Search knows these words."))
            return HttpResponseRedirect(reverse("catalog:synonyms"), status=HTTPStatus.SEE_OTHER)
    seen = {"form": form, "groups": queries.synonyms(actor=actor), "may_edit": actor.may("catalog.edit")}
    return render(request, "catalog/synonyms.html", seen, status=status)


@require_POST
def synonyms_drop(request: HttpRequest, group_id: int) -> HttpResponse:
    """Have words mean the same no longer."""
    services.drop_synonyms(group_id=group_id, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("Search takes each of these words as it is."))
    return HttpResponseRedirect(reverse("catalog:synonyms"), status=HTTPStatus.SEE_OTHER)


def _group_in(request: HttpRequest) -> int | None:
    text = request.POST.get("group", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
