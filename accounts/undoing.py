"""What an official decided about something that was sent can be put back for a while, with the messages that say so."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.messages import take_back
from accounts.models import Message, StateChange
from lib.states import MoveNotAllowed

UNDO_TIME = timedelta(minutes=10)


def until():
    """The moment at which a message about what is decided now may go."""
    return timezone.now() + UNDO_TIME


def remember(request, key, rows, said, **kept):
    """Keep in the session which ``rows`` were decided just now, the messages that were ``said`` about them, and what
    else undoing needs."""
    request.session[key] = kept | {
        "rows": [row.pk for row in rows],
        "messages": [message.pk for message in said],
        "until": until().timestamp(),
    }


def is_fresh(undo):
    return bool(undo) and timezone.now().timestamp() < undo["until"]


def remembered(request, key):
    """What ``remember`` kept, while it can be undone; otherwise None."""
    undo = request.session.get(key)
    return undo if is_fresh(undo) else None


def check_decider(row, *, field, actor, to):
    """MoveNotAllowed unless the last move of ``field`` was made by ``actor`` and not long ago."""
    decided = StateChange.objects.filter(
        content_type=ContentType.objects.get_for_model(row), object_id=row.pk, field=field
    ).first()
    if not decided or decided.actor_id != actor.pk or decided.at < timezone.now() - UNDO_TIME:
        raise MoveNotAllowed(getattr(row, field), to)


class UndoDecision(View):
    """Take the last decision back, with the messages that have not gone yet: all of it or nothing.

    ``key`` is that of ``remember``, ``back`` the queue, ``rows`` those that may have been decided; while ``undo`` runs,
    ``self.remembered`` is what was kept.
    """

    http_method_names = ["post", "options"]
    key: str
    back: str

    def get_rows(self):
        raise NotImplementedError

    def undo(self, row):
        raise NotImplementedError

    def say_done(self, count):
        raise NotImplementedError

    def post(self, request):
        undo = request.session.pop(self.key, None)
        if not is_fresh(undo):
            messages.warning(request, _("It is too late to undo this."))
            return redirect(self.back)
        self.remembered = undo
        rows = list(self.get_rows().filter(pk__in=undo["rows"]))
        try:
            # All or nothing: one message speaks of several works.
            with transaction.atomic():
                if len(rows) < len(undo["rows"]):
                    raise ObjectDoesNotExist
                for row in rows:
                    self.undo(row)
                take_back(Message.objects.filter(pk__in=undo["messages"]))
        except (MoveNotAllowed, ObjectDoesNotExist):
            messages.error(request, _("It cannot be undone any more: a maker has gone on meanwhile."))
        else:
            messages.success(request, self.say_done(len(rows)))
        return redirect(self.back)
