"""Texts of notices, as they are edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import staff_names
from shuyou.kernel.notices import Fact, NoticeKind, Words, kinds
from shuyou.kernel.usecase import query
from shuyou.messaging.models import Purpose, Template, TemplateText, TemplateVersion
from shuyou.messaging.queries._messages import NOTE, kind_label
from shuyou.messaging.rules import OWN, own_kind

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of notice, whether readers are told of it, and the version of its words; 0: the shipped ones."""

    code: str
    label: str
    purpose_label: str
    is_on: bool
    version: int
    drafts: int

    @property
    def is_own(self) -> bool:
        """Whether staff made it, for mailings."""
        return self.code.startswith(OWN)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of the words: by whom, approved by whom."""

    number: int
    is_draft: bool
    written_by: str
    writer_id: str
    written_at: datetime
    approved_by: str
    approved_at: datetime | None
    texts: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """A kind of notice with the words in force and all versions, the latest first."""

    kind: NoticeKind
    row: KindRow
    facts: Sequence[Fact]
    in_force: Mapping[str, Words]
    versions: Sequence[VersionRow]


@query("messaging.view")
def list_kinds(*, actor: Actor) -> list[KindRow]:
    """Return all kinds of notices, those that staff made for mailings first, in two queries."""
    rows = {row.kind: row for row in Template.objects.select_related("current")}
    drafts = set(TemplateVersion.objects.filter(state="draft").values_list("template__kind", flat=True))
    known = [*(own_kind(row.kind, row.name) for row in rows.values() if row.name), *kinds().values()]
    found = [_row(kind, rows.get(kind.code), int(kind.code in drafts)) for kind in known]
    return sorted(found, key=lambda row: (not row.is_own, row.label if row.is_own else row.code))


@query("messaging.view")
def kind_choices(*, actor: Actor) -> list[tuple[str, str]]:
    """Return every kind of message with its name: written by hand, made by staff for mailings, told by packages."""
    own = Template.objects.exclude(name="").order_by("name", "pk").values_list("kind", "name")
    declared = [(code, str(kind.label)) for code, kind in sorted(kinds().items())]
    return [(NOTE, kind_label(NOTE)), *own, *declared]


def kind_of(code: str) -> NoticeKind | None:
    """Return a kind of notice, declared by a package or made by staff; None: there is none."""
    if code in kinds():
        return kinds()[code]
    name = Template.objects.filter(kind=code).values_list("name", flat=True).first() if code.startswith(OWN) else ""
    return own_kind(code, name) if name else None


@query("messaging.view")
def mailing_words(*, actor: Actor) -> list[tuple[str, str]]:
    """Return what staff have made for mailings and somebody else has approved: kinds with their names, by name."""
    rows = Template.objects.filter(is_on=True, current__isnull=False).exclude(name="").order_by("name", "pk")
    return [(row.kind, row.name) for row in rows]


def words_of_version(version_id: int) -> Mapping[str, Words]:
    """Return the words of a version by language, in one query."""
    rows = TemplateText.objects.filter(version_id=version_id).order_by("-language")
    return {row.language: Words(subject=row.subject, body=row.body, short=row.short) for row in rows}


@query("messaging.view")
def template_page(*, kind: str, actor: Actor) -> TemplatePage:
    """
    Return a kind of notice with its words.

    :raises NotFound: there is no such kind.
    """
    known = kind_of(kind)
    if known is None:
        raise NotFound(what=_("kind of notice"), key=kind)
    template = Template.objects.select_related("current").filter(kind=kind).first()
    rows = (
        list(template.versions.prefetch_related("texts").order_by("-number")) if template else list[TemplateVersion]()
    )
    names = staff_names([by.partition(":")[2] for row in rows for by in (row.written_by, row.approved_by) if by])
    versions = [_version(row, names) for row in rows]
    current = template.current.number if template and template.current else 0
    in_force = next((one.texts for one in versions if one.number == current), {"zh": known.zh, "en": known.en})
    if not current and known.code.startswith(OWN) and versions:  # nothing is shipped: the latest draft is shown
        in_force = versions[0].texts
    drafts = sum(one.is_draft for one in versions)
    return TemplatePage(known, _row(known, template, drafts), known.facts, in_force, versions)


def _row(kind: NoticeKind, template: Template | None, drafts: int) -> KindRow:
    version = template.current.number if template and template.current else 0
    is_on = template.is_on if template else True
    return KindRow(kind.code, str(kind.label), str(Purpose(kind.purpose).label), is_on, version, drafts)


def _version(row: TemplateVersion, names: Mapping[str, str]) -> VersionRow:
    texts = {text.language: Words(subject=text.subject, body=text.body, short=text.short) for text in row.texts.all()}
    writer, approver = (by.partition(":")[2] for by in (row.written_by, row.approved_by))
    return VersionRow(
        row.number, row.state == "draft", names.get(writer, row.written_by), writer, row.written_at,
        names.get(approver, row.approved_by), row.approved_at, texts,
    )  # fmt: skip
