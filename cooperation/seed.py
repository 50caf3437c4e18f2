"""Loads what was reported of the cooperation from ``cooperation/data``; what is there already is left as it is."""

from collections import Counter
from pathlib import Path

from django.db import transaction

from cooperation.models import (
    Attendance,
    Delegation,
    Institution,
    Meeting,
    Memorandum,
    Person,
    Post,
    Promise,
    Record,
    Side,
    Source,
    Step,
    Stop,
    Tenure,
    Topic,
    Tour,
)
from cooperation.states import Audience, Course, MemorandumState, PromiseState
from events.models import Certainty, Claim, Exhibition
from vocabulary.models import Place
from vocabulary.seed import columns, known, missing_rows, one_of, read_rows

DATA = Path(__file__).parent / "data"
MODELS = {
    Record.Kind.DELEGATION: (Delegation, Course),
    Record.Kind.MEETING: (Meeting, Course),
    Record.Kind.DECISION: (Promise, PromiseState),
    Record.Kind.MEMORANDUM: (Memorandum, MemorandumState),
    Record.Kind.TOUR: (Tour, Course),
}
# The texts beyond title and summary that a row may have.
TEXTS = {Delegation: ("purpose",), Tour: ("invitation", "crossing")}


@transaction.atomic
def load_cooperation():
    """Create the institutions, posts and records that are missing; a Counter of how many of each.

    Needs the vocabulary and the exhibitions. Repeatable: rows that exist are not touched, nor what belongs to them.
    Raises ``vocabulary.seed.RecordError``, and then changes nothing.
    """
    made = Counter()
    made["institutions"], posts = _load_institutions()
    made["records of the cooperation"] = _load_records(posts)
    return made


def _load_institutions():
    """(how many institutions are new, {key: post}); a post and its holder come with an institution that is new."""
    places = Place.objects.in_bulk(field_name="slug")
    new = {}
    for row, where in missing_rows(Institution, DATA, "institution", "kind", "place"):
        new[row["slug"]] = Institution.objects.create(
            slug=row["slug"],
            kind=one_of(Institution.Kind.values, row["kind"], where),
            place=known(places, [row["place"]], where)[0],
            **columns(row, "name", where=where, required=["name"]),
        )
    posts = {}
    for row, where in read_rows(DATA, "post"):
        texts = columns(row, "title", where=where, required=["title"])
        if institution := new.get(row["institution"]):
            posts[row["key"]] = Post.objects.create(institution=institution, **texts)
            if "person" in row:
                names = {f"name_{code}": name for code, name in row["person"].items()}
                person = Person.objects.create(latin_name=row["person"]["en"], **names)
                Tenure.objects.create(post=posts[row["key"]], person=person)
        else:
            found = Post.objects.filter(institution__slug=row["institution"], title_en=texts["title_en"]).first()
            posts |= {row["key"]: found} if found else {}
    return len(new), posts


def _load_records(posts):
    sayings = {row["key"]: columns(row, "said_by", where=where) for row, where in read_rows(DATA, "saying")}
    notes = {row["key"]: columns(row, "note", where=where) for row, where in read_rows(DATA, "note")}
    made = []
    for row, where in missing_rows(Record, DATA, "record", "kind", "state", "days", "topics", "shown"):
        record = _create_record(row, where)
        _add_people(record, row, posts, where)
        for source in row["sources"]:
            Source.objects.create(
                record=record,
                said_on=source.get("said"),
                certainty=one_of(Claim.Certainty.values, source["certainty"], where),
                **known(sayings, [source["by"]], where)[0],
                **_note(source, notes, where),
            )
        for stop in row.get("stops", []):
            Stop.objects.create(
                record=record,
                kind=one_of(Stop.Kind.values, stop["kind"], where),
                **columns(stop, "title", where=where, required=["title"]),
            )
        made.append((record, row, where))
    records = Record.objects.in_bulk(field_name="slug")
    for record, row, where in made:
        for step in row.get("came_from", []):
            Step.objects.create(
                earlier=known(records, [step["record"]], where)[0],
                later=records[record.slug],
                certainty=one_of(Claim.Certainty.values, step["certainty"], where),
                **_note(step, notes, where),
            )
    return len(made)


def _create_record(row, where):
    places = Place.objects.in_bulk(field_name="slug")
    institutions = Institution.objects.in_bulk(field_name="slug")
    exhibitions = Exhibition.objects.in_bulk(field_name="slug")
    model, states = MODELS[one_of(list(MODELS), row["kind"], where)]
    days = row["days"]
    also = {name: row[name] for name in ("direction", "promised_by") if name in row}
    if model is Memorandum:
        also |= {"signed_on": row.get("signed"), "signed_in": places.get(row.get("signed_in"))}
    record = model.objects.create(
        slug=row["slug"],
        kind=row["kind"],
        state=one_of(states.values, row["state"], where),
        starts_on=days.get("on"),
        ends_on=days.get("until"),
        starts_by=days.get("by"),
        certainty=one_of(Certainty.values, days["certainty"], where),
        place=known(places, [row["place"]], where)[0],
        partner=known(institutions, [row["partner"]], where)[0],
        exhibition=known(exhibitions, [row["exhibition"]], where)[0] if "exhibition" in row else None,
        topics=[one_of(Topic.values, topic, where) for topic in row["topics"]],
        audience=Audience.PUBLIC,
        audiences={one_of(model.PARTS, part, where): Audience.PUBLIC for part in row["shown"]},
        **also,
        **columns(row, "title", "summary", *TEXTS.get(model, ()), where=where, required=["title", "summary"]),
    )
    if isinstance(record, Memorandum):
        record.parties.set(known(institutions, row.get("parties", []), where))
    return record


def _add_people(record, row, posts, where):
    for position, each in enumerate(row.get("signatories", [])):
        Attendance.objects.create(
            record=record,
            post=known(posts, [each["post"]], where)[0],
            side=one_of([Side.OURS, Side.THEIRS], each["side"], where),
            part=Attendance.Part.SIGNATORY,
            position=position,
        )


def _note(row, notes, where):
    return known(notes, [row["note"]], where)[0] if "note" in row else {}
