"""The sample's fifteen exhibitors, where they take part, and where they stand."""

import hashlib
import tomllib
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from events.models import Exhibition, Stand
from events.sample import by_language
from exhibitors.actions.choice import decide_participation
from exhibitors.actions.selection import add_usual
from exhibitors.models import (
    Allocation,
    Answer,
    Call,
    ContactPoint,
    Credential,
    Exhibitor,
    Participation,
    Representative,
    Review,
    Score,
)
from exhibitors.plans import release_now
from exhibitors.sample_feedback import load_feedback
from exhibitors.sample_telling import load_telling
from exhibitors.search import refresh
from lib.codes import ALPHABET, BODY, build
from vocabulary.models import Craft, Place

DATA = Path(__file__).parent / "data" / "sample.toml"
AT_KUT, NOW, NEXT = "kut-2025-10", "sample-kut-now", "sample-sulaymaniyah-next"
REPRESENTED = {
    "artist": "shirin-morovati",
    "producer": "zagros-copper-workshop",
    "group": "women-weavers-of-malekshahi",
}
# Applications for the next exhibition, in every state an official meets.
APPLICATIONS = ["submitted", "submitted", "submitted", "accepted", "confirmed", "reserve", "rejected", "draft"]
# What the juror of the sample wrote.
NOTES = ["بافت یکدست و رنگ طبیعی", "", "کار خوب؛ بسته‌بندی هنوز ساده است"]


def sample_code(kind, key):
    """The same code for the same key on every machine."""
    return build(kind, int(hashlib.sha256(key.encode()).hexdigest(), 16) % len(ALPHABET) ** BODY)


def load_sample(today, accounts):
    """Create the exhibitors that are missing, with participations and stands; returns how many were made."""
    rows = tomllib.loads(DATA.read_text())["exhibitor"]
    crafts = Craft.objects.in_bulk(field_name="slug")
    places = Place.objects.in_bulk(field_name="slug")
    fresh = [row for row in rows if not Exhibitor.objects.filter(slug=row["slug"]).exists()]
    for row in fresh:
        create_exhibitor(row, crafts, places, today)
    call_for_next(accounts)
    for row in fresh:
        members = Exhibitor.objects.filter(slug__in=row.get("members", []))
        Exhibitor.objects.get(slug=row["slug"]).members.set(members)
        take_part(row, rows.index(row))
    release_plans()
    for key, slug in REPRESENTED.items():
        exhibitor = Exhibitor.objects.filter(slug=slug).first()
        if exhibitor:
            Representative.objects.get_or_create(user=accounts[key], exhibitor=exhibitor, defaults={"is_sample": True})
    judge_sample(accounts["juror"], accounts["official"])
    load_telling([NOW, NEXT], accounts)
    load_feedback(AT_KUT)
    return len(fresh)


def judge_sample(juror, actor):
    """The juror has scored most of those who applied for the next exhibition; one decision is kept back."""
    call = Call.objects.filter(exhibition__slug=NEXT).select_related("exhibition").first()
    if call is None or Review.objects.filter(participation__exhibition=call.exhibition).exists():
        return
    applications = list(call.exhibition.participations.filter(is_sample=True).exclude(state="draft").order_by("pk"))
    for number, application in enumerate(applications[1:]):
        review = Review.objects.create(participation=application, juror=juror, note=NOTES[number % len(NOTES)])
        for place, criterion in enumerate(call.criteria.all()):
            Score.objects.create(review=review, criterion=criterion, points=5 - (number + place) % 4)
    if waiting := next((each for each in applications[1:] if each.state == "submitted" and not each.pending), None):
        decide_participation(waiting, mark=waiting.decision_mark, decision="accepted", actor=actor)


def create_exhibitor(row, crafts, places, today):
    exhibitor = Exhibitor.objects.create(
        slug=row["slug"],
        code=sample_code("X", row["slug"]),
        kind=row["kind"],
        gender=row.get("gender", ""),
        place=places[row["place"]],
        publication="published",
        published_at=timezone.now(),
        is_sample=True,
        **by_language("name", row["name"]),
        **by_language("story", row["story"]),
    )
    exhibitor.crafts.set([crafts[slug] for slug in row["crafts"]])
    if phone := row.get("phone"):
        shown = row["phone_shown"]
        ContactPoint.objects.create(
            exhibitor=exhibitor,
            kind="phone",
            value=phone,
            channels=row.get("channels", ""),
            is_shown=shown,
            consented_at=timezone.now() if shown else None,
        )
    number = f"SAMPLE-{exhibitor.pk:03}"
    if licence := row.get("licence"):
        expires_on = today + timedelta(days=400)
        Credential.objects.create(exhibitor=exhibitor, kind=licence, number=number, expires_on=expires_on)
    if honour := row.get("honour"):
        Credential.objects.create(exhibitor=exhibitor, kind=honour, number=number, year=2023)
    refresh(exhibitor)


def take_part(row, index):
    """All at Kut in October 2025, some elsewhere, ten now in Kut; the others have applied for the next one."""
    exhibitor = Exhibitor.objects.get(slug=row["slug"])
    exhibitions = [AT_KUT, *row["elsewhere"], *([NOW] if index < 10 else [])]
    for slug in exhibitions:
        exhibition = Exhibition.objects.filter(slug=slug).first()
        if exhibition is None:
            continue
        participation = Participation.objects.create(
            exhibitor=exhibitor, exhibition=exhibition, state="confirmed", is_sample=True
        )
        stand = Stand.objects.filter(hall__exhibition=exhibition, allocations=None).order_by("hall", "y", "x").first()
        if stand:
            Allocation.objects.create(participation=participation, stand=stand)
    following = Exhibition.objects.filter(slug=NEXT).first()
    if following and index < len(APPLICATIONS):
        state = APPLICATIONS[index]
        application = Participation.objects.create(
            exhibitor=exhibitor,
            exhibition=following,
            state=state,
            craft=exhibitor.crafts.first(),
            submitted_at=None
            if state == "draft"
            else timezone.now() - timedelta(days=len(APPLICATIONS) - index, hours=3),
            is_sample=True,
        )
        answer_call(application, index)


def call_for_next(accounts):
    """The call of the next exhibition: open, with the usual questions and criteria, targets and one juror."""
    exhibition = Exhibition.objects.filter(slug=NEXT).first()
    if exhibition is None or Call.objects.filter(exhibition=exhibition).exists():
        return
    row = tomllib.loads(DATA.read_text())["call"]
    now = timezone.now().replace(hour=5, minute=0, second=0, microsecond=0)  # eight o'clock in Iraq
    call = Call.objects.create(
        exhibition=exhibition,
        opens_at=now - timedelta(days=12),
        closes_at=now + timedelta(days=12, hours=10),
        places=row["places"],
        is_sample=True,
        **by_language("text", row["text"]),
    )
    for part in ("question", "criterion"):
        add_usual(call, part)
    call.targets.create(kind="women", number=10)
    call.targets.create(kind="new", number=4)
    for slug in row["target_crafts"]:
        call.targets.create(kind="craft", craft=Craft.objects.get(slug=slug), number=3)
    call.panel.create(juror=accounts["juror"])


def answer_call(application, index):
    """What an invented applicant said; the passport of nobody."""
    call = Call.objects.filter(exhibition=application.exhibition).first()
    values = {"number": str(5 + 3 * index), "yes_no": "no" if index % 3 == 2 else "yes", "text": ""}
    questions = call.questions.filter(is_personal=False) if call else []
    Answer.objects.bulk_create(
        Answer(participation=application, question=question, value=value)
        for question in questions
        if (value := values.get(question.kind, ""))
    )


def release_plans():
    """Everybody sees where the sample's exhibitors stand; a plan that somebody released stays."""
    placed = Exhibition.objects.filter(plan_versions=None, participations__allocations__isnull=False)
    for exhibition in placed.filter(participations__is_sample=True).distinct():
        release_now(exhibition, is_sample=True)
