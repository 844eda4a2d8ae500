"""The club's own tree of classes with the titles in it, and views of the list of titles."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.catalog import queries, services
from shuyou.catalog.console.forms import put_refusals
from shuyou.catalog.console.list_forms import AskedTitles
from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of, id_in
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.history import Change, row_history

MOST_LISTED: Final = 5_000
"""So many titles of a list are put in a class at once."""
SHOWN: Final = 10


class ClassesForm(forms.Form):
    """Classes as typed or pasted."""

    lines = forms.CharField(
        label=_("Classes, one a line: code, name / English name"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "placeholder": "B.02 江南园林 / Gardens"}),
    )  # fmt: skip


class NumbersForm(forms.Form):
    """Titles by number, and the class they go into or come out of."""

    own = forms.ChoiceField(label=_("Class of ours"), choices=[])
    numbers = forms.CharField(
        label=_("ISBNs or other numbers, one a line"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )  # fmt: skip
    out = forms.BooleanField(label=_("Take them out"), required=False)

    def __init__(self, data: QueryDict | None, tree: list[queries.OwnClassRow]) -> None:
        super().__init__(data)
        own = self.fields["own"]
        assert isinstance(own, forms.ChoiceField)
        own.choices = [(str(row.class_id), f"{row.code} {row.name}") for row in tree]


class MoveForm(forms.Form):
    """Another place in the tree: below which class, and under which letters there."""

    above = forms.ChoiceField(label=_("Below"), required=False, choices=[])
    part = forms.CharField(label=_("Its own part of the code"), required=False, max_length=30)

    def __init__(self, data: QueryDict | None, held: queries.OwnClassRow, tree: list[queries.OwnClassRow]) -> None:
        super().__init__(data, initial={"above": held.above, "part": held.code.rpartition(".")[2]})
        above = self.fields["above"]
        assert isinstance(above, forms.ChoiceField)
        places = [row for row in tree if not f"{row.code}.".startswith(f"{held.code}.")]
        above.choices = [("", gettext("At the top")), *((row.code, f"{row.code} {row.name}") for row in places)]

    def code(self) -> str:
        """Return the code that the class would have."""
        return ".".join(filter(None, (self.cleaned_data["above"], self.cleaned_data["part"])))


@require_http_methods(["GET", "POST"])
def classes(request: HttpRequest) -> HttpResponse:
    """Show the tree with how many titles stand in it, and keep classes that were typed."""
    actor = actor_of(request)
    actor.require("catalog.view")
    form = ClassesForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.keep_own_classes(lines=form.cleaned_data["lines"], actor=actor, at=clock.now())
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
        else:
            said = ngettext("%(count)s class is kept.", "%(count)s classes are kept.", kept) % {"count": kept}
            messages.success(request, said)
            return _to_classes()
    tree = queries.own_classes(is_counted=True)
    seen = {"form": form, "tree": tree, "numbers": NumbersForm(None, tree), "may_edit": actor.may("catalog.edit")}
    return render(request, "catalog/own_classes.html", seen, status=status)


@require_POST
def class_drop(request: HttpRequest, class_id: int) -> HttpResponse:
    """Take an empty class away."""
    services.drop_own_class(class_id=class_id, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("The class is gone."))
    return _to_classes()


@require_http_methods(["GET", "POST"])
def class_move(request: HttpRequest, class_id: int) -> HttpResponse:
    """Choose another place for a class, see what moves along, and move it; what moved before is moved back alike."""
    actor, tree = actor_of(request), queries.own_classes()
    actor.require("catalog.edit")
    held = next((row for row in tree if row.class_id == class_id), None)
    if held is None:
        raise NotFound(what=_("class"), key=class_id)
    asked = request.POST if request.method == "POST" else request.GET
    form = MoveForm(asked if "part" in asked else None, held, tree)
    going: list[tuple[queries.OwnClassRow, str]] = []
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            if request.method == "POST":
                moved = services.move_own_class(class_id=class_id, code=form.code(), actor=actor, at=clock.now())
                said = ngettext("%(count)s class moved.", "%(count)s classes moved.", moved) % {"count": moved}
                messages.success(request, said)
                return HttpResponseRedirect(reverse("catalog:class_move", args=[class_id]), status=HTTPStatus.SEE_OTHER)
            going = queries.own_class_move(class_id=class_id, code=form.code())
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
    seen = {"held": held, "form": form, "going": going, "titles": sum(row.titles for row, _code in going)}
    return render(request, "catalog/class_move.html", {**seen, "places": _places(held)}, status=status)


def _places(held: queries.OwnClassRow) -> list[tuple[Change, str, str, str]]:
    """Return where a class stood before, each with the move that leads there: above which class, and its part."""
    changes = [one for one in row_history("catalog_ownclass", held.class_id, limit=SHOWN) if "code" in one.before]
    places = [(one, str(one.before["code"])) for one in changes]
    return [(one, code, *code.rpartition(".")[::2]) for one, code in places if code != held.code]


@require_POST
def class_numbers(request: HttpRequest) -> HttpResponse:
    """Put titles in a class by number, or take them out, and say which numbers no title goes by."""
    actor = actor_of(request)
    actor.require("catalog.edit")
    form = NumbersForm(request.POST, queries.own_classes())
    if form.is_valid():
        found, unknown = queries.titles_of_numbers(lines=form.cleaned_data["numbers"])
        class_id, is_in = int(form.cleaned_data["own"]), not form.cleaned_data["out"]
        changed = services.file_titles(class_id=class_id, item_ids=found, is_in=is_in, actor=actor, at=clock.now())
        _say(request, changed, is_in=is_in)
        if unknown:
            shown = ", ".join(unknown[:SHOWN]) + (" …" if len(unknown) > SHOWN else "")
            messages.warning(request, gettext("No title goes by: %(numbers)s") % {"numbers": shown})
    return _to_classes()


@require_POST
def listed_file(request: HttpRequest) -> HttpResponse:
    """Put all titles of a list in a class, as many as are done at once."""
    actor = actor_of(request)
    actor.require("catalog.edit")
    query = request.POST.get("query", "")[:2000]
    asked = AskedTitles(QueryDict(query))
    ids = queries.title_ids_of(wanted=asked.form.wanted(), order=asked.order, after=0, limit=MOST_LISTED)
    changed = services.file_titles(
        class_id=_class_in(request), item_ids=ids, is_in=True, actor=actor, at=clock.now()
    )  # fmt: skip
    _say(request, changed, is_in=True)
    if len(ids) == MOST_LISTED:
        messages.warning(
            request, gettext("Only the first %(most)s titles of the list were looked at.") % {"most": MOST_LISTED}
        )
    return HttpResponseRedirect(f"{reverse('catalog:list')}?{query}", status=HTTPStatus.SEE_OTHER)


@require_POST
def item_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a title in a class, or take it out."""
    is_in = request.POST.get("do") != "out"
    item_id = queries.item_id_of(uid=uid)
    changed = services.file_titles(
        class_id=_class_in(request), item_ids=[item_id], is_in=is_in, actor=actor_of(request), at=clock.now()
    )
    _say(request, changed, is_in=is_in)
    return HttpResponseRedirect(reverse("catalog:item", args=[uid]), status=HTTPStatus.SEE_OTHER)


@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep what the list shows under a name."""
    query = AskedTitles(QueryDict(request.POST.get("query", "")[:2000])).query()
    try:
        services.keep_title_view(
            name=request.POST.get("name", "")[:200], query=query, is_shared=bool(request.POST.get("is_shared")),
            actor=actor_of(request), at=clock.now(),
        )  # fmt: skip
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The view is kept."))
    return HttpResponseRedirect(f"{reverse('catalog:list')}?{query}", status=HTTPStatus.SEE_OTHER)


@require_POST
def view_drop(request: HttpRequest, view_id: int) -> HttpResponse:
    """Take a view of one's own away."""
    services.drop_title_view(view_id=view_id, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("The view is gone."))
    return HttpResponseRedirect(reverse("catalog:list"), status=HTTPStatus.SEE_OTHER)


def _to_classes() -> HttpResponse:
    return HttpResponseRedirect(reverse("catalog:own_classes"), status=HTTPStatus.SEE_OTHER)


def _class_in(request: HttpRequest) -> int:
    return id_in(request.POST.get("own", ""))


def _say(request: HttpRequest, changed: int, *, is_in: bool) -> None:
    if is_in:
        said = ngettext("%(count)s title was put in the class.", "%(count)s titles were put in the class.", changed)
    else:
        said = ngettext("%(count)s title was taken out.", "%(count)s titles were taken out.", changed)
    messages.success(request, said % {"count": changed})
