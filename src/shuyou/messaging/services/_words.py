"""Which words are in force for a kind of notice: the approved version, or the shipped ones."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from shuyou.catalog import queries as catalog
from shuyou.kernel.notices import NoticeKind, Words, kinds
from shuyou.messaging.models import Sender, Template, TemplateText
from shuyou.messaging.rules import Card, books_in

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class InForce:
    """The words of a kind in one language, and their version; 0: the shipped ones."""

    version: int
    words: Words
    cards: Mapping[str, Card] = field(default_factory=dict)
    """Books that they show, by their numbers."""


NO_WORDS: Final = InForce(0, Words(subject="", body="", short=""))
"""Words of staff need no template."""


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


def words_in_force(codes: Collection[str], language: str) -> Mapping[str, InForce]:
    """Return the words of kinds in a language, in two queries."""
    found = {code: InForce(0, shipped(kinds()[code], language)) for code in codes if code in kinds()}
    current = {
        row.current_id: row for row in
        Template.objects.filter(kind__in=codes, current__isnull=False).select_related("current")
    }  # fmt: skip
    for text in TemplateText.objects.filter(version_id__in=current, language=language) if current else ():
        row = current[text.version_id]
        number = row.current.number if row.current else 0
        words = Words(subject=text.subject, body=text.body, short=text.short)
        found[row.kind] = InForce(number, words, cards_of(text.body))
    return found


def cards_of(body: str) -> Mapping[str, Card]:
    """Return the books that a text shows, in two queries; in none if it shows none."""
    numbers = books_in(body)
    if not numbers:
        return {}
    ids = {number: min(found) for number, found in catalog.items_of_codes(codes=numbers).items() if found}
    rows = {row.item_id: row for row in catalog.item_rows(item_ids=sorted(set(ids.values())))}
    site = sender_words(club_language()).site
    return {
        number: Card(
            title=f"《{rows[item_id].title}》", authors=rows[item_id].authors,
            price=f"¥{rows[item_id].list_price:.2f}" if rows[item_id].list_price else "",
            address=f"{site}/book/{rows[item_id].uid}/",
        )
        for number, item_id in ids.items() if item_id in rows
    }  # fmt: skip


def wording_of(version_id: int) -> str:
    """Return by what name words of a version go among those in force."""
    return f"#{version_id}"


def words_of_versions(version_ids: Collection[int], language: str) -> Mapping[str, InForce]:
    """Return the words of versions in a language, by `wording_of`, in one query; in none if there are none."""
    if not version_ids:
        return {}
    texts = TemplateText.objects.filter(version_id__in=version_ids, language=language).select_related("version")
    return {
        wording_of(text.version_id): InForce(
            text.version.number, Words(subject=text.subject, body=text.body, short=text.short), cards_of(text.body)
        )
        for text in texts
    }


def own_words(facts: Mapping[str, str]) -> InForce:
    """Return the words that a mailing brings along: one text for letters and short messages, with its own subject."""
    text = facts.get("text", "")
    return InForce(0, Words(subject=facts.get("subject", "") or "{club}", body=text, short=text), cards_of(text))


def sender_words(language: str) -> SenderWords:
    """Return how the club is named and reached."""
    row = Sender.objects.get(pk=1)
    name = row.name_zh if language == "zh" else row.name_en
    return SenderWords(name, row.contact, row.address, row.site, row.fax_gateway)
