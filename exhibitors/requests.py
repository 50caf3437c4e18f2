"""What the office asks of applicants most often, ready in four languages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

REQUESTS = {
    "picture": (
        _("A better picture of the work"),
        _(
            "Please send a better picture of your work: in daylight, sharp, the whole work in the picture, without people "
            "and without writing on it. Replace the picture in your works, then send the application again."
        ),
    ),
    "works": (
        _("More works"),
        _("Please enter the works you would bring, each with a picture, then send the application again."),
    ),
    "licence": (
        _("A valid licence"),
        _(
            "Your licence is missing or has expired. Please enter it with its number and the day it expires, then send the "
            "application again."
        ),
    ),
    "answers": (
        _("Missing answers"),
        _("Please answer all questions of the application, then send it again."),
    ),
    "contact": (
        _("A phone number"),
        _("Please enter a phone number on which we reach you, then send the application again."),
    ),
}


def text_in(key, language):
    """The request in that language; empty for an unknown one."""
    if key not in REQUESTS:
        return ""
    with override(language):
        return str(REQUESTS[key][1])


def choices():
    """[(key, words)] in the words of the page."""
    return [(key, words) for key, (words, _text) in REQUESTS.items()]
