"""Loads the words of the trade from ``vocabulary/data``; what is there already is left as it is."""

import tomllib
from collections import Counter
from pathlib import Path

from django.db import transaction

from lib.languages import CODES
from vocabulary.models import Craft, HSCode, Material, Place, Technique, Unit

DATA = Path(__file__).parent / "data"
LANGUAGE_NAMES = {"en": "English", "fa": "Persian", "ar": "Arabic", "ckb": "Sorani"}


class RecordError(ValueError):
    """The data of the record contradicts itself; the message names file, row and mistake."""


def read_rows(folder, kind):
    """The ``[[kind]]`` tables of every TOML file in ``folder``, as (row, where); file by file in order of name."""
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as file:
            try:
                tables = tomllib.load(file)
            except tomllib.TOMLDecodeError as error:
                raise RecordError(f"{path.name}: {error}") from error
        for row in tables.get(kind, []):
            yield row, f"{path.name}: {kind} {row.get('slug') or row.get('key')}"


def missing_rows(model, folder, kind, *needs, identity="slug"):
    """Rows of ``folder`` the database lacks, as (row, where).

    RecordError when a row has no identity, one used before, or lacks a key of ``needs``.
    """
    present = set(model.objects.values_list(identity, flat=True))
    met = set()
    for row, where in read_rows(folder, kind):
        name = row.get(identity)
        if not name or name in met:
            raise RecordError(f"{where}: the {identity} is missing or used twice")
        if absent := [key for key in needs if key not in row]:
            raise RecordError(f"{where}: {', '.join(absent)} missing")
        met.add(name)
        if name not in present:
            yield row, where


def columns(row, *names, where, required=()):
    """Language columns for ``names``: {"name_en": …}. Each text stands in all four languages or is absent.

    Lists become lines and need not be in every language.
    """
    values = {}
    for name in names:
        texts = row.get(name, {})
        has_lists = any(isinstance(text, list) for text in texts.values())
        is_whole = set(texts) == set(CODES) and all(texts.values())
        if not set(texts) <= set(CODES) or not (has_lists or is_whole or (not texts and name not in required)):
            raise RecordError(f"{where}: {name} must be written in {', '.join(CODES)}")
        for code, text in texts.items():
            values[f"{name}_{code}"] = "\n".join(text) if isinstance(text, list) else text
    return values


def one_of(choices, value, where):
    """``value``, if ``choices`` has it."""
    if value not in choices:
        raise RecordError(f"{where}: unknown value “{value}”")
    return value


def known(rows, slugs, where):
    """The objects of the dict ``rows`` under ``slugs``."""
    unknown = [slug for slug in slugs if slug not in rows]
    if unknown:
        raise RecordError(f"{where}: unknown {', '.join(unknown)}")
    return [rows[slug] for slug in slugs]


def doubt_of(row):
    """What still has to be checked: the written doubt, and the languages whose words a native reader must see."""
    readers = [f"A native reader must check the {LANGUAGE_NAMES[code]} word." for code in row.get("doubtful", [])]
    return " ".join([row["doubt"], *readers] if "doubt" in row else readers)


@transaction.atomic
def load_vocabulary():
    """Create the places, materials, techniques and crafts that are missing; a Counter of how many of each.

    Repeatable. Rows that exist are not touched, so an edit stays. Raises RecordError, and then changes nothing.
    """
    made = Counter()
    made["places"] = _load_places()
    made["materials"] = _load_words(Material, "material")
    made["techniques"] = _load_words(Technique, "technique")
    made["crafts"] = _load_crafts()
    return made


def _load_places():
    places = Place.objects.in_bulk(field_name="slug")
    count = 0
    for row, where in missing_rows(Place, DATA, "place", "kind"):
        parents = known(places, [row["parent"]] if "parent" in row else [], where)
        places[row["slug"]] = Place.objects.create(
            slug=row["slug"],
            kind=one_of(Place.Kind.values, row["kind"], where),
            parent=parents[0] if parents else None,
            doubt=doubt_of(row),
            **columns(row, "name", "also_written", where=where, required=["name"]),
        )
        count += 1
    return count


def _load_words(model, kind):
    count = 0
    for row, where in missing_rows(model, DATA, kind):
        texts = columns(row, "name", "also_written", where=where, required=["name"])
        model.objects.create(slug=row["slug"], doubt=doubt_of(row), **texts)
        count += 1
    return count


def _load_crafts():
    materials = Material.objects.in_bulk(field_name="slug")
    techniques = Technique.objects.in_bulk(field_name="slug")
    count = 0
    for row, where in missing_rows(
        Craft, DATA, "craft", "family", "position", "units", "materials", "techniques", "hs"
    ):
        words = ["name", "summary", "making", "size_note"]
        craft = Craft.objects.create(
            slug=row["slug"],
            family=one_of(Craft.Family.values, row["family"], where),
            position=row["position"],
            is_craft=row.get("is_craft", True),
            units=",".join(one_of(Unit.values, unit, where) for unit in row["units"]),
            doubt=doubt_of(row),
            **columns(row, *words, "also_written", where=where, required=words),
        )
        craft.materials.set(known(materials, row["materials"], where))
        craft.techniques.set(known(techniques, row["techniques"], where))
        for position, heading in enumerate(row["hs"]):
            HSCode.objects.create(
                craft=craft,
                code=heading["code"],
                certainty=one_of(HSCode.Certainty.values, heading["certainty"], where),
                position=position,
                **columns(heading, "use", where=where),
            )
        count += 1
    return count
