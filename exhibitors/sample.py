"""The sample's fifteen exhibitors, where they take part, and where they stand."""

import hashlib
import tomllib
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from events.models import Exhibition, Stand
from events.sample import by_language
from exhibitors.models import Allocation, ContactPoint, Credential, Exhibitor, Participation, Representative
from exhibitors.plans import release_now
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
    for row in fresh:
        members = Exhibitor.objects.filter(slug__in=row.get("members", []))
        Exhibitor.objects.get(slug=row["slug"]).members.set(members)
        take_part(row, rows.index(row))
    release_plans()
    for key, slug in REPRESENTED.items():
        exhibitor = Exhibitor.objects.filter(slug=slug).first()
        if exhibitor:
            Representative.objects.get_or_create(user=accounts[key], exhibitor=exhibitor, defaults={"is_sample": True})
    return len(fresh)


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
        stand = (
            Stand.objects.filter(hall__exhibition=exhibition, allocations=None)
            .order_by("hall", "y", "x")
            .first()
        )
        if stand:
            Allocation.objects.create(participation=participation, stand=stand)
    following = Exhibition.objects.filter(slug=NEXT).first()
    if following and index < len(APPLICATIONS):
        Participation.objects.create(
            exhibitor=exhibitor, exhibition=following, state=APPLICATIONS[index], is_sample=True
        )


def release_plans():
    """Everybody sees where the sample's exhibitors stand; a plan that somebody released stays."""
    placed = Exhibition.objects.filter(plan_versions=None, participations__allocations__isnull=False)
    for exhibition in placed.filter(participations__is_sample=True).distinct():
        release_now(exhibition, is_sample=True)
