"""The sample's exhibitions: one running now, one next, and stands for the exhibition of October 2025."""

import tomllib
from datetime import time, timedelta
from pathlib import Path

from django.utils import timezone

from events.models import Exhibition, Hall, Organiser, ProgrammeItem, Role, Stand, Venue
from events.stands import AISLE, GAP
from events.visitors.sample import count_visitors
from lib.languages import CODES
from vocabulary.models import Craft, Place

DATA = Path(__file__).parent / "data" / "sample" / "exhibitions.toml"
STANDS_A_ROW, SIDE = 8, 6
ROLES = {
    "official": Role.Kind.ADMINISTRATOR,
    "governorate": Role.Kind.GOVERNORATE,
    "juror": Role.Kind.JUROR,
    "desk": Role.Kind.DESK,
    "viewer": Role.Kind.VIEWER,
    "host": Role.Kind.HOST,
}


def by_language(field, texts):
    """{"name_en": …} for ``texts`` ({"en": …})."""
    return {f"{field}_{code}": texts.get(code, "") for code in CODES}


def load_sample(today, accounts):
    """Create what is missing of the sample exhibitions, days counted from ``today``; returns how many were made."""
    data, made = tomllib.loads(DATA.read_text()), 0
    for row in data["exhibition"]:
        if not Exhibition.objects.filter(slug=row["slug"]).exists():
            create_exhibition(row, today)
            made += 1
    for row in data["stands"]:
        exhibition = Exhibition.objects.filter(slug=row["exhibition"]).first()
        if exhibition and not exhibition.halls.exists():
            add_halls(exhibition, row["halls"])
    for row in data["visitors"]:
        exhibition = Exhibition.objects.filter(slug=row["exhibition"]).first()
        if exhibition and not exhibition.gates.exists():
            count_visitors(exhibition, row, today, accounts["desk"])
    for key, kind in ROLES.items():
        Role.objects.get_or_create(user=accounts[key], kind=kind, exhibition=None, defaults={"is_sample": True})
    return made


def create_exhibition(row, today):
    starts_on = today + timedelta(days=row["starts_in"])
    exhibition = Exhibition.objects.create(
        slug=row["slug"],
        kind=row["kind"],
        status=row["status"],
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=row["days"] - 1),
        opens_at=time.fromisoformat(row["opens"]),
        closes_at=time.fromisoformat(row["closes"]),
        contact_phone=row["contact_phone"],
        contact_channels="whatsapp, viber",
        shared_with_host=row["shared"],
        publication="published",
        published_at=timezone.now(),
        is_sample=True,
        **by_language("name", row["name"]),
        **by_language("summary", row["summary"]),
    )
    exhibition.crafts.set(Craft.objects.filter(slug__in=row["crafts"]))
    venue = Venue.objects.create(
        exhibition=exhibition,
        place=Place.objects.get(slug=row["place"]),
        **by_language("name", row["venue"]),
        **by_language("landmark", row["landmark"]),
    )
    for position, organiser in enumerate(row["organisers"]):
        names = by_language("name", organiser["name"])
        Organiser.objects.create(exhibition=exhibition, role=organiser["role"], position=position, **names)
    for item in row["programme"]:
        ProgrammeItem.objects.create(
            exhibition=exhibition,
            day=starts_on + timedelta(days=item["day"]),
            starts_at=time.fromisoformat(item["from"]),
            ends_at=time.fromisoformat(item["until"]),
            languages=item.get("languages", []),
            **by_language("title", item["title"]),
            **by_language("location", item.get("where", {})),
            **by_language("host", item.get("host", {})),
        )
    add_halls(exhibition, row["halls"], venue)
    return exhibition


def add_halls(exhibition, halls, venue=None):
    for position, row in enumerate(halls):
        names = by_language("name", row["name"])
        hall = Hall.objects.create(
            exhibition=exhibition, venue=venue, position=position, is_open_air=row["open_air"], **names
        )
        Stand.objects.bulk_create(
            Stand(
                hall=hall,
                code=f"{row['prefix']}{number + 1}",
                x=GAP + number % STANDS_A_ROW * (SIDE + GAP),
                y=GAP + number // STANDS_A_ROW * (SIDE + AISLE),
                area_m2=9,
            )
            for number in range(row["count"])
        )


def forget_halls():
    """Remove the invented stands of real exhibitions, unless somebody has given one away since."""
    for row in tomllib.loads(DATA.read_text())["stands"]:
        names = [hall["name"]["en"] for hall in row["halls"]]
        halls = Hall.objects.filter(exhibition__slug=row["exhibition"], name_en__in=names)
        halls.exclude(stands__allocations__isnull=False).delete()
