"""What somebody recorded for callers, and what still speaks with a machine's voice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Length

from shuyou.callcenter.models import MenuVersion, RecordedPrompt
from shuyou.callcenter.rules.prompts import digest_of_words
from shuyou.kernel.actor import Actor
from shuyou.kernel.history import signers
from shuyou.kernel.usecase import query

RATE = 8000
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptRow:
    """Words that callers hear, and who recorded them, if anybody did."""

    digest: str
    language: str
    words: str
    where: str
    """The menu and node that says them; empty: no menu in use does."""
    seconds: float
    put_by: str
    put_at: datetime | None

    @property
    def is_recorded(self) -> bool:
        """Tell whether somebody recorded it."""
        return self.put_at is not None


@query("callcenter.set_up")
def prompt_rows(*, actor: Actor) -> list[PromptRow]:
    """Return the words of menus in use and whatever else was recorded; what nobody recorded comes first."""
    said = _said()
    rows = list(RecordedPrompt.objects.order_by("language", "words").defer("sound"))
    lengths = dict(_lengths())
    names = signers(row.put_by for row in rows)
    found = [
        PromptRow(
            digest=row.digest, language=row.language, words=row.words, where=said.pop(row.digest, ("", "", ""))[2],
            seconds=lengths[row.digest] / RATE, put_at=row.put_at,
            put_by=names[row.put_by],
        )
        for row in rows
    ]  # fmt: skip
    missing = [
        PromptRow(digest=digest, language=language, words=words, where=where, seconds=0, put_by="", put_at=None)
        for digest, (language, words, where) in said.items()
    ]
    return missing + found


def _lengths() -> list[tuple[str, int]]:
    return list(RecordedPrompt.objects.annotate(bytes=Length("sound")).values_list("digest", "bytes"))


def _said() -> dict[str, tuple[str, str, str]]:
    """Return what menus in use say: by digest, the language, the words and where."""
    found: dict[str, tuple[str, str, str]] = {}
    versions = (
        MenuVersion.objects.filter(state=MenuVersion.State.PUBLISHED).select_related("menu").order_by("menu__code")
    )
    for version in versions:
        nodes = version.graph.get("nodes", {})
        for name, node in nodes.items():
            texts: Mapping[str, str] = node.get("text") or {}
            for language in LANGUAGES:
                if words := texts.get(language, ""):
                    where = f"{version.menu.name} · {name}"
                    found.setdefault(digest_of_words(words, language), (language, words, where))
    return found


@query("callcenter.set_up")
def prompt_sound(*, digest: str, actor: Actor) -> bytes | None:
    """Return a recorded prompt as A-law; None: nobody recorded it."""
    return sound_of(digest)


def sound_of(digest: str) -> bytes | None:
    """Return what somebody recorded for some words, whoever asks; None: nothing."""
    sound = RecordedPrompt.objects.filter(digest=digest).values_list("sound", flat=True).first()
    return None if sound is None else bytes(sound)
