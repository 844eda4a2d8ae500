"""What changes payments: the front door."""

from shuyou.payments.adapters import is_on, is_sandbox
from shuyou.payments.services._bills import decide_difference, keep_bill, reconcile
from shuyou.payments.services._charges import (
    ChargeDraft,
    HeldCharge,
    ask_for_money,
    hold_charge,
    leave_charge,
    look_charge_up,
    note_told,
    take_notice,
    use_charge,
)
from shuyou.payments.services._credit import lower_credit, owed_for, raise_credit, set_credit_limit, use_credit
from shuyou.payments.services._invoices import InvoiceDraft, InvoiceItem, issue_invoice, note_invoice, reverse_invoice
from shuyou.payments.services._note_export import note_export
from shuyou.payments.services._record_receipt import Money, record_receipt
from shuyou.payments.services._refunds import (
    NotedRefund,
    RefundDraft,
    ask_refund,
    finish_refunds,
    left_of,
    move_refund,
    note_refund,
    refunded_of,
    refunds_by_card,
    send_refund,
    waiting_refunds,
)
from shuyou.payments.services._remittance_files import (
    SlipReading,
    drop_remittance_file,
    hand_in_remittances,
    import_remittances,
    preview_remittances,
    start_remittance_file,
    take_in_remittances,
)
from shuyou.payments.services._sandbox import SandboxNotice, notice_of_sandbox
from shuyou.payments.services._use_slip import HeldSlip, SlipUse, hold_slip, send_back_remittance, use_slip

__all__ = [
    "ChargeDraft",
    "HeldCharge",
    "HeldSlip",
    "InvoiceDraft",
    "InvoiceItem",
    "Money",
    "NotedRefund",
    "RefundDraft",
    "SandboxNotice",
    "SlipReading",
    "SlipUse",
    "ask_for_money",
    "ask_refund",
    "decide_difference",
    "drop_remittance_file",
    "finish_refunds",
    "hand_in_remittances",
    "hold_charge",
    "hold_slip",
    "import_remittances",
    "is_on",
    "is_sandbox",
    "issue_invoice",
    "keep_bill",
    "leave_charge",
    "left_of",
    "look_charge_up",
    "lower_credit",
    "move_refund",
    "note_export",
    "note_invoice",
    "note_refund",
    "note_told",
    "notice_of_sandbox",
    "owed_for",
    "preview_remittances",
    "raise_credit",
    "reconcile",
    "record_receipt",
    "refunded_of",
    "refunds_by_card",
    "reverse_invoice",
    "send_back_remittance",
    "send_refund",
    "set_credit_limit",
    "start_remittance_file",
    "take_in_remittances",
    "take_notice",
    "use_charge",
    "use_credit",
    "use_slip",
    "waiting_refunds",
]
