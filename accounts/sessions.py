"""Sessions in the database as Django keeps them, and honest about a database that fails."""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import OperationalError


class SessionStore(DatabaseSessions):
    def save(self, must_create=False):
        """As Django's, which takes every failure for somebody who signed out meanwhile and answers "bad request"."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise
