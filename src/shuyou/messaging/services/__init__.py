"""What changes messages: the front door."""

from shuyou.messaging.ports import Heard, Report
from shuyou.messaging.services._again import SENT_AGAIN, AgainDraft, send_again, send_many_again
from shuyou.messaging.services._ask import NOTE, NoteDraft, ask_notices, write_to_reader
from shuyou.messaging.services._codes import (
    CodeDraft,
    ConfirmedAddress,
    SentCode,
    ask_at_address,
    confirm_code,
    forget_codes,
    send_code,
)
from shuyou.messaging.services._hand_over import (
    Came,
    Due,
    Outcome,
    begin_sending,
    lost_messages,
    note_outcomes,
    take_due_messages,
)
from shuyou.messaging.services._inbox import AnswerDraft, answer_reader, finish_heard, note_heard, take_heard
from shuyou.messaging.services._judge import Judged, judge_messages
from shuyou.messaging.services._letters import PrintedBatch, post_letters, print_letters
from shuyou.messaging.services._letters_in import BoxPlace, mail_box_place, note_mail_box, take_letter
from shuyou.messaging.services._links import follow_link
from shuyou.messaging.services._mailings import (
    MailingDraft,
    begin_mailing,
    close_mailing,
    end_mailings,
    expand_mailing,
    go_on_with_mailing,
    stop_mailing,
)
from shuyou.messaging.services._preview import Preview, previews, send_trial
from shuyou.messaging.services._reports import (
    drop_message,
    note_call,
    settle_message,
    stop_by_link,
    stop_offers,
    take_report,
    unreported,
)
from shuyou.messaging.services._templates import approve_template, switch_kind, use_shipped_words, write_template
from shuyou.messaging.services._terms import (
    ChannelDraft,
    SenderDraft,
    hold_out,
    lift_suppression,
    note_export,
    set_cap,
    set_channel,
    set_sender,
    suppress,
)
from shuyou.messaging.services._write_out import stop_token

__all__ = [
    "NOTE",
    "SENT_AGAIN",
    "AgainDraft",
    "AnswerDraft",
    "BoxPlace",
    "Came",
    "ChannelDraft",
    "CodeDraft",
    "ConfirmedAddress",
    "Due",
    "Heard",
    "Judged",
    "MailingDraft",
    "NoteDraft",
    "Outcome",
    "Preview",
    "PrintedBatch",
    "Report",
    "SenderDraft",
    "SentCode",
    "answer_reader",
    "approve_template",
    "ask_at_address",
    "ask_notices",
    "begin_mailing",
    "begin_sending",
    "close_mailing",
    "confirm_code",
    "drop_message",
    "end_mailings",
    "expand_mailing",
    "finish_heard",
    "follow_link",
    "forget_codes",
    "go_on_with_mailing",
    "hold_out",
    "judge_messages",
    "lift_suppression",
    "lost_messages",
    "mail_box_place",
    "note_call",
    "note_export",
    "note_heard",
    "note_mail_box",
    "note_outcomes",
    "post_letters",
    "previews",
    "print_letters",
    "send_again",
    "send_code",
    "send_many_again",
    "send_trial",
    "set_cap",
    "set_channel",
    "set_sender",
    "settle_message",
    "stop_by_link",
    "stop_mailing",
    "stop_offers",
    "stop_token",
    "suppress",
    "switch_kind",
    "take_due_messages",
    "take_heard",
    "take_letter",
    "take_report",
    "unreported",
    "use_shipped_words",
    "write_template",
    "write_to_reader",
]
