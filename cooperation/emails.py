"""What officials are told about the cooperation, each in their own language."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.messages import send
from cooperation.lateness import lateness
from lib.dates import format_two_calendars, today_in_ilam
from lib.languages import shown


def promise_due(promise, person):
    """Remind ``person`` of a promise before its day, or on it."""
    with override(person.language):
        language = get_language()
        title = shown(promise, "title", language).text
        values = {
            "promise": promise,
            "title": title,
            "due": format_two_calendars(promise.due_on, None, language),
            "lateness": lateness(promise, today_in_ilam()),
            "address": settings.SITE_URL + reverse("office:record_detail", args=[promise.slug]),
        }
        send(
            subject=_("To be followed: {title}").format(title=title),
            text=render_to_string("cooperation/emails/promise_due.txt", values).strip() + "\n",
            language=language,
            recipient=person,
        )
