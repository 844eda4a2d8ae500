"""Lists of staff pages: filtered, sorted, page by page, and as a file; each says only what is its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, csv_download, go_to, id_in, is_partial
from shuyou.kernel.errors import DomainError
from shuyou.kernel.paging import Page, Place
from shuyou.kernel.queries import list_views
from shuyou.kernel.services import drop_list_view, keep_list_view
from shuyou.kernel.templatetags.ui import colon

EXPORT_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the section, as this person sees it."""

    label: str | Promise
    url: str
    is_current: bool
    places: "Sequence[Tab]" = ()
    """The pages of a group, where it has more than one for this person."""


type TabPlace = tuple[str | Promise, str, str]
"""A page of a section: its name, its place, and who may see it."""


def tabs_of(pages: Sequence[TabPlace], current: str, actor: Actor) -> list[Tab]:
    """Return the pages of a section that an actor may open."""
    return [Tab(label, reverse(name), name == current) for label, name, permission in pages if actor.may(permission)]


type TabGroup = tuple[str | Promise, Sequence[TabPlace]]
"""Pages of a section that belong together, under one name."""


def grouped_tabs(groups: Sequence[TabGroup], current: str, actor: Actor) -> list[Tab]:
    """Return the groups of a section of which an actor may open something; each leads to the first such page."""
    found = []
    for label, pages in groups:
        places = tabs_of(pages, current, actor)
        if places:
            is_here = any(one.is_current for one in places)
            found.append(Tab(label, places[0].url, is_here, places if len(places) > 1 else ()))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Column[R]:
    """A column: its heading, the text of its cells, where they lead, and the order it stands for."""

    label: str | Promise
    text: Callable[[R], Any]
    cls: str = ""
    url: Callable[[R], str] | None = None
    tone: Callable[[R], str] | None = None
    """The tone of the tag that the cell is drawn as; None: it is plain text."""
    sort: str = ""
    permission: str = ""
    names: str = ""
    """Of what says who somebody is: the permission that taking it away as a file needs; files can do without."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a list."""

    text: Any
    cls: str
    url: str
    tone: str | None
    label: str | Promise
    """What it is, said beside it where there is no room for headings."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart over a list: what it is of, its figure in words, and how long it is."""

    label: str
    figure: str
    value: float


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: where it sorts to, if it does, and which way it sorts now."""

    label: str | Promise
    cls: str
    query: str
    way: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, in words, and the address of the list without it."""

    label: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What can be begun from a list."""

    label: str | Promise
    url_name: str
    permission: str
    icon: str = "plus"
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage[R]:
    """A list: what it is called, which rows it shows, and what is said when there are none."""

    name: str
    title: str | Promise
    permission: str
    form: type["FilterForm"]
    read: Callable[..., Page[R]]
    columns: Sequence[Column[R]]
    empty: str | Promise
    advice: str | Promise
    by: str = "pk"
    is_descending: bool = True
    buttons: Sequence[Button] = field(default_factory=tuple)
    has_export: bool = True
    has_views: bool = False
    """Whether staff may keep what it shows under a name."""
    chart: Callable[[Sequence[R]], Sequence[Bar]] | None = None
    """Bars over the list, made of the page's rows; None: it has no chart."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section it stands in."""
        return []

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return False

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file, with the readers whom it names, some more than once."""
        raise NotImplementedError

    def view(self) -> Callable[[HttpRequest], HttpResponseBase]:
        """Return the view that draws it."""

        @require_http_methods(["GET", "POST"] if self.has_views else ["GET"])
        def show(request: HttpRequest) -> HttpResponseBase:
            actor = actor_of(request)
            actor.require(self.permission)
            if request.method == "POST":
                return self._keep(request, actor)
            form = self.form(request.GET, actor=actor)
            if request.GET.get("as") == "csv":
                is_bare = request.GET.get("names") == "no"
                columns = [one for one in self._columns(actor) if not (is_bare and one.names)]
                return self._file(form, self._place(request, actor), actor, columns)
            return self._page(request, form, actor)

        return show

    def _page(self, request: HttpRequest, form: "FilterForm", actor: Actor) -> HttpResponse:
        place = self._place(request, actor)
        page = self.read(wanted=form.wanted(), place=place, actor=actor)
        columns = self._columns(actor)
        asked = {**form.given(), **self._ordered(place)}
        seen: dict[str, object] = {
            "spec": self,
            "tabs": self.tabs(actor),
            "form": form,
            "headings": (headings := [self._heading(column, place, form) for column in columns]),
            "sorts": [head for head in headings if head.query],
            "lines": [[_cell(column, row) for column in columns] for row in page.rows],
            "wide": len(columns),
            "bars": (bars := self.chart(page.rows) if self.chart else ()),
            "longest": max((bar.value for bar in bars), default=0),
            "is_filtered": bool(form.given()),
            "chips": form.chips(),
            "next_query": urlencode({**asked, "after": page.next_after}) if page.next_after else "",
            **self._files(asked, columns, actor),
            "buttons": [button for button in self.buttons if actor.may(button.permission)],
            "here": reverse(self.name),
            "keep_query": urlencode(asked) if self.has_views else "",
        }
        if self.has_views and not is_partial(request):
            seen |= {"views": list_views(list_name=self.name, actor=actor), "view_id": request.GET.get("view", "")}
        status = HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
        template = "ui/list.html#rows" if is_partial(request) else "ui/list.html"
        return render(request, template, seen, status=status)

    def _keep(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        """Keep what the list shows under a name, or take a view of one's own away."""
        sent, at, here = request.POST, clock.now(), reverse(self.name)
        try:
            if dropped := sent.get("drop", ""):
                drop_list_view(view_id=int(dropped) if dropped.isdecimal() else 0, actor=actor, at=at)
                messages.success(request, gettext("The view is gone."))
                return go_to(request, here)
            form = self.form(QueryDict(sent.get("query", "")[:2000]), actor=actor)
            ordered = {key: value for key, value in form.data.items() if key in ("sort", "way")}
            asked = urlencode({**form.given(), **ordered})
            view_id = keep_list_view(
                list_name=self.name, name=sent.get("name", "")[:200], query=asked,
                is_shared=bool(sent.get("is_shared")), actor=actor, at=at,
            )  # fmt: skip
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return go_to(request, here)
        messages.success(request, gettext("The view is kept."))
        return go_to(request, f"{here}?{asked}&view={view_id}")

    def _files(self, asked: Mapping[str, str], columns: Sequence[Column[R]], actor: Actor) -> dict[str, str]:
        """Return where the list is to be had as a file, with the names of readers and without."""
        if not (self.has_export and self.may_export(actor)):
            return {}
        whole, bare = {**asked, "as": "csv"}, {**asked, "as": "csv", "names": "no"}
        naming = {column.names for column in columns if column.names}
        if not naming:
            return {"file_query": urlencode(whole)}
        may_name = all(actor.may(one) for one in naming)
        return {"file_query": urlencode(whole) if may_name else "", "bare_query": urlencode(bare)}

    def _file(self, form: "FilterForm", place: Place, actor: Actor, columns: Sequence[Column[R]]) -> HttpResponseBase:
        at = clock.now()
        naming = [column for column in columns if column.names]
        for column in naming:
            actor.require(column.names)
        named = (tuple(str(column.text(row)) for column in naming) for row in self._rows(form, place, actor))
        readers = (one for one in named if any(one)) if naming else ()
        self.note_export(wanted=urlencode(form.given()), readers=readers, actor=actor, at=at)
        lines = ([column.text(row) for column in columns] for row in self._rows(form, place, actor))
        header = [str(column.label) for column in columns]
        return csv_download(f"{self.name.partition(':')[2]}-{clock.club_day(at)}.csv", header, lines)

    def _rows(self, form: "FilterForm", place: Place, actor: Actor) -> Iterator[R]:
        after = 0
        while True:
            place = replace(place, after=after)
            page = self.read(wanted=form.wanted(), place=place, actor=actor, limit=EXPORT_PAGE)
            yield from page.rows
            if not (after := page.next_after):
                return

    def _columns(self, actor: Actor) -> list[Column[R]]:
        return [column for column in self.columns if not column.permission or actor.may(column.permission)]

    def _place(self, request: HttpRequest, actor: Actor) -> Place:
        sorts = {column.sort for column in self._columns(actor) if column.sort}
        by = request.GET.get("sort", "")
        way = request.GET.get("way", "")
        return Place(
            by=by if by in sorts else self.by,
            is_descending=way == "down" if way in ("up", "down") else self.is_descending,
            after=id_in(request.GET.get("after", "")),
        )

    def _ordered(self, place: Place) -> Mapping[str, str]:
        if (place.by, place.is_descending) == (self.by, self.is_descending):
            return {}
        return {"sort": place.by, "way": "down" if place.is_descending else "up"}

    def _heading(self, column: Column[R], place: Place, form: "FilterForm") -> Heading:
        if not column.sort:
            return Heading(column.label, column.cls, "", "")
        is_now = column.sort == place.by
        way = "up" if is_now and place.is_descending else "down"
        query = urlencode({**form.given(), "sort": column.sort, "way": way})
        return Heading(column.label, column.cls, query, ("down" if place.is_descending else "up") if is_now else "")


def _cell[R](column: Column[R], row: R) -> Cell:
    url, tone = column.url(row) if column.url else "", column.tone(row) if column.tone else None
    return Cell(column.text(row), column.cls, url, tone, column.label)


class FilterForm(forms.Form):
    """Which rows a list shows; `wanted` turns it into the list's own filter."""

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor
        self.offer(actor)

    def offer(self, actor: Actor) -> None:
        """Fill the choices that the database knows."""

    def wanted(self) -> Any:
        """Return the filter; a field that cannot be read does not filter."""
        raise NotImplementedError

    def given(self) -> Mapping[str, Any]:
        """Return the values in force as an address carries them."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    def chips(self) -> list[Chip]:
        """Return what figures elsewhere set and no field shows, each with the filter that is left without it."""
        given = self.given()
        hidden = [bound for bound in self.hidden_fields() if bound.name in given]
        return [
            Chip(
                f"{bound.label}{colon()}{self.word_of(bound.name, given[bound.name])}",
                urlencode({key: value for key, value in given.items() if key != bound.name}),
            )
            for bound in hidden
        ]  # fmt: skip

    def word_of(self, name: str, value: object) -> str:
        """Return what a filter is set to in words."""
        asked = self.fields[name]
        names: Mapping[Any, Any] = {}
        if isinstance(asked, forms.ChoiceField):
            names = dict(asked.choices)  # type: ignore[arg-type]
        return str(names.get(str(value), value))

    def choose(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        """Set what can be chosen in a field."""
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = list(choices)
