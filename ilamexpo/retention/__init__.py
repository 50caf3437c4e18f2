"""What is kept of whom and how long: one table, which the nightly clean-up, the privacy page and the office read.

Each row says what it holds, column by column; a test refuses a column that is neither here nor in ``IMPERSONAL``. What
is due is asked in one place (``Row.due``) and done in small steps that can be repeated, so that a clean-up that was
killed is simply done again. Why the periods are what they are: docs/decisions/0011-how-long-things-are-kept.md.
"""

import logging

from auditlog.context import disable_auditlog
from django.utils import timezone

from accounts.jobs import daily
from ilamexpo.models import CleanUp
from ilamexpo.retention.impersonal import IMPERSONAL
from ilamexpo.retention.steps import Unfinished
from ilamexpo.retention.table import TABLE

__all__ = ["IMPERSONAL", "TABLE", "clean_up", "report"]
logger = logging.getLogger("accounts.worker")


@daily
def clean_up():
    """Do every row of the table; note of each what came of it. One that fails keeps the others from nothing."""
    with disable_auditlog():  # what is deleted because its time is over is not written down anew
        for row in TABLE:
            clean_row(row)


def clean_row(row):
    is_failed = False
    try:
        removed = row.clean(timezone.now())
    except Unfinished as unfinished:
        removed, is_failed = unfinished.done, True
    except Exception:
        logger.exception("The clean-up of %s failed and is tried again tomorrow", row.key)
        removed, is_failed = 0, True
    noted = {"ran_at": timezone.now(), "removed": removed, "is_failed": is_failed}
    CleanUp.objects.update_or_create(row=row.key, defaults=noted)


def report():
    """[{row, remaining, oldest, next_due, ran}] of the whole table, without a word of what it holds."""
    ran = {each.row: each for each in CleanUp.objects.all()}
    rows = []
    for row in TABLE:
        remaining, oldest, next_due = row.remaining()
        rows.append(
            {"row": row, "remaining": remaining, "oldest": oldest, "next_due": next_due, "ran": ran.get(row.key)}
        )
    return rows
