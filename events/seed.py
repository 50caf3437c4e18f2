"""Loads the record of the exhibitions from ``events/data``; what is there already is left as it is."""

from collections import Counter
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from events.models import Certainty, Claim, Exhibition, Organiser, Series, Venue
from events.states import Publication, Status
from vocabulary.models import Craft, Place
from vocabulary.seed import columns, known, missing_rows, one_of

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_record():
    """Create the series, exhibitions and claims that are missing; a Counter of how many of each.

    Needs the vocabulary. Repeatable: rows that exist are not touched, nor what belongs to them, so an edit stays.
    Raises ``vocabulary.seed.RecordError``, and then changes nothing.
    """
    made = Counter()
    made["series"] = _load_series()
    made["exhibitions"] = _load_exhibitions()
    made["claims"] = _load_claims()
    return made


def _load_series():
    count = 0
    for row, where in missing_rows(Series, DATA, "series"):
        Series.objects.create(slug=row["slug"], **columns(row, "name", "summary", where=where, required=["name"]))
        count += 1
    return count


def _load_exhibitions():
    series = Series.objects.in_bulk(field_name="slug")
    crafts = Craft.objects.in_bulk(field_name="slug")
    places = Place.objects.in_bulk(field_name="slug")
    count = 0
    needs = ("kind", "status", "starts", "ends", "venues", "crafts")
    for row, where in missing_rows(Exhibition, DATA, "exhibition", *needs):
        exhibition = Exhibition.objects.create(
            slug=row["slug"],
            kind=one_of(Exhibition.Kind.values, row["kind"], where),
            status=one_of(Status.values, row["status"], where),
            series=_only(known(series, _named(row, "series"), where)),
            publication=Publication.PUBLISHED,
            published_at=timezone.now(),
            **_day(row, "starts", where),
            **_day(row, "ends", where),
            **columns(row, "name", "occasion", "summary", where=where, required=["name", "summary"]),
        )
        exhibition.crafts.set(known(crafts, row["crafts"], where))
        _add_venues(exhibition, row, places, where)
        _add_organisers(exhibition, row, where)
        count += 1
    return count


def _day(row, edge, where):
    """Columns of the first or last day: the day, its certainty, and the latest it can have been."""
    day = row[edge]
    return {
        f"{edge}_on": day.get("on"),
        f"{edge}_certainty": one_of(Certainty.values, day["certainty"], where),
        f"{edge}_by": day.get("by"),
    }


def _add_venues(exhibition, row, places, where):
    for position, venue in enumerate(row["venues"]):
        Venue.objects.create(
            exhibition=exhibition,
            place=_only(known(places, [venue["place"]], where)),
            position=position,
            **columns(venue, "name", "address", "landmark", where=where),
        )


def _add_organisers(exhibition, row, where):
    for position, organiser in enumerate(row.get("organisers", [])):
        Organiser.objects.create(
            exhibition=exhibition,
            role=one_of(Organiser.Role.values, organiser["role"], where),
            position=position,
            **columns(organiser, "name", where=where, required=["name"]),
        )


def _load_claims():
    series = Series.objects.in_bulk(field_name="slug")
    places = Place.objects.in_bulk(field_name="slug")
    exhibitions = Exhibition.objects.in_bulk(field_name="slug")
    made = []
    for row, where in missing_rows(Claim, DATA, "claim", "measure", "certainty", identity="key"):
        claim = Claim.objects.create(
            key=row["key"],
            exhibition=_only(known(exhibitions, _named(row, "exhibition"), where)),
            series=_only(known(series, _named(row, "series"), where)),
            place=_only(known(places, _named(row, "place"), where)),
            measure=one_of(Claim.Measure.values, row["measure"], where),
            certainty=one_of(Claim.Certainty.values, row["certainty"], where),
            **{name: row.get(name) for name in ("number", "said_on", "period_from", "period_to")},
            unit=row.get("unit", ""),
            **columns(row, "value", "said_by", "said_in", "note", where=where, required=["value", "said_by"]),
        )
        claim.exhibitions.set(known(exhibitions, row.get("exhibitions", []), where))
        made.append((claim, row, where))
    # Only now: a claim may contradict one that stands after it.
    claims = Claim.objects.in_bulk(field_name="key")
    for claim, row, where in made:
        claim.contradicts.add(*known(claims, row.get("contradicts", []), where))
    return len(made)


def _named(row, name):
    return [row[name]] if name in row else []


def _only(objects):
    return objects[0] if objects else None
