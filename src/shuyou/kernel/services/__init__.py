"""What changes staff and their screens: the front door."""

from shuyou.kernel.services.parked import retry_parked_event
from shuyou.kernel.services.preferences import Preferences, save_preferences
from shuyou.kernel.services.staff import (
    NewPassword,
    StaffDraft,
    add_staff,
    change_staff,
    close_account,
    open_account,
    reset_sign_in,
)
from shuyou.kernel.services.views import drop_list_view, keep_list_view

__all__ = [
    "NewPassword",
    "Preferences",
    "StaffDraft",
    "add_staff",
    "change_staff",
    "close_account",
    "drop_list_view",
    "keep_list_view",
    "open_account",
    "reset_sign_in",
    "retry_parked_event",
    "save_preferences",
]
