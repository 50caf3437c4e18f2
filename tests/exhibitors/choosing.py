"""A call with its jury, those who applied, and what was decided, for the tests of the choice."""

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from exhibitors.actions.choice import decide_participation
from exhibitors.models import Call, Criterion, Panellist, Review, Score
from tests.factories import ExhibitionFactory, ExhibitorFactory, ParticipationFactory, RepresentativeFactory, official


def client_of(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def call_for(*weights, slug="next", **fields):
    """A call of an exhibition in two months, over since yesterday, with a criterion for each weight."""
    day = date.today() + timedelta(days=60)
    exhibition = ExhibitionFactory(slug=slug, name_en="Next", name_fa="نمایشگاه بعدی", starts_on=day, ends_on=day)
    now = timezone.now()
    times = {"opens_at": now - timedelta(days=20), "closes_at": now - timedelta(days=1)}
    call = Call.objects.create(exhibition=exhibition, **times, **fields)
    for number, weight in enumerate(weights, 1):
        Criterion.objects.create(
            call=call, name_en=f"Criterion {number}", name_fa=f"معیار {number}", weight=weight, position=number
        )
    return call


def applied(call, state="submitted", craft=None, user=True, **fields):
    """An application; with a ``user`` (True: a new one who reads English) for its exhibitor."""
    exhibitor = fields.pop("exhibitor", None) or ExhibitorFactory(**fields)
    if user is True:
        RepresentativeFactory(exhibitor=exhibitor)
    elif user:
        RepresentativeFactory(exhibitor=exhibitor, user=user)
    return ParticipationFactory(
        exhibition=call.exhibition, exhibitor=exhibitor, state=state, craft=craft, submitted_at=timezone.now()
    )


def juror_of(call, *crafts, **user):
    juror = official("juror", exhibition=call.exhibition, **user)
    Panellist.objects.create(call=call, juror=juror).crafts.set(crafts)
    return juror


def score(application, juror, *points, note=""):
    review = Review.objects.create(participation=application, juror=juror, note=note)
    criteria = application.exhibition.call.criteria.all()
    for criterion, given in zip(criteria, points, strict=False):
        Score.objects.create(review=review, criterion=criterion, points=given)
    return review


def decided(application, decision, actor, reason="", **more):
    application.refresh_from_db()
    decide_participation(
        application, mark=application.decision_mark, decision=decision, reason=reason, actor=actor, **more
    )
    application.refresh_from_db()
    return application
