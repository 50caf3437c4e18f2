"""Records for tests, as small as the constraints allow; published unless a test says otherwise."""

import uuid
from datetime import date
from itertools import count

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import User
from cooperation.models import Delegation, Institution, Meeting, Memorandum, Person, Post, Promise, Tour
from enquiries.models import Enquiry
from events.models import Claim, Exhibition, Hall, Role, Stand, Venue
from exhibitors.models import Allocation, Exhibitor, Participation, Representative
from products.models import Exhibit, Product
from vocabulary.models import Craft, Place


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    name = factory.Sequence("User {}".format)
    email = factory.Sequence("user{}@example.org".format)
    language = "en"


class RoleFactory(DjangoModelFactory):
    class Meta:
        model = Role

    user = factory.SubFactory(UserFactory, is_sample=True)
    kind = Role.Kind.OFFICIAL


def official(kind=Role.Kind.OFFICIAL, exhibition=None, **user):
    """An account with that role; marked as sample, so that it needs no second factor."""
    account = UserFactory(is_sample=True, **user)
    RoleFactory(user=account, kind=kind, exhibition=exhibition)
    return account


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place
        django_get_or_create = ("slug",)

    slug = "kut"
    kind = Place.Kind.CITY
    name_en = factory.LazyAttribute(lambda place: place.slug.title())


class CraftFactory(DjangoModelFactory):
    class Meta:
        model = Craft
        django_get_or_create = ("slug",)

    slug = "kilim"
    name_en = factory.LazyAttribute(lambda craft: craft.slug.title())


class ExhibitionFactory(DjangoModelFactory):
    class Meta:
        model = Exhibition

    slug = factory.Sequence("exhibition-{}".format)
    name_en = factory.Sequence("Exhibition {}".format)
    name_fa = factory.Sequence("نمایشگاه {}".format)
    starts_on = date(2025, 10, 10)
    ends_on = date(2025, 10, 16)
    publication = "published"
    published_at = factory.LazyFunction(timezone.now)


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    exhibition = factory.SubFactory(ExhibitionFactory)
    place = factory.SubFactory(PlaceFactory)


class HallFactory(DjangoModelFactory):
    class Meta:
        model = Hall

    exhibition = factory.SubFactory(ExhibitionFactory)
    name_en = "Main hall"


class StandFactory(DjangoModelFactory):
    class Meta:
        model = Stand

    hall = factory.SubFactory(HallFactory)
    code = factory.Sequence("A{}".format)


class ClaimFactory(DjangoModelFactory):
    class Meta:
        model = Claim

    key = factory.Sequence("claim-{}".format)
    measure = Claim.Measure.EXHIBITORS
    value_en = "15 artists and producers"
    said_by_en = "an Iranian report"


class ExhibitorFactory(DjangoModelFactory):
    class Meta:
        model = Exhibitor

    slug = factory.Sequence("exhibitor-{}".format)
    kind = Exhibitor.Kind.ARTIST
    name_en = factory.Sequence("Maker {}".format)
    name_fa = factory.Sequence("هنرمند {}".format)
    place = factory.SubFactory(PlaceFactory, slug="eyvan", kind="county")
    publication = "published"
    published_at = factory.LazyFunction(timezone.now)


class RepresentativeFactory(DjangoModelFactory):
    class Meta:
        model = Representative

    user = factory.SubFactory(UserFactory)
    exhibitor = factory.SubFactory(ExhibitorFactory)


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = Participation

    exhibitor = factory.SubFactory(ExhibitorFactory)
    exhibition = factory.SubFactory(ExhibitionFactory)
    state = "confirmed"


class AllocationFactory(DjangoModelFactory):
    class Meta:
        model = Allocation

    participation = factory.SubFactory(ParticipationFactory)
    stand = factory.SubFactory(StandFactory)


class ProductFactory(DjangoModelFactory):
    class Meta:
        model = Product

    exhibitor = factory.SubFactory(ExhibitorFactory)
    craft = factory.SubFactory(CraftFactory)
    title_en = factory.Sequence("Work {}".format)
    title_fa = factory.Sequence("اثر {}".format)
    state = "published"
    published_at = factory.LazyFunction(timezone.now)


class ExhibitFactory(DjangoModelFactory):
    class Meta:
        model = Exhibit

    participation = factory.SubFactory(ParticipationFactory)
    product = factory.SubFactory(ProductFactory, exhibitor=factory.SelfAttribute("..participation.exhibitor"))


class EnquiryFactory(DjangoModelFactory):
    class Meta:
        model = Enquiry

    request_key = factory.LazyFunction(uuid.uuid4)
    kind = Enquiry.Kind.BUY_ONE
    name = "Abu Ali"
    phone = "+9647701234567"
    channel = Enquiry.Channel.WHATSAPP
    language = "ar"


class InstitutionFactory(DjangoModelFactory):
    class Meta:
        model = Institution
        django_get_or_create = ("slug",)

    slug = "wasit"
    name_en = factory.LazyAttribute(lambda institution: institution.slug.title())
    kind = Institution.Kind.GOVERNORATE
    place = factory.SubFactory(PlaceFactory)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name_fa = factory.Sequence("شخص {}".format)
    name_en = factory.Sequence("Person {}".format)


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    institution = factory.SubFactory(InstitutionFactory)
    title_fa = "معاون استاندار"
    title_en = "Deputy governor"


RECORDS = count()


class RecordFactory(DjangoModelFactory):
    """What all kinds of records share; their slugs too: a sequence of its own each would give two the same."""

    slug = factory.LazyFunction(lambda: f"record-{next(RECORDS)}")
    title_fa = factory.Sequence("سند {}".format)
    title_en = factory.Sequence("Record {}".format)
    partner = factory.SubFactory(InstitutionFactory)
    starts_on = date(2025, 10, 9)


class DelegationFactory(RecordFactory):
    class Meta:
        model = Delegation

    direction = Delegation.Direction.THERE


class MeetingFactory(RecordFactory):
    class Meta:
        model = Meeting


class PromiseFactory(RecordFactory):
    class Meta:
        model = Promise

    state = "agreed"


class MemorandumFactory(RecordFactory):
    class Meta:
        model = Memorandum


class TourFactory(RecordFactory):
    class Meta:
        model = Tour
