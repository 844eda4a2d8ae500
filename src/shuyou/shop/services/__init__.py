"""What readers change in the shop: the front door."""

from shuyou.shop.services._accounts import (
    Entered,
    NewAccount,
    choose_password,
    come_in_by_code,
    come_in_by_password,
    digest_of_address,
    open_account,
)
from shuyou.shop.services._baskets import BasketOwner, empty_basket, put_into_basket, set_copies
from shuyou.shop.services._digests import digest_of_token
from shuyou.shop.services._gifts import GiftDraft, ask_for_gift, gift_notice, require_same_words
from shuyou.shop.services._leaving import tell_of_left_baskets
from shuyou.shop.services._limits import Limit, count_tries
from shuyou.shop.services._note_export import note_export
from shuyou.shop.services._passkeys import (
    Answer,
    Question,
    Site,
    add_passkey,
    ask_for_passkey,
    ask_new_passkey,
    come_in_by_passkey,
    drop_passkey,
    name_passkey,
)
from shuyou.shop.services._picks import switch_picks
from shuyou.shop.services._pieces import PieceDraft, drop_piece, keep_piece
from shuyou.shop.services._reviews import (
    ReviewDraft,
    answer_for_shop,
    answer_review,
    decide_answer,
    decide_review,
    find_helpful,
    withdraw_review,
    write_review,
)
from shuyou.shop.services._samples import LARGEST_SAMPLE, SampleDraft, keep_sample
from shuyou.shop.services._trails import (
    MOST_STEPS,
    TOLD_WITHIN,
    Seen,
    begin_trail,
    forget_trail,
    forget_trails,
    note_basket_step,
    note_steps,
)
from shuyou.shop.services._visits import Door, forget_baskets, go_out

__all__ = [
    "LARGEST_SAMPLE",
    "MOST_STEPS",
    "TOLD_WITHIN",
    "Answer",
    "BasketOwner",
    "Door",
    "Entered",
    "GiftDraft",
    "Limit",
    "NewAccount",
    "PieceDraft",
    "Question",
    "ReviewDraft",
    "SampleDraft",
    "Seen",
    "Site",
    "add_passkey",
    "answer_for_shop",
    "answer_review",
    "ask_for_gift",
    "ask_for_passkey",
    "ask_new_passkey",
    "begin_trail",
    "choose_password",
    "come_in_by_code",
    "come_in_by_passkey",
    "come_in_by_password",
    "count_tries",
    "decide_answer",
    "decide_review",
    "digest_of_address",
    "digest_of_token",
    "drop_passkey",
    "drop_piece",
    "empty_basket",
    "find_helpful",
    "forget_baskets",
    "forget_trail",
    "forget_trails",
    "gift_notice",
    "go_out",
    "keep_piece",
    "keep_sample",
    "name_passkey",
    "note_basket_step",
    "note_export",
    "note_steps",
    "open_account",
    "put_into_basket",
    "require_same_words",
    "set_copies",
    "switch_picks",
    "tell_of_left_baskets",
    "withdraw_review",
    "write_review",
]
