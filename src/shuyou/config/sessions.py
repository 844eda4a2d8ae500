"""
Sessions in the database, each read together with the account that is signed in there.

Every page of the staff reads both. Whose session it is stands sealed within it, so the account is asked for by who it
was the last time; where that turns out to be somebody else, the account is read by itself.
"""

from contextvars import ContextVar
from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from shuyou.kernel.models import User
from shuyou.kernel.statements import planned

MOST: Final = 10_000
"""Sessions whose accounts are remembered; from so many on the memory begins anew."""

_COLUMNS: Final = [field.attname for field in User._meta.concrete_fields]
_OF_USER: Final = ", ".join(f"u.{column}" for column in _COLUMNS)
_SESSION: Final = """
    SELECT s.session_data, s.expire_date, %s FROM django_session s LEFT JOIN kernel_user u ON u.id = %%s
    WHERE s.session_key = %%s AND s.expire_date > %%s
"""
_ACCOUNT: Final = "SELECT %s FROM kernel_user u WHERE u.id = %%s"
_READ: Final = _SESSION % _OF_USER
_READ_ACCOUNT: Final = _ACCOUNT % _OF_USER

_last_accounts: dict[str, int] = {}
_read: ContextVar[tuple[str, User | None]] = ContextVar("shuyou_session", default=("", None))
"""The session that was read last, and the account that came with it."""


class SessionStore(DatabaseSessions):
    """Django's own sessions, read without the detour over a query set."""

    def _get_session_from_db(self) -> Session | None:
        key = str(self.session_key)
        with planned() as cursor:
            cursor.execute(_READ, [_last_accounts.get(key), key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        _read.set((key, _user(row[2:])))
        return Session(session_key=key, session_data=row[0], expire_date=row[1])


def account(user_id: int) -> User | None:
    """Return who has an id, as they are now: what came with the session that was just read, or a row of its own."""
    key, user = _read.get()
    _read.set((key, None))  # whoever asks again wants to know it anew
    if user is None or user.pk != user_id:
        if len(_last_accounts) >= MOST:
            _last_accounts.clear()
        if key:
            _last_accounts[key] = user_id
        with planned() as cursor:
            cursor.execute(_READ_ACCOUNT, [user_id])
            user = _user(cursor.fetchone())
    return user


def _user(row: tuple[Any, ...] | None) -> User | None:
    if row is None or row[_COLUMNS.index("id")] is None:
        return None
    user: User = User.from_db("default", _COLUMNS, row)
    return user
