"""Sessions in the database as Django keeps them, honest about a database that fails, and ended when they must end.

How long one lasts is told in ``docs/security.md`` (7.1.1). Officials read buyers' names: a session outlives no working
day, and none that nobody uses. A maker has often no mail and needs the office to come in again: hers lasts as long as
an exhibition is prepared.
"""

import time
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.utils import timezone

HOUR, DAY = 3600, 86_400
# (seconds unused, seconds in all) of an official's session, and of everybody else's who signed in.
OF_OFFICIALS, OF_OTHERS = (4 * HOUR, 12 * HOUR), (30 * DAY, 90 * DAY)
SIGNED_IN, SEEN = "signed_in", "seen"
# Of one account: allauth looks through them at each sign-in.
MOST_DEVICES = 10
# A look at a page is written down no more often.
SEEN_EVERY = 5 * 60


class SessionStore(DatabaseSessions):
    def get_expiry_age(self, **kwargs):
        """Seconds left at this moment; of whoever signed in, by the role at that time."""
        if SIGNED_IN not in self:
            return super().get_expiry_age(**kwargs)
        began, is_official = self[SIGNED_IN]
        unused, in_all = OF_OFFICIALS if is_official else OF_OTHERS
        return max(0, int(min(unused, began + in_all - time.time())))

    def get_expiry_date(self, **kwargs):
        if SIGNED_IN not in self:
            return super().get_expiry_date(**kwargs)
        return timezone.now() + timedelta(seconds=self.get_expiry_age())

    def save(self, must_create=False):
        """As Django's, which takes every failure for somebody who signed out meanwhile and answers "bad request"."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise


def begin(session, user):
    session[SIGNED_IN], session[SEEN] = [int(time.time()), user.is_official], int(time.time())


def note_use(session):
    """That it is in use, so that it goes on; written now and then."""
    if SIGNED_IN in session and time.time() - session.get(SEEN, 0) > SEEN_EVERY:
        session[SEEN] = int(time.time())


def end_sessions(user, *, but=None):
    """Sign ``user`` out everywhere at once, except where the session has the key ``but``."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        session.end()


def make_room(user):
    """End the oldest sessions of ``user`` that are still open, so that one device more is not one too many."""
    open_ones = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    devices = UserSession.objects.filter(user=user, session_key__in=open_ones)
    for session in devices.order_by("-pk")[MOST_DEVICES - 1 :]:
        session.end()


class MessageCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class Messages(FallbackStorage):
    """What a page says once, in a cookie of this host alone."""

    storage_classes = (MessageCookie, SessionStorage)
