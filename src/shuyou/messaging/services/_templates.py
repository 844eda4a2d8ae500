"""Texts of notices: written as drafts, approved by somebody else, in force from then on; kinds switched on and off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound, refuse
from shuyou.kernel.notices import NoticeKind, Words
from shuyou.kernel.text import printed
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import use_case
from shuyou.messaging.errors import NothingToApprove, WordsMissing, WordsNotPossible
from shuyou.messaging.events import TemplateChanged
from shuyou.messaging.models import Template, TemplateText, TemplateVersion
from shuyou.messaging.queries._templates import kind_of
from shuyou.messaging.rules import OWN, books_in, faults_in, own_kind
from shuyou.messaging.services._words import LANGUAGES, cards_of

ALWAYS: Final = frozenset({"name", "club", "site", "contact"})
"""Variables that every text may use."""
LONGEST_NAME: Final = 80
LONGEST: Final = {"subject": 200, "body": 20_000, "short": 500}


@use_case("messaging.edit_templates")
def make_template(*, name: str, texts: Mapping[str, Words], actor: Actor, at: datetime) -> str:
    """
    Make a text for mailings, as a draft that somebody else approves, and return its kind.

    :raises DomainError: with everything that is wrong with the name and the words.
    """
    called, kind = printed(name), f"{OWN}{uuid7().hex}"
    if not called or len(called) > LONGEST_NAME:
        raise WordsMissing(most=LONGEST_NAME, field="name")
    _refuse_faults(own_kind(kind, called), texts)
    template = Template.objects.create(kind=kind, name=called)
    draft = TemplateVersion.objects.create(template=template, number=1, written_by=actor.signature, written_at=at)
    _keep(draft, texts)
    events.publish(TemplateChanged(kind=kind, what="made", version=1), actor=actor, at=at)
    return kind


@use_case("messaging.edit_templates")
def write_template(*, kind: str, texts: Mapping[str, Words], actor: Actor, at: datetime) -> int:
    """
    Keep the words of a kind of notice in every language as a draft, and return its number; one's own draft is replaced.

    :raises NotFound: there is no such kind.
    :raises DomainError: with everything that is wrong with the words.
    """
    known = _known(kind)
    _refuse_faults(known, texts)
    template = _held(kind)
    by = actor.signature
    draft = template.versions.filter(state="draft", written_by=by).order_by("-number").first()
    if draft is None:
        last = template.versions.aggregate(last=models.Max("number"))["last"] or 0
        draft = TemplateVersion.objects.create(template=template, number=last + 1, written_by=by, written_at=at)
    else:
        TemplateVersion.objects.filter(pk=draft.pk).update(written_at=at)
        draft.texts.all().delete()
    _keep(draft, texts)
    events.publish(TemplateChanged(kind=kind, what="written", version=draft.number), actor=actor, at=at)
    return draft.number


@use_case("messaging.approve_templates")
def approve_template(*, kind: str, number: int, actor: Actor, at: datetime) -> None:
    """
    Put a draft in force; whoever wrote it cannot.

    :raises NotFound: there is no such kind.
    :raises NothingToApprove: there is no such draft, or the actor wrote it.
    """
    _known(kind)
    template, by = _held(kind), actor.signature
    draft = template.versions.filter(number=number, state="draft").exclude(written_by=by).first()
    if draft is None:
        raise NothingToApprove()
    draft.state, draft.approved_by, draft.approved_at = TemplateVersion.State.APPROVED, by, at
    draft.save(update_fields=["state", "approved_by", "approved_at"])
    template.current = draft
    template.save(update_fields=["current"])
    events.publish(TemplateChanged(kind=kind, what="approved", version=number), actor=actor, at=at)


@use_case("messaging.approve_templates")
def switch_kind(*, kind: str, is_on: bool, actor: Actor, at: datetime) -> None:
    """
    Have readers be told of a kind, or not any more.

    :raises NotFound: there is no such kind.
    """
    _known(kind)
    template = _held(kind)
    template.is_on = is_on
    template.save(update_fields=["is_on"])
    number = template.current.number if template.current else 0
    events.publish(TemplateChanged(kind=kind, what="on" if is_on else "off", version=number), actor=actor, at=at)


@use_case("messaging.approve_templates")
def use_shipped_words(*, kind: str, actor: Actor, at: datetime) -> None:
    """
    Go back to the words that a kind comes with.

    :raises NotFound: there is no such kind.
    """
    _known(kind)
    template = _held(kind)
    template.current = None
    template.save(update_fields=["current"])
    events.publish(TemplateChanged(kind=kind, what="shipped", version=0), actor=actor, at=at)


def _keep(draft: TemplateVersion, texts: Mapping[str, Words]) -> None:
    TemplateText.objects.bulk_create(
        TemplateText(
            version=draft, language=language, subject=words.subject.strip(), body=words.body.strip(),
            short=words.short.strip(),
        )
        for language, words in texts.items()
    )  # fmt: skip


def _known(code: str) -> NoticeKind:
    kind = kind_of(code)
    if kind is None:
        raise NotFound(what=_("kind of notice"), key=code)
    return kind


def _held(kind: str) -> Template:
    """Return the row of a kind, held; it is made when it is first needed."""
    Template.objects.bulk_create([Template(kind=kind)], ignore_conflicts=True)
    return Template.objects.select_for_update(no_key=True, of=("self",)).select_related("current").get(kind=kind)


def _no_books(text: str) -> list[str]:
    """Return the numbers of books in a text that the catalog does not have."""
    asked = books_in(text)
    return sorted(f"[[{number}]]" for number in asked - cards_of(text).keys()) if asked else []


def faults_of(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    """Return what is wrong with a text: variables, braces, addresses, and books that nobody has."""
    return [*faults_in(text, known | ALWAYS), *_no_books(text)]


def _refuse_faults(kind: NoticeKind, texts: Mapping[str, Words]) -> None:
    problems = list[WordsNotPossible | WordsMissing]()
    for language in LANGUAGES:
        for name, longest in LONGEST.items():
            text = getattr(texts[language], name).strip() if language in texts else ""
            if not text or len(text) > longest or (name != "body" and "\n" in text):
                problems.append(WordsMissing(most=longest, field=f"{name}_{language}"))
            elif faults := faults_of(text, kind.names):
                problems.append(WordsNotPossible(faults=", ".join(faults), field=f"{name}_{language}"))
    if problems:
        refuse(problems)
