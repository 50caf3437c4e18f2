"""How things are forgotten: in small steps that can be repeated, so that a clean-up that was killed is done again."""

import logging

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from exhibitors.profile.erasing import forget_messages, is_for_nobody

logger = logging.getLogger("accounts.worker")
BATCH = 500


class Unfinished(Exception):
    """Some rows could not be done, and are tried again; ``done`` were."""

    def __init__(self, done):
        self.done = done


def in_batches(act):
    """For ``Row.act``: ``act(rows)`` with some at a time; one that is not due any more when its batch comes stays."""

    def act_on_all(rows):
        done = 0
        while numbers := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                act(rows.filter(pk__in=numbers))
            done += len(numbers)
        return done

    return act_on_all


delete = in_batches(QuerySet.delete)
empty_messages = in_batches(forget_messages)


def each(act):
    """For ``Row.act``: ``act(record)`` with one after the other; one that fails keeps the others from nothing."""

    def act_on_all(rows):
        done, last, is_failed = 0, 0, False
        while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = chunk[-1].pk  # before it may be deleted
            for record in chunk:
                try:
                    done += bool(act(record))
                except Exception:
                    logger.exception("The clean-up could not do %s %s", type(record).__name__, record.pk)
                    is_failed = True
        if is_failed:
            raise Unfinished(done)
        return done

    return act_on_all


@transaction.atomic
def delete_account(user):
    """Delete an account that acts for nobody, with what was said to it."""
    user = User.objects.select_for_update().filter(pk=user.pk).first()
    if user is None or not is_for_nobody(user):
        return False
    forget_messages(user.messages.all())
    user.delete()
    return True


def forget_counters(rows):
    """Also those of signing in, which stand in the cache and are otherwise only overwritten."""
    cache = caches["default"]
    if isinstance(cache, DatabaseCache):
        table = connection.ops.quote_name(cache._table)  # type: ignore[attr-defined]
        now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])
    return delete(rows)
