"""What is asked of payments: the front door."""

from shuyou.payments.queries._receipts import ReceiptRow, find_receipts, member_receipts, receipts_for, tender_name
from shuyou.payments.queries._remittances import (
    FileRow,
    SlipFilter,
    SlipMapping,
    SlipRow,
    SlipUseRow,
    count_waiting_slips,
    list_slips,
    remittance_file,
    remittance_file_path,
    remittance_files,
    remittance_mappings,
    slip_detail,
    waiting_slips,
)

__all__ = [
    "FileRow",
    "ReceiptRow",
    "SlipFilter",
    "SlipMapping",
    "SlipRow",
    "SlipUseRow",
    "count_waiting_slips",
    "find_receipts",
    "list_slips",
    "member_receipts",
    "receipts_for",
    "remittance_file",
    "remittance_file_path",
    "remittance_files",
    "remittance_mappings",
    "slip_detail",
    "tender_name",
    "waiting_slips",
]
