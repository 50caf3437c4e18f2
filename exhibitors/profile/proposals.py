"""The reviewed part of a profile: a draft is changed at once, what is public waits in ``Exhibitor.proposed``."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from exhibitors.models import Exhibitor
from exhibitors.profile.portraits import Portrait, drop_portrait, portrait_of
from exhibitors.search import refresh
from exhibitors.signals import reworded
from exhibitors.states import REVIEW_MOVES, ReviewState
from lib.languages import CODES
from lib.states import MoveNotAllowed, move
from lib.wording import copy_marks, copy_of_source, still_copies, with_copy_marks
from vocabulary.models import Craft, Place

TEXTS = tuple(f"{field}_{code}" for field in ("name", "known_as", "story") for code in CODES)
# Everything that waits for an official, as JSON can hold it: texts, slugs, codes, and the portrait's columns.
PORTRAIT = ("portrait_digest", "portrait_width", "portrait_height", "portrait_original")


def stored(exhibitor) -> dict[str, Any]:
    """What is kept in the columns now."""
    return {
        **{name: getattr(exhibitor, name) or "" for name in TEXTS},
        "place": exhibitor.place.slug if exhibitor.place else "",
        "crafts": sorted(exhibitor.crafts.order_by().values_list("slug", flat=True)),
        "members": sorted(exhibitor.members.order_by().values_list("code", flat=True)),
        "portrait": portrait_of(exhibitor),
        "copies": copy_marks(exhibitor.wording),
    }


def wanted(exhibitor):
    """What is kept, with what was proposed instead: as its own people see it."""
    return stored(exhibitor) | exhibitor.proposed


def wording_of(values):
    """{field: {language: text}} of the translated texts in ``wanted`` or ``stored`` values."""
    return {field: {code: values[f"{field}_{code}"] for code in CODES} for field in Exhibitor.WORDED}


def with_copies(exhibitor, changes, code):
    """``changes`` and copies for what is missing in the language ``code``, marked as copies; None without any."""
    now, found = wanted(exhibitor) | changes, {}
    marks = {field: {"copied": dict(each["copied"])} for field, each in now["copies"].items()}
    for field, texts in wording_of(now).items():
        sources = {field: {"source": (exhibitor.wording.get(field) or {}).get("source", "")} | marks.get(field, {})}
        copy = copy_of_source(sources, field, texts, code)
        if copy:
            found[f"{field}_{code}"], mark = copy
            if mark:
                marks.setdefault(field, {"copied": {}})["copied"][code] = mark
    return changes | found | {"copies": marks} if found else None


def living(values, *several):
    """Those of ``several`` copy marks, a later one before an earlier, whose texts in ``values`` are still copies."""
    found = {}
    for field, texts in wording_of(values).items():
        marks = {code: mark for each in several for code, mark in each.get(field, {}).get("copied", {}).items()}
        if left := still_copies(marks, texts):
            found[field] = {"copied": left}
    return found


@transaction.atomic
def propose(exhibitor, changes, *, actor, on_behalf_of="", while_read=False):
    """Save ``changes`` ({name: value} as in ``stored``): at once, or for later when the page is public.

    Raises MoveNotAllowed while an official reads the profile, except for what was sent before (``while_read``).
    """
    # Locked: two devices that save at once must not lose each other's part.
    exhibitor = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    if exhibitor.review == ReviewState.SENT and not while_read:
        raise MoveNotAllowed(exhibitor.review, exhibitor.review)
    before = stored(exhibitor)
    replaced = (before | exhibitor.proposed)["portrait"]
    if exhibitor.is_published:
        proposed = exhibitor.proposed | changes
        proposed["copies"] = living(
            before | proposed, before["copies"], exhibitor.proposed.get("copies", {}), changes.get("copies", {})
        )
        proposed = {name: value for name, value in proposed.items() if value != before[name]}
        if proposed != exhibitor.proposed:
            exhibitor.proposed = proposed
            exhibitor.save(update_fields=["proposed"])
        if not proposed and exhibitor.review == ReviewState.RETURNED:
            # Everything is as the public knows it again: nothing is left to correct.
            move(
                exhibitor,
                to=ReviewState.NONE,
                actor=actor,
                moves=REVIEW_MOVES,
                field="review",
                on_behalf_of=on_behalf_of,
                review_note="",
            )
    else:
        write(exhibitor, {name: value for name, value in changes.items() if value != before[name]})
    if replaced and replaced != wanted(exhibitor)["portrait"] and replaced != portrait_of(exhibitor):
        drop_portrait(replaced)
    return exhibitor


def write(exhibitor, values):
    """Let the columns of ``exhibitor`` hold ``values``, and what finds it follow."""
    if not values:
        return
    columns = columns_of(values)
    for name, value in columns.items():
        setattr(exhibitor, name, value)
    if "copies" in values:
        exhibitor.wording = with_copy_marks(exhibitor.wording, values["copies"])
    if columns:
        exhibitor.save(update_fields=[*columns])
    write_lists(exhibitor, values)
    refresh(exhibitor)
    reworded.send(sender=Exhibitor, exhibitor=exhibitor)


def columns_of(values):
    """{column: value} for those of ``values`` that are kept in the row itself."""
    columns: dict[str, Any] = {name: value for name, value in values.items() if name in TEXTS}
    if "place" in values:
        columns["place"] = Place.objects.filter(slug=values["place"]).first()
    if "portrait" in values:
        portrait = values["portrait"] or {"digest": "", "width": 0, "height": 0, "original": ""}
        columns |= {f"portrait_{part}": content for part, content in portrait.items()}
    return columns


def write_lists(exhibitor, values):
    if "crafts" in values:
        exhibitor.crafts.set(Craft.objects.filter(slug__in=values["crafts"]))
    if "members" in values:
        exhibitor.members.set(Exhibitor.objects.filter(code__in=values["members"]).exclude(pk=exhibitor.pk))


def apply(exhibitor):
    """Let what was proposed be what everybody sees."""
    proposed, replaced = exhibitor.proposed, portrait_of(exhibitor)
    exhibitor.proposed = {}
    exhibitor.save(update_fields=["proposed"])
    write(exhibitor, proposed)
    if replaced and "portrait" in proposed:
        drop_portrait(replaced)


@dataclass
class Difference:
    """One thing of a profile before and after; ``kind`` says how a page draws it."""

    name: str
    kind: str
    before: Any
    after: Any
    language: str = ""


def differences(exhibitor):
    """What an official reads: every field that is new or changed, in the order of the form.

    A page that is not public yet has no before.
    """
    now, then = stored(exhibitor), wanted(exhibitor)
    if not exhibitor.is_published:
        then, now = now, dict.fromkeys(now)
    found = []
    for name, after in then.items():
        before = now[name]
        # That a text is a copy of another is seen by reading both.
        if name == "copies" or (before or None) == (after or None):
            continue
        if name in TEXTS:
            found.append(Difference(name, "text", before or "", after or "", language=name.rpartition("_")[2]))
        elif name == "portrait":
            found.append(
                Difference(
                    name, "portrait", Portrait(**before) if before else None, Portrait(**after) if after else None
                )
            )
        else:
            found.append(Difference(name, "list", named(name, before), named(name, after)))
    return found


def named(name, value):
    """The records behind slugs or codes."""
    keys = value if isinstance(value, list) else [value] if value else []
    model, key = {"place": (Place, "slug"), "crafts": (Craft, "slug"), "members": (Exhibitor, "code")}[name]
    return list(model._default_manager.filter(**{f"{key}__in": keys}))
