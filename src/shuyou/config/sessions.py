"""Sessions in the database. Every page of the staff reads one, so by a statement that is planned once."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from shuyou.kernel.statements import planned


class SessionStore(DatabaseSessions):
    """Django's own sessions, read without the detour over a query set."""

    def _get_session_from_db(self) -> Session | None:
        with planned() as cursor:
            cursor.execute(
                "SELECT session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, timezone.now()],
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return Session(session_key=str(self.session_key), session_data=row[0], expire_date=row[1])
