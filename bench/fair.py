"""Fills the seeded site with synthetic exhibitions, applications and all that belongs to them: deterministic, in bulk.

Of the same size is the one exhibition whose pages are measured, however many others there are. Another one grows with
them: a tenth of the exhibitions has a tenth of its applications.
"""

from datetime import date, timedelta

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from accounts.models import StateChange, User
from events.models import Exhibition, Hall, ProgrammeItem, Role, Stand, Venue
from exhibitors.models import (
    Allocation,
    Answer,
    Call,
    Circular,
    ContactPoint,
    Credential,
    Criterion,
    Exhibitor,
    Panellist,
    Participation,
    PlanVersion,
    Question,
    Representative,
    Review,
    Score,
    Target,
    Task,
    TaskDone,
)
from lib.codes import build
from lib.languages import CODES
from lib.numbers import localise
from products.models import Exhibit, Product, Sale
from products.synthetic import BODIES, FIRST, STRIDE, load_makers
from vocabulary.models import Craft, Place

BATCH = 2000
APPLICATIONS, STANDS, HALLS = 100, 30, 2  # of one exhibition
ENTRIES = 4  # of each trail, for each application
PREFIX = "synthetic-fair-"
# Of twenty applications to an exhibition that is over, and to the one that is chosen for.
PAST = [*["confirmed"] * 4, *["rejected"] * 11, *["reserve"] * 2, "withdrawn", "withdrawn", "declined"]
COMING = [*["confirmed"] * 3, *["accepted"] * 2, *["submitted"] * 9, *["reserve"] * 2, *["rejected"] * 3, "withdrawn"]
TITLES = {"en": "Fair {}", "fa": "نمایشگاه {}", "ar": "معرض {}", "ckb": "پێشانگای {}"}
MEASURED, LARGE = 1, 2  # their numbers
OF_LARGE = 4  # applications to the large one, for each exhibition there is


def slug_of(number):
    return f"{PREFIX}{number}"


def fill(exhibitions, exhibitors, applications):
    """As many as that; ``applications`` are spread over the exhibitions."""
    makers = load_makers(exhibitors)
    crafts = list(Craft.objects.filter(is_craft=True).order_by("pk"))
    with transaction.atomic():
        people = fill_people(makers, crafts)
        fairs = fill_exhibitions(exhibitions)
        fill_calls(fairs, crafts, people)
        fill_telling(fairs, people)
    each = applications // exhibitions
    others = [fair for fair in fairs if fair.slug != slug_of(LARGE)]
    for start in range(0, len(others), BATCH // APPLICATIONS):
        with transaction.atomic():
            fill_applications(others[start : start + BATCH // APPLICATIONS], makers, crafts, each, people)
    with transaction.atomic():
        # Their codes follow those of the others.
        fill_applications([fairs[LARGE]], makers, crafts, OF_LARGE * exhibitions, people, first=applications)
    with transaction.atomic():
        fill_trails(fairs, people, applications * ENTRIES)


def fill_people(makers, crafts):
    """Accounts of makers with their phones and licences, and some officials; returns the officials."""
    through = Exhibitor.crafts.through
    through.objects.bulk_create(
        [through(exhibitor=maker, craft=crafts[n % len(crafts)]) for n, maker in enumerate(makers)],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    accounts = User.objects.bulk_create(
        [
            User(name=f"Person {n}", email=f"person-{n}@example.org", phone=f"+98918{n:07}", is_sample=True)
            for n in range(len(makers))
        ],
        batch_size=BATCH,
    )
    Representative.objects.bulk_create(
        [Representative(user=user, exhibitor=maker) for user, maker in zip(accounts, makers, strict=True)],
        batch_size=BATCH,
    )
    ContactPoint.objects.bulk_create(
        [ContactPoint(exhibitor=maker, kind="phone", value=f"+98919{n:07}") for n, maker in enumerate(makers)],
        batch_size=BATCH,
    )
    expires = date.today() + timedelta(days=100)
    Credential.objects.bulk_create(
        [Credential(exhibitor=maker, kind="artisan_card", expires_on=expires) for maker in makers[::2]],
        batch_size=BATCH,
    )
    officials = User.objects.bulk_create(
        [User(name=f"Official {n}", email=f"official-{n}@example.org", is_sample=True) for n in range(10)]
    )
    kinds = [Role.Kind.JUROR] * 5 + [Role.Kind.OFFICIAL] * 5
    Role.objects.bulk_create(
        [Role(user=user, kind=kind, is_sample=True) for user, kind in zip(officials, kinds, strict=True)]
    )
    return officials


def fill_exhibitions(count):
    """One runs, two are chosen for; all others are over."""
    now, today = timezone.now(), date.today()
    kut = Place.objects.get(slug="kut")

    def made(number):
        starts = today + timedelta(days=(-2, 40, 90)[number] if number < 3 else -7 * number)
        return Exhibition(
            slug=slug_of(number),
            status=("running", "selection", "selection")[number] if number < 3 else "reported",
            publication="published",
            published_at=now,
            starts_on=starts,
            ends_on=starts + timedelta(days=6),
            contact_phone="+9647701234567",
            is_sample=True,
            **{f"name_{code}": TITLES[code].format(localise(number, code)) for code in CODES},
        )

    fairs = Exhibition.objects.bulk_create([made(number) for number in range(count)], batch_size=BATCH)
    Venue.objects.bulk_create([Venue(exhibition=fair, place=kut) for fair in fairs], batch_size=BATCH)
    ProgrammeItem.objects.bulk_create(
        [
            ProgrammeItem(exhibition=fair, title_en=f"Talk {n}", title_fa=f"گفتگو {n}", day=fair.starts_on)
            for fair in fairs
            for n in range(5)
        ],
        batch_size=BATCH,
    )
    halls = Hall.objects.bulk_create(
        [Hall(exhibition=fair, name_en=f"Hall {n}", position=n) for fair in fairs for n in range(HALLS)],
        batch_size=BATCH,
    )
    stands = [
        Stand(
            hall=hall,
            code=f"{'AB'[place % HALLS]}{n + 1}",
            public_code=build("S", ((place * STANDS + n) * STRIDE + FIRST) % BODIES),
            x=n % 10 * 6,
            y=n // 10 * 6,
            row=n // 10 + 1,
            column=n % 10 + 1,
        )
        for place, hall in enumerate(halls)
        for n in range(STANDS // HALLS)
    ]
    Stand.objects.bulk_create(stands, batch_size=BATCH)
    return fairs


def fill_calls(fairs, crafts, officials):
    """A call for each with questions, criteria, targets and a jury."""
    now = timezone.now()
    calls = Call.objects.bulk_create(
        [
            Call(
                exhibition=fair,
                opens_at=now - timedelta(days=90),
                closes_at=now - timedelta(days=5),
                places=30,
                is_sample=True,
            )
            for fair in fairs
        ],
        batch_size=BATCH,
    )

    def for_each(model, count, **fields):
        rows = [
            model(call=call, **{name: make(n) for name, make in fields.items()}) for call in calls for n in range(count)
        ]
        return model.objects.bulk_create(rows, batch_size=BATCH)

    for_each(Question, 3, label_en=lambda n: f"Question {n}", label_fa=lambda n: f"پرسش {n}", position=lambda n: n)
    for_each(Criterion, 3, name_en=lambda n: f"Criterion {n}", weight=lambda n: n + 1, position=lambda n: n)
    for_each(Target, 1, kind=lambda n: "women", number=lambda n: 10)
    for_each(Target, 3, kind=lambda n: "craft", craft=lambda n: crafts[n], number=lambda n: 5)
    for_each(Panellist, 3, juror=lambda n: officials[n])


def fill_telling(fairs, officials):
    """Tasks, messages, and a released plan of what is over."""
    Task.objects.bulk_create(
        [
            Task(exhibition=fair, title_en=f"Task {n}", title_fa=f"کار {n}", days=-7 * n, is_sample=True)
            for fair in fairs
            for n in range(6)
        ],
        batch_size=BATCH,
    )
    Task.objects.bulk_create(
        [
            Task(
                exhibition=fair, title_en="Own task", whose="office", official=officials[5 + n], days=-n, is_sample=True
            )
            for fair in fairs
            for n in range(5)
        ],
        batch_size=BATCH,
    )
    Circular.objects.bulk_create(
        [
            Circular(
                exhibition=fair,
                subject_en=f"Message {n}",
                text_en="Text",
                audience={"state": ["confirmed"]},
                sent_at=timezone.now(),
                mails=20,
                is_sample=True,
            )
            for fair in fairs
            for n in range(4)
        ],
        batch_size=BATCH,
    )
    PlanVersion.objects.bulk_create(
        [PlanVersion(exhibition=fair, number=1, plan=[], is_sample=True) for fair in fairs[3:]],
        batch_size=BATCH,
    )


def fill_applications(fairs, makers, crafts, count, officials, first=None):
    """``count`` applications to each of ``fairs``, numbered from ``first``, and what follows from their states."""
    now = timezone.now()
    rows = []
    for fair in fairs:
        number = int(fair.slug.removeprefix(PREFIX))
        for n in range(count):
            place = (number * count if first is None else first) + n
            state = (COMING if number in (MEASURED, LARGE) else PAST)[n % 20]
            rows.append(
                Participation(
                    code=build("D", (place * STRIDE + FIRST) % BODIES),
                    exhibitor=makers[(place * 7 + number) % len(makers)],
                    exhibition=fair,
                    craft=crafts[n % len(crafts)],
                    state=state,
                    pending="accepted" if state == "submitted" and n % 3 == 0 else "",
                    reserve_rank=n // 20 + 1 if state == "reserve" else None,
                    submitted_at=now - timedelta(days=20, minutes=place % 30_000),
                    is_sample=True,
                )
            )
    # One live row for each maker and exhibition: whoever comes twice is left out.
    seen, kept = set(), []
    for row in rows:
        key = (row.exhibitor_id, row.exhibition_id)
        if key not in seen:
            seen.add(key)
            kept.append(row)
    rows = Participation.objects.bulk_create(kept, batch_size=BATCH)
    fill_places(fairs, rows)
    fill_judgement(rows, officials)
    fill_goods(rows)


def fill_places(fairs, rows):
    stands: dict = {}
    for stand in Stand.objects.filter(hall__exhibition__in=fairs).select_related("hall").order_by("pk"):
        stands.setdefault(stand.hall.exhibition_id, []).append(stand)
    given = []
    for row in rows:
        free = stands.get(row.exhibition_id)
        if row.state == "confirmed" and free:
            given.append(Allocation(participation=row, stand=free.pop()))
    Allocation.objects.bulk_create(given, batch_size=BATCH)
    tasks: dict = {}
    for task in Task.objects.filter(exhibition__in=fairs, whose="exhibitors").order_by("pk"):
        tasks.setdefault(task.exhibition_id, []).append(task)
    TaskDone.objects.bulk_create(
        [
            TaskDone(task=task, participation=row)
            for row in rows
            if row.state == "confirmed"
            for task in tasks[row.exhibition_id][:3]
        ],
        batch_size=BATCH,
    )


def fill_judgement(rows, officials):
    """Answers and three reviews for every application that is not withdrawn."""
    calls = Call.objects.filter(exhibition__in={row.exhibition_id for row in rows}).prefetch_related(
        "questions", "criteria"
    )
    calls = {call.exhibition_id: call for call in calls}
    Answer.objects.bulk_create(
        [
            Answer(participation=row, question=question, value=f"Answer of {row.code}")
            for row in rows
            for question in calls[row.exhibition_id].questions.all()
        ],
        batch_size=BATCH,
    )
    reviews = Review.objects.bulk_create(
        [
            Review(participation=row, juror=officials[n], note="Fine work")
            for row in rows
            if row.state != "withdrawn"
            for n in range(2)
        ],
        batch_size=BATCH,
    )
    Score.objects.bulk_create(
        [
            Score(review=review, criterion=criterion, points=(review.participation_id + place) % 6)
            for review in reviews
            for place, criterion in enumerate(calls[review.participation.exhibition_id].criteria.all())
        ],
        batch_size=BATCH,
    )


def fill_goods(rows):
    """Up to three works of each maker go, and one was sold."""
    shown = [row for row in rows if row.state == "confirmed"]
    works: dict = {}
    published = Product.objects.filter(exhibitor__in=[row.exhibitor_id for row in shown], state="published")
    for pk, maker in published.order_by("pk").values_list("pk", "exhibitor_id"):
        works.setdefault(maker, []).append(pk)
    pairs = [(row, work) for row in shown for work in works.get(row.exhibitor_id, [])[:3]]
    Exhibit.objects.bulk_create(
        [Exhibit(participation=row, product_id=work, quantity=3, returned=2, is_sample=True) for row, work in pairs],
        batch_size=BATCH,
    )
    Sale.objects.bulk_create(
        [
            Sale(
                participation=row,
                product_id=work,
                title={"en": "Kilim"},
                amount=100_000 + row.pk,
                currency="IQD",
                price_unit="IQD",
                is_sample=True,
            )
            for row, work in pairs[::3]
        ],
        batch_size=BATCH,
    )


def fill_trails(fairs, officials, count):
    """``count`` changes of state and as many entries of the audit trail, spread over two years."""
    now, kind = timezone.now(), ContentType.objects.get_for_model(Exhibition)
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        StateChange.objects.bulk_create(
            StateChange(
                content_type=kind,
                object_id=fairs[n % len(fairs)].pk,
                label=f"Fair {n % len(fairs)}",
                field="status",
                old="agreed",
                new="selection",
                actor=officials[n % 10],
                actor_name=f"Official {n % 10}",
                at=now - timedelta(minutes=2 * (count - n)),
            )
            for n in numbers
        )
        LogEntry.objects.bulk_create(
            LogEntry(
                content_type=kind,
                object_pk=str(fairs[n % len(fairs)].pk),
                object_id=fairs[n % len(fairs)].pk,
                object_repr=f"Fair {n % len(fairs)}",
                action=LogEntry.Action.UPDATE,
                changes={"summary_en": ["Before", "After"]},
                actor=officials[n % 10],
                timestamp=now - timedelta(minutes=2 * (count - n)),
            )
            for n in numbers
        )
