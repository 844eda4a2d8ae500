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
from shuyou.messaging.models import Purpose, Template, TemplateVersion

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
    """Return all kinds of notices by their labels, in two queries."""
    rows = {row.kind: row for row in Template.objects.select_related("current")}
    drafts = set(TemplateVersion.objects.filter(state="draft").values_list("template__kind", flat=True))
    found = [_row(kind, rows.get(kind.code), int(kind.code in drafts)) for kind in kinds().values()]
    return sorted(found, key=lambda row: row.code)


@query("messaging.view")
def template_page(*, kind: str, actor: Actor) -> TemplatePage:
    """
    Return a kind of notice with its words.

    :raises NotFound: there is no such kind.
    """
    known = kinds().get(kind)
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
