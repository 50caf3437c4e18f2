"""One record of every kind, joined as in life, and one account of every kind, for tests that look at whole pages."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.models import Message, StateChange
from cooperation.models import AgendaItem, Attendance, Paper, Side, Source, Step, Stop, Tenure, Topic
from cooperation.states import Audience
from enquiries.actions import open_threads
from enquiries.models import Line
from events.models import Claim, Gate, Organiser, ProgrammeItem, Series, VisitorCount
from exhibitors.models import Call, Circular, ContactPoint, Credential, Feedback, Task
from exhibitors.plans import release_now
from products.models import ExchangeRate, Picture
from tests.factories import (
    AllocationFactory,
    ClaimFactory,
    CraftFactory,
    DelegationFactory,
    EnquiryFactory,
    ExhibitFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    HallFactory,
    MeetingFactory,
    MemorandumFactory,
    ParticipationFactory,
    PersonFactory,
    PlaceFactory,
    PostFactory,
    ProductFactory,
    PromiseFactory,
    RepresentativeFactory,
    StandFactory,
    TourFactory,
    VenueFactory,
    official,
)
from vocabulary.models import HSCode, Material, Technique


def make_world():
    """A published exhibition with an exhibitor, a work and an enquiry, and accounts with different rights.

    ``visitor`` is None. ``exhibitor`` represents the exhibitor, ``stranger`` another one; ``viewer`` and ``official``
    hold their roles for all exhibitions, ``outsider`` is an official of another exhibition only.
    """
    world = SimpleNamespace(**make_words())
    world.exhibition = make_exhibition(world)
    world.maker = make_exhibitor(world)
    world.participation = ParticipationFactory(exhibitor=world.maker, exhibition=world.exhibition)
    world.stand = StandFactory(hall=HallFactory(exhibition=world.exhibition), code="A12")
    AllocationFactory(participation=world.participation, stand=world.stand)
    world.plan = release_now(world.exhibition)
    world.product = make_product(world)
    world.enquiry = EnquiryFactory(exhibition=world.exhibition, message="Two, please")
    Line.objects.create(
        enquiry=world.enquiry,
        product=world.product,
        exhibitor=world.maker,
        snapshot={"code": world.product.code, "title": {"fa": "گلیم"}, "exhibitor": {"fa": "سپیده"}, "price": {}},
        quantity=2,
        unit="piece",
    )
    world.thread = open_threads(world.enquiry)[0]
    make_accounts(world)
    make_trails(world)
    world.call = make_call(world)
    world.circular = Circular.objects.create(
        exhibition=world.exhibition, audience={"state": ["confirmed"]}, subject_fa="خبر", text_fa="سلام {exhibitor}"
    )
    make_cooperation(world)
    answers = dict.fromkeys(("sales", "contacts", "stand", "organisation", "again"), 4)
    world.feedback = Feedback.objects.create(participation=world.participation, remark="برق کم بود", **answers)
    world.gate = Gate.objects.create(exhibition=world.exhibition, name_fa="در اصلی")
    VisitorCount.objects.create(
        exhibition=world.exhibition, gate=world.gate, day=world.exhibition.starts_on, hour=17, count=12
    )
    world.task = Task.objects.create(exhibition=world.exhibition, title_fa="فهرست کالا", days=3)
    return world


def make_words():
    iraq = PlaceFactory(slug="iraq", kind="country", name_fa="عراق", name_en="Iraq")
    kut = PlaceFactory(slug="kut", parent=iraq, name_en="Kut", name_fa="کوت", name_ar="الكوت", name_ckb="کووت")
    craft = CraftFactory(slug="kilim", name_en="Kilim", name_fa="گلیم", summary_fa="دست‌بافی بی‌پرز")
    material = Material.objects.create(slug="wool", name_en="Wool", name_fa="پشم")
    technique = Technique.objects.create(slug="flat-weaving", name_en="Flat weaving", name_fa="تخت‌بافی")
    craft.materials.add(material)
    craft.techniques.add(technique)
    HSCode.objects.create(craft=craft, code="5702.10")
    return {"place": kut, "craft": craft, "material": material, "technique": technique}


def make_exhibition(world):
    today = date.today()
    exhibition = ExhibitionFactory(
        slug="kut-now",
        name_fa="نمایشگاه کوت",
        name_en="",
        summary_fa="آثار ایلام در کوت",
        series=Series.objects.create(slug="kut-market", name_en="Kut market", name_fa="بازار کوت"),
        starts_on=today - timedelta(days=2),
        ends_on=today + timedelta(days=4),
        contact_phone="+9647701234567",
        contact_channels="whatsapp, viber",
        contact_email="office@example.org",
    )
    exhibition.crafts.add(world.craft)
    VenueFactory(
        exhibition=exhibition,
        place=world.place,
        name_fa="تالار شهر",
        landmark_fa="کنار پل",
        map_url="https://maps.example.org/?q=1,2&z=3",
    )
    Organiser.objects.create(exhibition=exhibition, name_fa="اداره کل میراث فرهنگی ایلام")
    ProgrammeItem.objects.create(exhibition=exhibition, title_fa="گشایش", day=exhibition.starts_on)
    world.claim = ClaimFactory(exhibition=exhibition, key="kut-exhibitors", number=15, said_on=today)
    ClaimFactory(key="three-exhibitions-2025", measure=Claim.Measure.EXHIBITIONS, number=3).exhibitions.add(exhibition)
    return exhibition


def make_exhibitor(world):
    maker = ExhibitorFactory(
        slug="sepideh",
        name_en="Sepideh",
        name_fa="سپیده",
        story_fa="از ایوان",
        place=PlaceFactory(slug="eyvan", kind="county"),
    )
    maker.crafts.add(world.craft)
    maker.members.add(ExhibitorFactory(slug="gulnar", name_en="", name_fa="گلنار"))
    ContactPoint.objects.create(
        exhibitor=maker,
        kind="phone",
        value="+989181234567",
        channels="whatsapp",
        is_shown=True,
        consented_at=timezone.now(),
    )
    Credential.objects.create(exhibitor=maker, kind=Credential.Kind.QUALITY_SEAL, craft=world.craft, year=1398)
    return maker


def make_product(world):
    product = ProductFactory(
        exhibitor=world.maker,
        craft=world.craft,
        title_en="Red kilim",
        title_fa="گلیم سرخ",
        story_fa="پشم و رنگ روناس",
        price_mode="fixed",
        price_amount=Decimal(5_000_000),
        currency="IRR",
        price_unit="IRT",
        width_mm=1400,
        length_mm=2200,
        weight_g=4200,
    )
    product.materials.add(world.material)
    product.techniques.add(world.technique)
    Picture.objects.create(product=product, digest="0123456789abcdef", width=1600, height=1200, alt_fa="گلیم از روبه‌رو")
    Picture.objects.create(product=product, digest="fedcba9876543210", width=640, height=900, position=1)
    product.refresh_cover()
    ExhibitFactory(participation=world.participation, product=product)
    world.rate = ExchangeRate.objects.create(currency="IRR", dinars=Decimal("0.0012"), source="office")
    ProductFactory(exhibitor=world.maker, craft=world.craft, title_en="", title_fa="جاجیم")
    world.sent = ProductFactory(
        exhibitor=world.maker, title_fa="چیت", state="sent", published_at=None, sent_at=timezone.now()
    )
    return product


def make_call(world):
    now = timezone.now()
    call = Call.objects.create(
        exhibition=world.exhibition,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=9),
        text_fa="فراخوان",
    )
    call.questions.create(label_fa="چند اثر؟", kind="choice", choices_fa="یک\nدو")
    return call


def make_cooperation(world):
    """One record of every kind, each out of the one before: read by the partner, ``record``, a meeting, by everybody."""
    here = {"exhibition": world.exhibition, "audience": Audience.PARTNER}
    public = here | {"audience": Audience.PUBLIC, "audiences": {"summary": Audience.PUBLIC}}
    post = PostFactory()
    person = PersonFactory(name_fa="حسن الجبوری", latin_name="HASSAN")
    Tenure.objects.create(post=post, person=person, known_on=date.today())
    world.delegation = DelegationFactory(slug="delegation", title_fa="سفر هیئت", **public)
    Stop.objects.create(record=world.delegation, title_fa="گذر از مهران", kind=Stop.Kind.TRANSPORT)
    Attendance.objects.create(record=world.delegation, person=person, post=post, side=Side.THEIRS)
    world.meeting = world.record = MeetingFactory(
        slug="meeting", title_fa="دیدار", summary_fa="درباره تجارت", topics=["trade"], **public
    )
    AgendaItem.objects.create(meeting=world.meeting, topic=Topic.TRADE, said_fa="تجارت")
    world.promise = PromiseFactory(slug="promise", due_on=date.today() + timedelta(days=9), their_post=post, **here)
    world.memorandum = MemorandumFactory(slug="memorandum", **here)
    world.memorandum.parties.add(post.institution)
    world.tour = TourFactory(slug="tour", **here)
    chain = [world.delegation, world.meeting, world.promise, world.memorandum, world.tour]
    for earlier, later in pairwise(chain):
        Step.objects.create(earlier=earlier, later=later)
    Source.objects.create(record=world.meeting, said_by_fa="خبرگزاری")
    Paper.objects.create(record=world.meeting, kind=Paper.Kind.MINUTES, name="minutes.pdf", file="cooperation/none.pdf")


def make_accounts(world):
    world.visitor = None
    world.exhibitor = RepresentativeFactory(exhibitor=world.maker, user__name="Sepideh").user
    world.stranger = RepresentativeFactory(exhibitor=ExhibitorFactory(slug="other"), user__name="Stranger").user
    world.viewer = official("viewer", name="Viewer")
    world.official = official(name="Official")
    world.outsider = official(exhibition=ExhibitionFactory(slug="elsewhere"), name="Outsider")


def make_trails(world):
    world.message = Message.objects.create(
        name="Abu Ali", address="+9647701234567", language="ar", channel="call", subject="S", text="T"
    )
    kind = ContentType.objects.get_for_model(world.exhibition)
    world.change = StateChange.objects.create(
        content_type=kind, object_id=world.exhibition.pk, label="Kut", field="publication", old="draft", new="published"
    )
    world.log = LogEntry.objects.create(
        content_type=kind,
        object_pk=str(world.exhibition.pk),
        object_id=world.exhibition.pk,
        object_repr="Kut",
        action=1,
    )
