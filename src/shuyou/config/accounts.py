"""How staff accounts behave at the door."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):
    """Accounts are given by an administrator; nobody takes one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no public sign-up for staff."""
        return False
