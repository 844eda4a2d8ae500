"""How staff accounts behave at the door."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest
from django.urls import reverse

from shuyou.config.sessions import account
from shuyou.kernel.models import User


class StaffAccounts(DefaultAccountAdapter):
    """Accounts are given by an administrator; nobody takes one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no public sign-up for staff."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where somebody begins: staff at their desk, suppliers at their orders."""
        user = request.user
        if isinstance(user, User) and not user.is_staff:
            return reverse("portal:home")
        address: str = super().get_login_redirect_url(request)
        return address


class StaffSignIn(AuthenticationBackend):
    """Signing in by name and password. Who is signed in is read with every request, together with the session."""

    def get_user(self, user_id: int) -> User | None:
        """Return who has an id, if they may still come in."""
        user = account(user_id)
        return user if user and self.user_can_authenticate(user) else None
