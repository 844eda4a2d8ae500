"""What staff write for the window: the list, one with its history, its preview, and the form."""

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved
from shuyou.kernel.templatetags.ui import moment
from shuyou.shop import queries, services
from shuyou.shop.console.sections import ANY, TABS, ListPage
from shuyou.shop.errors import PieceRefused
from shuyou.shop.models import Piece
from shuyou.shop.queries import PieceAtDesk, PieceFilter, PieceRow
from shuyou.shop.services import PieceDraft
from shuyou.shop.views.content import drawn

_DAY: Final = {"type": "datetime-local"}


class PieceFilterForm(FilterForm):
    """Which pieces the list shows."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Piece.Kind.choices])
    words = forms.CharField(label=_("Words in the title"), required=False, max_length=40)

    def wanted(self) -> PieceFilter:
        """Return the filter."""
        return PieceFilter(**self.given())


def _state(row: PieceRow) -> str:
    if row.is_shown(clock.now()):
        return pgettext("state of a piece", "In the window")
    return gettext("Waits for its day, or is over") if row.is_published else gettext("Draft")


PIECES: Final = ListPage[PieceRow](
    name="shop_desk:pieces",
    title=_("In the window"),
    permission="shop.view",
    form=PieceFilterForm,
    read=queries.list_pieces,
    columns=(
        Column(
            label=_("Title"), text=lambda row: row.title, sort="pk",
            url=lambda row: reverse("shop_desk:piece", args=[row.slug]),
        ),
        Column(label=_("Kind"), text=lambda row: row.kind_label),
        Column(
            label=_("State"), text=_state, tone=lambda row: "good" if row.is_shown(clock.now()) else "",
        ),
        Column(label=_("From"), text=lambda row: moment(row.shown_from) if row.shown_from else "", sort="shown_from"),
        Column(label=_("Until"), text=lambda row: moment(row.shown_until) if row.shown_until else ""),
        Column(label=pgettext_lazy("in a row", "Place"), text=lambda row: row.position, cls="num", sort="position"),
    ),
    empty=_("Nothing stands in the window yet."),
    advice=_("Write a page, a banner or a list of titles; readers see it from its day on."),
    buttons=(
        Button(label=_("New piece"), url_name="shop_desk:piece_new", permission="shop.write_content", key="N"),
    ),
)  # fmt: skip


class PieceForm(forms.Form):
    """A piece as typed; the titles of a list stand one to a line, by number, with a word after a space."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Piece.Kind.choices)
    slug = forms.SlugField(label=_("Address"), max_length=40, help_text=_("letters, digits and hyphens"))
    title_zh = forms.CharField(label=_("Title, Chinese"), max_length=80)
    title_en = forms.CharField(label=_("Title, English"), required=False, max_length=80)
    text_zh = forms.CharField(
        label=_("Text, Chinese"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    text_en = forms.CharField(
        label=_("Text, English"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    titles = forms.CharField(
        label=_("Titles of the list"), required=False, max_length=8_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("an ISBN or a number to a line, then a space and a word about it"),
    )  # fmt: skip
    link = forms.CharField(
        label=_("Leads to"), required=False, max_length=200, help_text=_("for banners: a page of this shop")
    )
    style = forms.ChoiceField(
        label=pgettext_lazy("of the shop", "Look"), choices=Piece.Style.choices, initial=Piece.Style.PAPER
    )
    position = forms.IntegerField(label=pgettext_lazy("in a row", "Place"), min_value=0, max_value=999, initial=10)
    shown_from = forms.DateTimeField(
        label=_("From"), required=False, widget=forms.DateTimeInput(attrs=_DAY, format="%Y-%m-%dT%H:%M")
    )
    shown_until = forms.DateTimeField(
        label=_("Until"), required=False, widget=forms.DateTimeInput(attrs=_DAY, format="%Y-%m-%dT%H:%M")
    )
    is_published = forms.BooleanField(label=_("Publish it"), required=False)

    def draft(self) -> PieceDraft:
        """
        Return what was typed.

        :raises PieceRefused: a line names no title, or more than one.
        """
        typed: dict[str, Any] = dict(self.cleaned_data)
        titles = [_title_in(line) for line in typed.pop("titles").splitlines() if line.strip()]
        return PieceDraft(**typed, titles=tuple(titles))


def _title_in(line: str) -> tuple[int, str]:
    code, _space, note = line.strip().partition(" ")
    found = catalog.items_by_code(code=code)
    if len(found) != 1:
        raise PieceRefused(why=_("no title, or more than one, goes by “%(code)s”") % {"code": code}, field="titles")
    return found[0].item_id, note.strip()


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write something for the window."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change something in the window."""
    return _form(request, queries.piece_at_desk(slug=slug, actor=actor_of(request)))


def _form(request: HttpRequest, page: PieceAtDesk | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    actor.require("shop.write_content")
    form = PieceForm(request.POST) if request.method == "POST" else PieceForm(initial=_typed(page) if page else None)
    was = page.row.slug if page else ""

    def save() -> str:
        return reverse("shop_desk:piece", args=[services.keep_piece(form.draft(), was=was, actor=actor, at=at)])

    back = reverse("shop_desk:piece", args=[was]) if was else reverse("shop_desk:pieces")
    seen = {"title": page.row.title if page else gettext("New piece"), "back": back}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


def _typed(page: PieceAtDesk) -> dict[str, Any]:
    row = page.row
    names = [name for name in PieceForm.base_fields if name != "titles"]
    codes = {one.item_id: one.isbn or one.uid for one in catalog.item_rows(item_ids=[t.item_id for t in page.titles])}
    lines = [f"{codes[one.item_id]} {one.note}".strip() for one in page.titles if one.item_id in codes]
    return {**{name: getattr(row, name) for name in names}, "titles": "\n".join(lines)}


@require_GET
def piece(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a piece at the desk: what it says, when it stands in the window, and what it was before."""
    return _page(request, slug, None)


def _page(request: HttpRequest, slug: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    page = queries.piece_at_desk(slug=slug, actor=actor)
    is_page = page.row.kind in (Piece.Kind.PAGE, Piece.Kind.LIST)
    seen = {
        "page": page, "row": page.row, "refusal": refusal, "tabs": tabs_of(TABS, "shop_desk:pieces", actor),
        "state": _state(page.row), "is_shown": page.row.is_shown(clock.now()), "is_page": is_page,
        "titles": catalog.item_rows(item_ids=[one.item_id for one in page.titles]),
        "may_write": actor.may("shop.write_content"),
    }  # fmt: skip
    return render(request, "shop/desk/piece.html", seen)


@require_GET
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a piece as readers will see it, published or not."""
    page = queries.piece_at_desk(slug=slug, actor=actor_of(request))
    return drawn(request, page.row, page.titles)


@require_POST
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a piece out of the window for good."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        services.drop_piece(slug=slug, actor=actor, at=at)

    return deed(
        request, act, url=reverse("shop_desk:pieces"), said=gettext("It is gone."),
        draw=lambda again, why: _page(again, slug, why),
    )  # fmt: skip
