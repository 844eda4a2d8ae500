"""What messaging tells: ids and codes, never words or addresses."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAsked(Event):
    """Somebody of the staff wrote to a reader, or had a test sent; the gate judges it next."""

    name: ClassVar[str] = "messaging.message_asked"
    message_id: int
    member_id: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesJudged(Event):
    """Messages were at the gate."""

    name: ClassVar[str] = "messaging.messages_judged"
    allowed: int
    held: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsCounted(Event):
    """Short messages turned out to have more parts, or fewer; `held` are those that the budget has no room for."""

    name: ClassVar[str] = "messaging.parts_counted"
    messages: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingChanged(Event):
    """A mailing was planned, changed, counted, begun, dropped, is whole, was stopped or goes on; `what` says which."""

    name: ClassVar[str] = "messaging.mailing_changed"
    mailing_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesSentAgain(Event):
    """Messages of a state were put before the gate once more."""

    name: ClassVar[str] = "messaging.messages_sent_again"
    state: str
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesHandedOver(Event):
    """Messages were handed to a provider; `unclear` are those of which nobody knows."""

    name: ClassVar[str] = "messaging.messages_handed_over"
    channel: str
    taken: int
    refused: int
    away: int
    unclear: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageMoved(Event):
    """Something became of one message: delivered, come back, taken back, tried again, settled by a person."""

    name: ClassVar[str] = "messaging.message_moved"
    message_id: int
    member_id: int
    state: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageHeard(Event):
    """A reader wrote."""

    name: ClassVar[str] = "messaging.message_heard"
    inbound_id: int
    member_id: int
    channel: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChanged(Event):
    """Texts of a kind of notice were written or approved, or the kind was switched; `what` says which."""

    name: ClassVar[str] = "messaging.template_changed"
    kind: str
    what: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionChanged(Event):
    """An address gets nothing any more, or may again."""

    name: ClassVar[str] = "messaging.suppression_changed"
    suppression_id: int
    channel: str
    reason: str
    is_lifted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsChanged(Event):
    """How a channel is used, what a reader gets at most, or who is named as the sender was changed."""

    name: ClassVar[str] = "messaging.terms_changed"
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPrinted(Event):
    """Letters were put together to be printed, or were posted."""

    name: ClassVar[str] = "messaging.letters_printed"
    batch_id: int
    letters: int
    is_posted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesExported(Event):
    """Somebody took a list of messages out of the house; `wanted` is the filter."""

    name: ClassVar[str] = "messaging.messages_exported"
    what: str
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerChanged(Event):
    """A reader was given a code, tied their account at WeChat by it, left, or came back; 0: nobody we know."""

    name: ClassVar[str] = "messaging.follower_changed"
    member_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSent(Event):
    """A code was made for an address; `is_told` is false where nobody is there to get it."""

    name: ClassVar[str] = "messaging.code_sent"
    code_id: int
    purpose: str
    channel: str
    is_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTried(Event):
    """Somebody typed a code; `outcome` is right, wrong or over."""

    name: ClassVar[str] = "messaging.code_tried"
    code_id: int
    purpose: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesForgotten(Event):
    """Codes that count no more were deleted, with the addresses of old ones' messages."""

    name: ClassVar[str] = "messaging.codes_forgotten"
    codes: int
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MailBoxRead(Event):
    """New letters were fetched from a mailbox, or it could not be reached."""

    name: ClassVar[str] = "messaging.mail_box_read"
    letters: int
    is_away: bool
