"""What the tests of calls and applications share."""

from datetime import timedelta

from django.utils import timezone

from exhibitors.models import Call
from tests.factories import ExhibitionFactory, ParticipationFactory, RepresentativeFactory


def sign_in(client, user):
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def make_call(slug="sulaymaniyah-next", **more):
    """A call that opened yesterday and closes in nine days, of a published exhibition."""
    now = timezone.now()
    values = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)} | more
    exhibition = values.pop("exhibition", None) or ExhibitionFactory(
        slug=slug, starts_on=(now + timedelta(days=60)).date(), ends_on=(now + timedelta(days=66)).date()
    )
    return Call.objects.create(exhibition=exhibition, **values)


def close(call):
    call.closes_at = timezone.now() - timedelta(minutes=1)
    call.opens_at = call.closes_at - timedelta(days=9)
    call.save()


def make_sent(call, *, ago=1, **more):
    """An application that was sent ``ago`` days ago, by somebody with an account."""
    sent_at = timezone.now() - timedelta(days=ago)
    application = ParticipationFactory(exhibition=call.exhibition, state="submitted", submitted_at=sent_at, **more)
    RepresentativeFactory(exhibitor=application.exhibitor, user__name="Maker", user__language="ckb")
    return application
