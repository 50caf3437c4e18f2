"""Addresses without a language, for machines and for the first step."""

import re
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.generic import View

from accounts.audiences import PublicMixin
from ilamexpo.views.errors import not_kept
from products.printed import page_behind

# What a browser may ask for; Kurdish without a script is Sorani here, as in Iraq and in Ilam.
OTHER_TAGS = {"ku": "ckb", "sdh": "ckb", "prs": "fa", "tg": "fa", "per": "fa", "ara": "ar", "kur": "ckb"}
MEDIA_TYPES = {".webp": "image/webp", ".jpg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf"}
MEDIA_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_./-]*", re.ASCII)
A_DAY, A_YEAR = 86_400, 31_536_000


def best_language(header):
    """The code of the first language in ``Accept-Language`` that the site speaks."""
    for tag, _weight in parse_accept_lang_header(header.lower()[:500]):
        main = tag.split("-")[0]
        code = OTHER_TAGS.get(main, main)
        if code in dict(settings.LANGUAGES):
            return code
    return settings.LANGUAGE_CODE


class ChooseLanguage(PublicMixin, View):
    """From ``/`` to the home page in the visitor's best language."""

    def get(self, request):
        code = best_language(request.headers.get("Accept-Language", ""))
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        response = HttpResponseRedirect(f"/{code}/{query}")
        patch_vary_headers(response, ["Accept-Language"])
        return response


class PrintedCode(PublicMixin, View):
    """From a code on paper to its page in the visitor's best language; a card ``at`` a stand says which."""

    def get(self, request, code):
        with override(best_language(request.headers.get("Accept-Language", ""))):
            if address := page_behind(code, at=request.GET.get("at", "")):
                response = HttpResponseRedirect(address)
            else:
                response = not_kept(
                    render(request, "ilamexpo/public/code_unknown.html", {"typed": code[:20]}, status=404)
                )
        patch_vary_headers(response, ["Accept-Language"])
        return response


class Media(PublicMixin, View):
    """One public file, until a front server takes over; its name says its content, so it is kept for ever."""

    def get(self, request, name):
        kind = MEDIA_TYPES.get(Path(name).suffix)
        if kind is None or ".." in name or not MEDIA_NAME.fullmatch(name):
            raise Http404
        try:
            file = storages["public"].open(name)
        except (OSError, ValueError, SuspiciousFileOperation):
            raise Http404 from None
        response = FileResponse(file, content_type=kind, as_attachment=kind == "application/pdf")
        response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response


class Robots(PublicMixin, View):
    def get(self, request):
        # Not accounts/: those pages say noindex themselves, which only a reader that may open them learns.
        closed = [f"Disallow: /{code}/{part}/" for code, _name in settings.LANGUAGES for part in ("portal", "office")]
        lines = ["User-agent: *", *closed, "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
        return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class Favicon(PublicMixin, View):
    """For whoever asks at the root without reading a page first; the file itself has its content in its name."""

    def get(self, request):
        response = HttpResponseRedirect(static("img/favicon.ico"))
        response["Cache-Control"] = f"public, max-age={A_DAY}"
        return response


class Healthz(PublicMixin, View):
    """The process answers."""

    def get(self, request):
        response = HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
        response["Cache-Control"] = "no-store"
        return response
