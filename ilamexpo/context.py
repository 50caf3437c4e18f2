"""What every page knows."""

from django.conf import settings
from django.utils.translation import get_language

from lib.languages import CODES, direction


def page(request):
    """Language, direction, canonical address and the same page in the other languages, filters kept."""
    language = get_language() or settings.LANGUAGE_CODE
    path = request.get_full_path()
    return {
        "language": language,
        "direction": direction(language),
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path,
        "alternates": [
            {
                "code": code,
                "name": name,
                "path": in_language(path, code),
                "url": settings.SITE_URL + in_language(request.path, code),
            }
            for code, name in settings.LANGUAGES
        ],
    }


def in_language(path, code):
    """The same page under another language's prefix; pages without one stay as they are."""
    head, _slash, rest = path.lstrip("/").partition("/")
    return f"/{code}/{rest}" if head in CODES else path
