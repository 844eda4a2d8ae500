"""What is shown of titles' insides: the list, and the form with its history."""

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import NotFound
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import saved
from shuyou.shop import queries, services
from shuyou.shop.console.sections import ANY, TABS, ListPage
from shuyou.shop.errors import SampleRefused
from shuyou.shop.queries import SampleFilter, SampleRow
from shuyou.shop.services import SampleDraft


class SampleFilterForm(FilterForm):
    """Which samples the list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[ANY, ("published", _("Published")), ("draft", _("Draft"))]
    )
    words = forms.CharField(label=_("Words in the title"), required=False, max_length=40)

    def wanted(self) -> SampleFilter:
        """Return the filter."""
        return SampleFilter(**self.given())


def _state(row: SampleRow) -> str:
    if row.is_shown(club_day(clock.now())):
        return pgettext("of a book", "Readers see it")
    return gettext("Leave is over") if row.is_published else gettext("Draft")


SAMPLES: Final = ListPage[SampleRow](
    name="shop_desk:samples",
    title=_("Contents and samples"),
    permission="shop.view",
    form=SampleFilterForm,
    read=queries.list_samples,
    columns=(
        Column(
            label=_("Title"), text=lambda row: row.title, sort="pk",
            url=lambda row: reverse("shop_desk:sample", args=[row.item_id]),
        ),
        Column(
            label=_("State"), text=_state,
            tone=lambda row: "good" if row.is_shown(club_day(clock.now())) else "",
        ),
        Column(label=pgettext("of a book", "Contents"), text=lambda row: _("yes") if row.contents else ""),
        Column(label=_("Pages to read"), text=lambda row: _("yes") if row.text or row.has_file else ""),
        Column(label=_("Allowed by"), text=lambda row: row.rights),
        Column(label=_("Until"), text=lambda row: str(row.allowed_until or ""), sort="allowed_until"),
    ),
    empty=_("Nothing of any title's inside is kept yet."),
    advice=_("Type the contents of a title, and pages to read by leave of the publisher."),
    buttons=(
        Button(label=_("For a title"), url_name="shop_desk:sample_new", permission="shop.write_content", key="N"),
    ),
)  # fmt: skip


class TitleForm(forms.Form):
    """Which title it is about."""

    code = forms.CharField(label=_("ISBN or number"), max_length=40)

    def item(self) -> ItemRow:
        """
        Return the title.

        :raises SampleRefused: none goes by the number, or more than one.
        """
        found = catalog.items_by_code(code=self.cleaned_data["code"])
        if len(found) != 1:
            why = _("no title, or more than one, goes by “%(code)s”") % {"code": self.cleaned_data["code"]}
            raise SampleRefused(why=why, field="code")
        return found[0]


class SampleForm(forms.Form):
    """What is shown of a title's inside, as typed."""

    contents = forms.CharField(
        label=pgettext("of a book", "Contents"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}), help_text=_("a chapter to a line"),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Pages to read"), required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("an empty line between paragraphs"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Pages as PDF"), required=False, help_text=_("at most 10 MB; it takes the place of the one before")
    )
    drops_file = forms.BooleanField(label=_("Take the PDF away"), required=False)
    rights = forms.CharField(
        label=_("Allowed by"), required=False, max_length=200,
        help_text=_("who has the rights, and by what they gave leave"),
    )  # fmt: skip
    allowed_until = forms.DateField(
        label=_("Last day of the leave"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    is_published = forms.BooleanField(label=_("Publish it"), required=False)

    def draft(self, item_id: int) -> SampleDraft:
        """Return what was typed."""
        typed = dict(self.cleaned_data)
        file = typed.pop("file")
        return SampleDraft(
            **typed, item_id=item_id, content=file.read(services.LARGEST_SAMPLE + 1) if file else b"",
            file_name=file.name if file else "",
        )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose the title by its number."""
    actor = actor_of(request)
    actor.require("shop.write_content")
    form = TitleForm(request.POST or None)
    seen = {"title": gettext("For a title"), "back": reverse("shop_desk:samples")}
    return saved(request, form, lambda: reverse("shop_desk:sample", args=[form.item().item_id]), said="", seen=seen)


@require_http_methods(["GET", "POST"])
def sample(request: HttpRequest, item_id: int) -> HttpResponse:
    """Show what is kept of a title's inside with its history, and keep what is typed."""
    actor, at = actor_of(request), clock.now()
    row, changes = queries.sample_at_desk(item_id=item_id, actor=actor)
    titles = catalog.item_rows(item_ids=[item_id])
    if not titles:
        raise NotFound(what=_("title"), key=item_id)
    if request.method == "POST":
        actor.require("shop.write_content")
    if not actor.may("shop.write_content") and row is None:
        return HttpResponseRedirect(reverse("shop_desk:samples"))
    names = [name for name in SampleForm.base_fields if name not in ("file", "drops_file")]
    first = {name: getattr(row, name) for name in names} if row else {}
    form = SampleForm(request.POST, request.FILES) if request.method == "POST" else SampleForm(initial=first)

    def save() -> str:
        services.keep_sample(form.draft(item_id), actor=actor, at=at)
        return reverse("shop_desk:sample", args=[item_id])

    seen = {
        "title": titles[0].title, "back": reverse("shop_desk:samples"), "row": row, "changes": changes,
        "tabs": tabs_of(TABS, "shop_desk:samples", actor), "uid": titles[0].uid, "state": _state(row) if row else "",
        "may_write": actor.may("shop.write_content"),
    }  # fmt: skip
    return saved(request, form, save, said=gettext("Saved."), seen=seen, template="shop/desk/sample.html")
