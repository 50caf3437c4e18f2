"""Pages for what went wrong, in the look and the language of the site; nobody keeps them."""

import errno
import logging
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.translation import get_language, get_language_from_path

from accounts.codes import in_groups
from accounts.middleware import READING
from ilamexpo.context import page
from ilamexpo.logs import spoken

logger = logging.getLogger(__name__)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
PLANNED_SECONDS, UNPLANNED_SECONDS = 120, 30  # after which to come again
LAST_RESORT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Error</title>'
    "<h1>Error</h1><p>Something went wrong. Please try again in a few minutes."
    '<p lang="fa" dir="rtl">خطایی رخ داد. چند دقیقه دیگر دوباره امتحان کنید.'
    '<p lang="ar" dir="rtl">حدث خطأ. حاول مرة أخرى بعد دقائق.'
    '<p lang="ckb" dir="rtl">هەڵەیەک ڕوویدا. دوای چەند خولەکێک دووبارە هەوڵ بدەرەوە.'
)


def language_of(request):
    """That of the address; errors may come before anything else has read it."""
    return get_language_from_path(request.path_info) or get_language() or settings.LANGUAGE_CODE


def answer(request, status, template):
    with translation.override(language_of(request)):
        return not_kept(render(request, template, {"breadcrumbs": None}, status=status))


def not_kept(response):
    """What was refused or missing a moment ago may be there at the next try."""
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request, exception=None):
    return answer(request, 400, "400.html")


def permission_denied(request, exception=None):
    return answer(request, 403, "403.html")


def csrf_failure(request, reason=""):
    return answer(request, 403, "403_csrf.html")


def page_not_found(request, exception=None):
    return answer(request, 404, "404.html")


def server_error(request):
    """Something broke; where it is the database or a full disk, it is the site that is away and not the page."""
    if is_out_of_reach(sys.exc_info()[1]):
        return unavailable(request, is_planned=False)
    identity = getattr(request, "identity", "")
    return without_anything(request, 500, "500.html", {"code": in_groups(spoken(identity)) if identity else ""})


def is_out_of_reach(error):
    """Whether it says that the database does not answer in time, or that nothing can be written."""
    return isinstance(error, OperationalError | InterfaceError) or getattr(error, "errno", None) in NO_ROOM


def unavailable(request, *, is_planned):
    """Away for a moment: because somebody works on the site, or because its database does not answer."""
    words = {"is_planned": is_planned, "was_sent": request.method not in READING}
    response = without_anything(request, 503, "503.html", words)
    response["Retry-After"] = str(PLANNED_SECONDS if is_planned else UNPLANNED_SECONDS)
    response.is_out_of_reach = not is_planned
    return response


def without_anything(request, status, template, words=None):
    """Written without the database, the session or any context processor: one of them may be what broke."""
    with translation.override(language_of(request)):
        try:
            html = loader.get_template(template).render({"request": request, **(words or {})} | page(request))
        except Exception:
            logger.exception("The page of the error could not be written either")
            html = LAST_RESORT
    return not_kept(HttpResponse(html, status=status))
