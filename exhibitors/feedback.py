"""When those who took part are asked how it was, and what they say."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Exhibition
from events.states import STOPPED, Status
from exhibitors.models import Feedback, Participation
from exhibitors.states import ParticipationState
from exhibitors.tasks import SHOWN_AFTER


class NotAsked(Exception):
    """It is not the time for it; says why. Nothing was changed."""


def problem_of_time(exhibition):
    """Why nobody says now how it was; nothing from the first day until the report."""
    first = exhibition.starts_on or exhibition.starts_by
    if exhibition.status == Status.REPORTED:
        return _("The report of this exhibition is written: answers stay as they are.")
    if exhibition.status in STOPPED or first is None or first > exhibition.today:
        return _("You are asked from the first day of the exhibition on.")
    return ""


def asked(participations):
    """Those that say how it was: who came, or comes."""
    return participations.filter(state=ParticipationState.CONFIRMED)


@transaction.atomic
def give_feedback(participation, values):
    """Keep ``values`` ({field: what was answered}), for the first time or instead of the earlier ones. Raises NotAsked."""
    exhibition = Exhibition.objects.select_for_update(no_key=True).get(pk=participation.exhibition_id)
    if problem := problem_of_time(exhibition):
        raise NotAsked(problem)
    held = Feedback.objects.filter(participation=participation).first() or Feedback(participation=participation)
    for name, value in (values | {"given_at": timezone.now()}).items():
        setattr(held, name, value)
    held.save()
    return held


def owed(participations):
    """Those of ``participations`` that are over, and have not said yet how it was; for a while (1 query)."""
    rows = asked(participations).filter(feedback=None).select_related("exhibition").order_by("-pk")
    return [row for row in rows if is_due(row.exhibition)]


def is_due(exhibition):
    is_news = exhibition.last_day and exhibition.today - exhibition.last_day <= SHOWN_AFTER
    return bool(is_news) and exhibition.phase() == "over" and not problem_of_time(exhibition)


def answers_about(exhibition):
    """(those who were asked, their answers with the exhibitor) (2 queries)."""
    participations = asked(Participation.objects.filter(exhibition=exhibition))
    answers = Feedback.objects.filter(participation__in=participations).select_related("participation__exhibitor")
    return list(participations.select_related("exhibitor")), list(answers)
