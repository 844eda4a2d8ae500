"""Merchants of the alliance: kept, given a word of their own, and told whether who stands there is entitled."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import TOKEN, Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty.errors import MerchantRefused, MerchantUnknown
from shuyou.loyalty.events import MerchantChecked, PassMade, ProgramChanged
from shuyou.loyalty.models import MemberPass, Merchant, MerchantCheck
from shuyou.loyalty.queries.alliance import merchant_name
from shuyou.loyalty.queries.clubs import club_codes_of
from shuyou.loyalty.rules import passes
from shuyou.loyalty.services.coalition import CODE
from shuyou.loyalty.services.pass_keys import read_by_any_key, signing_key
from shuyou.members import queries as member_queries
from shuyou.members import services as members
from shuyou.members.services import HeldMember

GOOD_FOR: Final = timedelta(minutes=5)
ALIKE: Final = timedelta(minutes=1)
"""By so much the clock of whoever made a pass may be ahead."""
Answer = MerchantCheck.Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantDraft:
    """A merchant, as typed."""

    code: str
    kind: str
    name: str
    place: str
    phone: str
    benefit_zh: str
    benefit_en: str
    tiers: tuple[str, ...]
    clubs: tuple[str, ...]
    valid_from: date
    valid_to: date
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a merchant is told."""

    answer: str
    tier: str = ""

    @property
    def is_entitled(self) -> bool:
        """Tell whether the reader gets what the merchant gives."""
        return self.answer == Answer.ENTITLED


@use_case("loyalty.keep_program")
def keep_merchant(draft: MerchantDraft, *, actor: Actor, at: datetime) -> str:
    """
    Add a merchant, or change the one of this code, and return the code; the row history keeps what it was.

    :raises MerchantRefused: its code cannot stand in an address, it has no name, gives nothing, or ends too early.
    """
    code = draft.code.strip().lower()
    wrong = {
        "code": (not CODE.fullmatch(code), _("its code must be letters, digits and hyphens")),
        "name": (not tidy(draft.name), _("it has no name")),
        "benefit_zh": (not tidy(draft.benefit_zh), _("it gives nothing")),
        "valid_to": (draft.valid_to < draft.valid_from, _("it ends before it begins")),
    }
    for field, (is_wrong, why) in wrong.items():
        if is_wrong:
            raise MerchantRefused(why=why, field=field)
    row = Merchant.objects.select_for_update(no_key=True).filter(code=code).first() or Merchant(code=code)
    row.kind, row.name, row.place, row.phone = draft.kind, tidy(draft.name), tidy(draft.place), tidy(draft.phone)
    row.benefit_zh, row.benefit_en = tidy(draft.benefit_zh), tidy(draft.benefit_en) or tidy(draft.benefit_zh)
    row.tiers, row.clubs = list(draft.tiers), list(draft.clubs)
    row.valid_from, row.valid_to, row.is_active = draft.valid_from, draft.valid_to, draft.is_active
    row.save()
    signing_key(actor=actor, at=at)  # there is one to be told from the first merchant on
    publish(ProgramChanged(what="merchant", row_id=row.pk), actor=actor, at=at)
    return code


@use_case("loyalty.keep_program")
def give_merchant_word(code: str, *, actor: Actor, at: datetime) -> str:
    """
    Give a merchant a new word to ask by, and return it: it is shown once, and the one before opens nothing.

    :raises NotFound: there is no such merchant.
    """
    row = Merchant.objects.select_for_update(no_key=True).filter(code=code).first()
    if row is None:
        raise NotFound(what=_("merchant"), key=code)
    word = token_urlsafe(18)
    row.key_digest = digest_of_word(word)
    row.save(update_fields=["key_digest"])
    publish(ProgramChanged(what="merchant", row_id=row.pk), actor=actor, at=at)
    return word


@use_case("loyalty.take_part")
def make_pass(*, member_id: int, actor: Actor, at: datetime) -> str:
    """
    Make a signed pass for a reader, good for minutes, and return what stands in its code.

    :raises NotFound: there is no such member.
    """
    member = members.hold_kept_member(member_id=member_id)
    row = MemberPass.objects.create(uid=uuid7(), member_id=member.member_id, made_at=at, ends_at=at + GOOD_FOR)
    publish(PassMade(member_id=member.member_id, pass_id=row.pk), actor=actor, at=at)
    number = member_queries.numbers_of(member_ids=[member.member_id])[member.member_id]
    clubs = tuple(sorted(club_codes_of(member_id=member.member_id)))
    said = passes.Pass(row.uid, number[-4:], member.tier_code, clubs, at, row.ends_at)
    return passes.written(said, signing_key(actor=actor, at=at))


@use_case("loyalty.check_entitlement")
def check_entitlement(code: str, *, shown: str, actor: Actor, at: datetime) -> Checked:
    """
    Tell a merchant whether who shows a pass, or names a member number, is entitled; each check is counted.

    A pass opens once for a merchant; shown there again it is said to be seen.

    :raises NotFound: there is no such merchant.
    """
    merchant = Merchant.objects.filter(code=code).first()
    if merchant is None or (actor.kind == TOKEN and actor.id != merchant_name(code)):
        raise NotFound(what=_("merchant"), key=code)
    row, member, answer = _known(shown, at)
    if member is not None and answer == Answer.ENTITLED:
        answer = _entitled(merchant, member, at)
    if row is not None and answer == Answer.ENTITLED and _is_seen(merchant, row):
        answer = Answer.SEEN
    check = MerchantCheck.objects.create(
        merchant=merchant, member_id=member.member_id if member else None, shown=row, answer=answer,
        via=actor.via[:12], noted_at=at,
    )  # fmt: skip
    told = MerchantChecked(merchant_id=merchant.pk, check_id=check.pk, member_id=check.member_id, answer=answer)
    publish(told, actor=actor, at=at)
    is_told = member is not None and answer == Answer.ENTITLED
    return Checked(answer=answer, tier=member.tier_code if member and is_told else "")


def merchant_actor(code: str, *, word: str) -> Actor:
    """
    Return a merchant that asks by its own word, who may do nothing else.

    :raises MerchantUnknown: the code and the word do not belong together.
    """
    return merchant_of_digest(code, digest=digest_of_word(word))


def merchant_of_digest(code: str, *, digest: str) -> Actor:
    """
    Return a merchant whose word has a digest, who may ask for itself and do nothing else.

    :raises MerchantUnknown: the code and the word do not belong together, or the word was replaced.
    """
    kept = Merchant.objects.filter(code=code[:20], is_active=True).values_list("key_digest", flat=True).first()
    if not kept or not compare_digest(kept, digest):
        raise MerchantUnknown()
    return Actor(TOKEN, merchant_name(code[:20]), "alliance", scopes=frozenset({"loyalty.check_entitlement"}))


@step
def _known(shown: str, at: datetime) -> tuple[MemberPass | None, HeldMember | None, str]:
    """Return the pass, its reader, held, and whether anything speaks against it before the merchant is asked."""
    text = shown.strip()[: passes.LONGEST + 1]
    if not text.startswith(f"{passes.MARK}."):
        found = member_queries.members_named(words=[text[:20]])[text[:20]] if text[:1].isalpha() else frozenset()
        if len(found) != 1:
            return None, None, Answer.UNKNOWN
        member = members.hold_kept_member(member_id=min(found), even_restricted=True)
        return None, member, Answer.ENTITLED
    said = read_by_any_key(text)
    row = MemberPass.objects.filter(uid=said.uid).first() if said else None
    if said is None or row is None:
        return None, None, Answer.FORGED
    member = members.hold_kept_member(member_id=row.member_id, even_restricted=True)
    is_good = said.made_at - ALIKE <= at <= said.ends_at
    return row, member, Answer.ENTITLED if is_good else Answer.LAPSED


def _is_seen(merchant: Merchant, row: MemberPass) -> bool:
    """Tell whether a pass opened here before; its reader is held, so that two cannot ask at once."""
    return MerchantCheck.objects.filter(merchant=merchant, shown=row, answer=Answer.ENTITLED).exists()


def _entitled(merchant: Merchant, member: HeldMember, at: datetime) -> str:
    if member.is_blocked:
        return Answer.BLOCKED
    if not merchant.is_active or not merchant.valid_from <= club_day(at) <= merchant.valid_to:
        return Answer.ENDED
    clubs = club_codes_of(member_id=member.member_id) if merchant.clubs else frozenset()
    is_for = (not merchant.tiers or member.tier_code in merchant.tiers) and (
        not merchant.clubs or not clubs.isdisjoint(merchant.clubs)
    )
    return Answer.ENTITLED if is_for else Answer.NOT_FOR


def digest_of_word(word: str) -> str:
    """Return what is kept of a merchant's word."""
    return sha256(word.encode()).hexdigest()
