"""What applicants are told about their applications; written first, so that it can be shown before it goes."""

from django.utils.translation import gettext as _

from exhibitors.decision_letters import LANGUAGE, reached, written


def language_of(participation):
    """The language of whoever hears about it first."""
    return next((letter.language for letter in reached([participation])), LANGUAGE)


def received(participation):
    """The acknowledgement of what was sent."""
    return written(
        list(reached([participation])),
        "application_received",
        lambda: _("Your application has arrived: {exhibition}"),
        lambda each: {"code": each.code},
    )


def returned(participations, reasons):
    """``reasons``: {language: what is asked for}, one for each language somebody is written to in (two queries)."""
    letters = []
    for letter in reached(participations):
        letters += written(
            [letter],
            "application_returned",
            lambda: _("Your application came back with a request: {exhibition}"),
            lambda each, language=letter.language: {"code": each.code, "reason": reasons[language]},
        )
    return letters
