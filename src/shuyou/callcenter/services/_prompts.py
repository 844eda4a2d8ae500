"""What callers hear that somebody recorded: brought in as a file, kept by its words and language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.adapters.wav import NoSound, alaw_of
from shuyou.callcenter.errors import SoundNotReadable
from shuyou.callcenter.events import SetUpChanged
from shuyou.callcenter.models import RecordedPrompt
from shuyou.callcenter.rules.prompts import MUSIC, digest_of_words
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

PROMPT_LANGUAGES: Final = ("zh", "en", MUSIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptDraft:
    """Words, the language they are spoken in (or music, by its name), and the sound as telephones speak it."""

    words: str
    language: str
    sound: bytes


def read_sound(data: bytes) -> bytes:
    """
    Return a WAV file as telephones speak it.

    :raises SoundNotReadable: it is none, or holds nothing that can be heard.
    """
    try:
        return alaw_of(data)
    except NoSound as fault:
        raise SoundNotReadable() from fault


@use_case("callcenter.set_up")
def put_prompt(draft: PromptDraft, *, actor: Actor, at: datetime) -> str:
    """
    Have callers hear a recording instead of a machine's voice; one that is there already gives way. Return its digest.

    :raises InvalidValue: there are no words, or no such language.
    """
    words = " ".join(draft.words.split())
    if not words or len(words) > 1000:
        raise InvalidValue(label=_("Words"), value=words[:40], field="words")
    if draft.language not in PROMPT_LANGUAGES:
        raise InvalidValue(label=_("language"), value=draft.language, field="language")
    digest = digest_of_words(words, draft.language)
    RecordedPrompt.objects.update_or_create(
        digest=digest,
        defaults={
            "language": draft.language, "words": words, "sound": draft.sound, "put_by": actor.signature, "put_at": at,
        },
    )  # fmt: skip
    publish(SetUpChanged(what="prompt", code=digest[:12]), actor=actor, at=at)
    return digest


@use_case("callcenter.set_up")
def drop_prompt(*, digest: str, actor: Actor, at: datetime) -> None:
    """
    Have the machine's voice speak again.

    :raises NotFound: nobody recorded this.
    """
    if not RecordedPrompt.objects.filter(digest=digest).delete()[0]:
        raise NotFound(what=_("recording"), key=digest[:12])
    publish(SetUpChanged(what="prompt", code=digest[:12]), actor=actor, at=at)
