"""An exhibition with something of everything that a report counts, drawn at random: the same for the same seed."""

import random
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from cooperation.models import Delegation, Meeting, Promise
from enquiries.models import Enquiry, Line, Quotation, Thread
from events.models import Gate, VisitorCount
from exhibitors.models import Allocation, Call, Exhibitor, Feedback, Participation
from exhibitors.models.feedback import QUESTIONS
from products.models import ExchangeRate, Exhibit, Sale
from tests.factories import (
    CraftFactory,
    ExhibitionFactory,
    ExhibitorFactory,
    HallFactory,
    PlaceFactory,
    ProductFactory,
    StandFactory,
    VenueFactory,
)

FIRST = date(2025, 10, 10)
BAGHDAD = ZoneInfo("Asia/Baghdad")
CITIES = ["الكوت", "الکوت", "Kut", "بدرة", ""]
UNITS = ["IQD", "USD", "IRT", "IRR"]


def make_fair(seed=1, *, makers=6, works=3, enquiries=12):
    """The exhibition; another one before it, and what belongs to that one, must not be counted."""
    draw = random.Random(seed)
    crafts = [CraftFactory(slug=slug) for slug in ("kilim", "jajim", "mat")]
    iraq = PlaceFactory(slug="iraq", kind="country")
    counties = [PlaceFactory(slug=slug, kind="county", parent=iraq) for slug in ("eyvan", "mehran")]
    before = ExhibitionFactory(starts_on=date(2024, 1, 1), ends_on=date(2024, 1, 3))
    fair = ExhibitionFactory(slug=f"fair-{seed}", starts_on=FIRST, ends_on=date(2025, 10, 16))
    VenueFactory(exhibition=fair, place=PlaceFactory(slug="kut", parent=iraq))
    people = [make_maker(draw, number, crafts, counties) for number in range(makers)]
    for exhibition in (before, fair):
        make_call(draw, exhibition, crafts, counties)
        taking_part = [make_participation(draw, person, exhibition, crafts) for person in people]
        place_some(draw, exhibition, taking_part)
        for each in taking_part[:4]:
            marks = {name: draw.randint(1, 5) for name in QUESTIONS}
            Feedback.objects.create(participation=each, **marks)
        for each in taking_part:
            bring_and_sell(draw, each, crafts, works)
        ask(draw, exhibition, people, enquiries)
        count_visitors(draw, exhibition)
        meet(draw, exhibition)
    for currency, dinars in (("USD", "1310"), ("IRR", "0.0014")):
        ExchangeRate.objects.get_or_create(
            currency=currency, day=FIRST, defaults={"dinars": Decimal(dinars), "source": "market"}
        )
        ExchangeRate.objects.get_or_create(
            currency=currency, day=date(2026, 1, 1), defaults={"dinars": Decimal(9), "source": "later"}
        )
    return fair


def make_maker(draw, number, crafts, counties):
    kind = draw.choice([*Exhibitor.Kind.values])
    maker = ExhibitorFactory(
        kind=kind,
        gender="" if kind == "group" else draw.choice(["woman", "man", ""]),
        place=draw.choice([*counties, None]),
    )
    maker.crafts.add(*draw.sample(crafts, draw.randint(0, 2)))
    if kind == "group":
        maker.members.add(ExhibitorFactory(gender="woman"), ExhibitorFactory(gender="man"))
    return maker


def make_call(draw, exhibition, crafts, counties):
    opens = datetime(2023, 1, 1, tzinfo=BAGHDAD)
    call = Call.objects.create(exhibition=exhibition, opens_at=opens, closes_at=opens + timedelta(days=9), places=5)
    call.targets.create(kind="craft", craft=draw.choice(crafts), number=2)
    call.targets.create(kind="place", place=draw.choice(counties), number=1)
    for kind in ("women", "men", "new"):
        call.targets.create(kind=kind, number=draw.randint(1, 4))


def make_participation(draw, maker, exhibition, crafts):
    state = draw.choice(["confirmed", "confirmed", "accepted", "rejected", "withdrawn", "submitted", "draft"])
    craft = draw.choice([*crafts, None])
    return Participation.objects.create(exhibitor=maker, exhibition=exhibition, state=state, craft=craft)


def place_some(draw, exhibition, taking_part):
    hall = HallFactory(exhibition=exhibition)
    StandFactory(hall=hall, state="service", area_m2=100)
    for each in taking_part:
        stand = StandFactory(hall=hall, area_m2=draw.choice([None, Decimal("9.5"), 12]))
        if draw.random() < 0.7:
            Allocation.objects.create(participation=each, stand=stand, is_firm=draw.random() < 0.8)


def bring_and_sell(draw, participation, crafts, works):
    for _number in range(works):
        product = ProductFactory(exhibitor=participation.exhibitor, craft=draw.choice(crafts))
        if draw.random() < 0.8:
            is_counted = draw.random() < 0.7
            Exhibit.objects.create(
                participation=participation,
                product=product,
                quantity=draw.randint(1, 20),
                counted_at=datetime(2025, 10, 17, tzinfo=BAGHDAD) if is_counted else None,
                **(
                    {name: draw.randint(0, 3) for name in ("returned", "given", "damaged", "missing")}
                    if is_counted
                    else {}
                ),
            )
        for _sale in range(draw.randint(0, 3)):
            unit = draw.choice(UNITS)
            Sale.objects.create(
                participation=participation,
                product=draw.choice([product, None]),
                title={"en": "A work"},
                quantity=draw.randint(1, 5),
                amount=draw.randint(1, 999) * 250,
                currency="IRR" if unit == "IRT" else unit,
                price_unit=unit,
                channel=draw.choice(Sale.Channel.values),
                sold_on=FIRST + timedelta(days=draw.randint(0, 6)),
                cancelled_at=datetime(2025, 10, 17, tzinfo=BAGHDAD) if draw.random() < 0.2 else None,
            )


def ask(draw, exhibition, people, number):
    for place in range(number):
        made_at = datetime(2025, 10, 10, 9, tzinfo=BAGHDAD) + timedelta(hours=place)
        enquiry = Enquiry.objects.create(
            request_key=uuid.UUID(int=draw.getrandbits(128)),
            exhibition=exhibition,
            kind=draw.choice(Enquiry.Kind.values),
            name="Abu Ali",
            phone=draw.choice(["+9647701234567", "+9647701234568", ""]) or "",
            email=draw.choice(["a@example.org", "A@example.org"]),
            city=draw.choice(CITIES),
            language=draw.choice(["ar", "ckb", "fa", "en"]),
            channel="call",
            came_by=draw.choice(Enquiry.CameBy.values),
            state=draw.choice(["new", "seen", "seen", "spam"]),
            created_at=made_at,
        )
        for maker in draw.sample(people, draw.randint(1, 2)):
            make_thread(draw, enquiry, maker, made_at)


def make_thread(draw, enquiry, maker, made_at):
    answered = draw.choice([None, made_at + timedelta(hours=draw.randint(0, 120))])
    outcome = draw.choice(["", "", "ordered", "lost"])
    state = "closed" if outcome else draw.choice(["new", "answered", "quoted", "ordered", "handed_over"])
    thread = Thread.objects.create(
        enquiry=enquiry,
        exhibitor=maker,
        opened_at=made_at,
        answered_at=answered,
        state=state,
        outcome=outcome,
        lost_because="price" if outcome == "lost" else "",
        value=draw.randint(1, 99) * 1000 if outcome == "ordered" else None,
        currency=draw.choice(["IQD", "USD"]) if outcome == "ordered" else "",
    )
    for product in draw.sample(list(maker.products.all()), min(2, maker.products.count())):
        if not enquiry.lines.filter(product=product).exists():
            Line.objects.create(
                enquiry=enquiry,
                thread=thread,
                exhibitor=maker,
                product=product,
                snapshot={},
                quantity=draw.randint(1, 9),
            )
    if state in ("quoted", "ordered", "handed_over"):
        Quotation.objects.create(
            thread=thread,
            state="sent" if state == "quoted" else "accepted",
            currency=draw.choice(["IQD", "USD"]),
            total=draw.randint(1, 99) * 500,
            sent_at=made_at,
            valid_until=draw.choice([made_at, datetime(2099, 1, 1, tzinfo=BAGHDAD)]),
        )


def count_visitors(draw, exhibition):
    gates = [Gate.objects.create(exhibition=exhibition, name_fa=f"در {number}") for number in (1, 2)]
    for _number in range(8):
        VisitorCount.objects.create(
            exhibition=exhibition,
            gate=draw.choice([*gates, None]),
            day=FIRST + timedelta(days=draw.randint(0, 6)),
            hour=draw.choice([None, 9, 10, 17]),
            count=draw.randint(1, 90),
        )


def meet(draw, exhibition):
    for model, number in ((Delegation, 1), (Meeting, draw.randint(1, 2)), (Promise, draw.randint(0, 2))):
        for place in range(number):
            more = {"direction": "there"} if model is Delegation else {}
            slug = f"{model.__name__.lower()}-{exhibition.pk}-{place}"
            model.objects.create(slug=slug, title_fa="سفر", exhibition=exhibition, starts_on=FIRST, **more)
