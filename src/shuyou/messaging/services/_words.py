"""Which words are in force for a kind of notice: the approved version, or the shipped ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings

from shuyou.kernel.notices import NoticeKind, Words, kinds
from shuyou.messaging.models import Sender, Template, TemplateText

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class InForce:
    """The words of a kind in one language, and their version; 0: the shipped ones."""

    version: int
    words: Words


@dataclass(frozen=True, slots=True)
class SenderWords:
    """How the club is named and reached, in one language."""

    name: str
    contact: str
    address: str
    site: str
    fax_gateway: str


def club_language() -> str:
    """Return the language in which readers are written to."""
    return "zh" if settings.LANGUAGE_CODE.startswith("zh") else "en"


def shipped(kind: NoticeKind, language: str) -> Words:
    """Return the words that a kind comes with."""
    return kind.zh if language == "zh" else kind.en


def words_in_force(codes: Iterable[str], language: str) -> Mapping[str, InForce]:
    """Return the words of kinds in a language, in two queries."""
    known = {code: kinds()[code] for code in codes if code in kinds()}
    found = {code: InForce(0, shipped(kind, language)) for code, kind in known.items()}
    current = {
        row.current_id: row for row in
        Template.objects.filter(kind__in=known, current__isnull=False).select_related("current")
    }  # fmt: skip
    for text in TemplateText.objects.filter(version_id__in=current, language=language) if current else ():
        row = current[text.version_id]
        number = row.current.number if row.current else 0
        found[row.kind] = InForce(number, Words(subject=text.subject, body=text.body, short=text.short))
    return found


def sender_words(language: str) -> SenderWords:
    """Return how the club is named and reached."""
    row = Sender.objects.get(pk=1)
    name = row.name_zh if language == "zh" else row.name_en
    return SenderWords(name, row.contact, row.address, row.site, row.fax_gateway)
