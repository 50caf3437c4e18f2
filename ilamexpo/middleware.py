"""What every request and answer passes: hostile bytes are refused early, answers are compressed last."""

import gzip
import logging
import re
import secrets
import time

import brotli
from csp.utils import build_policy
from django.db import connections
from django.http import HttpResponseNotAllowed
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.encoding import escape_uri_path

from accounts.limits import is_trusted
from accounts.middleware import READING
from ilamexpo.closing import is_closed
from ilamexpo.keeping import keep, kept
from ilamexpo.logs import request_id
from ilamexpo.views import bad_request
from ilamexpo.views.errors import unavailable

logger = logging.getLogger("ilamexpo.requests")
ALIVE = "/healthz"
# Control characters never belong in an address; bidi controls only confuse the person who reads it.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
IDENTITY = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
SLOW = 1  # seconds
COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/xml",
    "application/atom+xml",
    "image/svg",
)
SMALLEST = 500
METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
# What no page here asks a device for.
PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in "accelerometer browsing-topics camera display-capture geolocation gyroscope magnetometer microphone midi "
    "payment serial usb".split()
)
# With or without the language, for what is redirected.
PRIVATE = re.compile(r"/(?:[a-z]{2,3}/)?enquiry/(?!talk/)[^/]")


class RequestIdentity:
    """Give every request an id that stands in each line of the log about it, and on the page of an error.

    That of a front server we trust is kept, so that its log and ours speak of the same. Public pages are kept by
    others, so the answer names it only where something went wrong.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.identity = given_identity(request) or f"{secrets.randbelow(10**8):08}"
        token, began = request_id.set(request.identity), time.monotonic()
        try:
            response = self.get_response(request)
            seconds = time.monotonic() - began
            if response.status_code >= 500 or seconds > SLOW:
                words = (request.method, escape_uri_path(request.path), response.status_code, seconds)
                logger.warning("%s %s was answered %s after %.1f s", *words)
        finally:
            request_id.reset(token)
        if response.status_code >= 400:
            response.headers["X-Request-ID"] = request.identity
        return response


def given_identity(request):
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if is_trusted(request.META.get("REMOTE_ADDR", "")) and IDENTITY.fullmatch(given) else None


class ContentPolicy:
    """The policy of the settings on every answer that has none of its own.

    It is built once: django-csp's middleware builds it twice an answer, with its directives in another order in every
    process.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = "; ".join(sorted(build_policy().split("; ")))

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class RequestGuard:
    """Answer 400 to a path with control characters, and 405 to odd methods, before the database or a view reads it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if FORBIDDEN.search(request.path):
            return bad_request(request)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(sorted(METHODS))
        return self.get_response(request)


class PrivateAddresses:
    """Below the private address of an enquiry nothing is kept, indexed or named to others, whichever page answers.

    Pages with forms say themselves how much of their address browsers tell.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if PRIVATE.match(request.path):
            patch_cache_control(response, private=True, no_store=True)
            response.headers.setdefault("Referrer-Policy", "no-referrer")
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response


class Closed:
    """While somebody works on the site every page says so, and nothing asks the database; see ``ilamexpo.closing``."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if is_closed() and request.path != ALIVE:
            return unavailable(request, is_planned=True)
        return self.get_response(request)


class OutOfReach:
    """Where the database does not answer, a page kept a moment ago does.

    A line that the database had cut meanwhile, as after its restart, is not the visitor's business: reading is tried
    again over a new one, and writing begins over one that was looked at.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_reading = request.method in READING
        if not is_reading:
            close_broken()
        response = self.get_response(request)
        if is_reading and is_out_of_reach(response) and close_broken():
            response = self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return response
        if is_out_of_reach(response):
            return kept(request) or response
        if request.method == "GET" and may_be_kept(response):
            keep(request, response)
        return response


def close_broken():
    """Close the connections that lead nowhere; whether there was one."""
    broken = [
        connection
        for connection in connections.all(initialized_only=True)
        if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable()
    ]
    for connection in broken:
        connection.close()
    return bool(broken)


def is_out_of_reach(response):
    return getattr(response, "is_out_of_reach", False)


def may_be_kept(response):
    """Whether it is the same for everybody who asks at this address."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "public" in response.get("Cache-Control", "")
        and not response.has_header("Vary")
    )


class Compress:
    """Brotli or gzip, with the same bytes every time.

    Django's own middleware pads each answer with random bytes; public pages here carry no secret and shall be the
    same for everybody, and the only secret in signed-in pages, the CSRF token, is masked anew each time.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.streaming or response.has_header("Content-Encoding"):
            return response
        if not response.headers.get("Content-Type", "").startswith(COMPRESSIBLE) or len(response.content) < SMALLEST:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
        if "br" in accepted:
            response.content, coding = brotli.compress(response.content, quality=4), "br"
        elif "gzip" in accepted:
            response.content, coding = gzip.compress(response.content, compresslevel=5, mtime=0), "gzip"
        else:
            return response
        response.headers["Content-Encoding"] = coding
        response.headers["Content-Length"] = str(len(response.content))
        if etag := response.headers.get("ETag"):
            response.headers["ETag"] = etag if etag.startswith("W/") else f"W/{etag}"
        return response
