"""What changes payments: the front door."""

from shuyou.payments.services._note_export import note_export
from shuyou.payments.services._record_receipt import Money, record_receipt
from shuyou.payments.services._remittance_files import (
    SlipReading,
    drop_remittance_file,
    hand_in_remittances,
    import_remittances,
    preview_remittances,
    start_remittance_file,
    take_in_remittances,
)
from shuyou.payments.services._use_slip import HeldSlip, SlipUse, hold_slip, send_back_remittance, use_slip

__all__ = [
    "HeldSlip",
    "Money",
    "SlipReading",
    "SlipUse",
    "drop_remittance_file",
    "hand_in_remittances",
    "hold_slip",
    "import_remittances",
    "note_export",
    "preview_remittances",
    "record_receipt",
    "send_back_remittance",
    "start_remittance_file",
    "take_in_remittances",
    "use_slip",
]
