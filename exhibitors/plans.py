"""Plans of the stands: the working one, which nobody outside sees, and those that were released.

A released plan is [{"hall": number, "stands": [{"stand": number, "code", "x", "y", "width", "height", "kind", "state",
"exhibitors": [number, …]}]}]. It names nobody: who stands there is looked up when it is shown, so that whoever was
erased or is not public any more is gone from it.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone

from events.models import Hall, Stand
from exhibitors.models import Allocation, Exhibitor, Participation, PlanVersion
from exhibitors.states import SHOWN

DRAWN = ("code", "x", "y", "width", "height", "kind", "state")


@dataclass
class PlannedStand:
    pk: int
    code: str
    x: int
    y: int
    width: int
    height: int
    kind: str
    state: str
    exhibitors: list = field(default_factory=list)
    is_chosen: bool = False


@dataclass
class PlannedHall:
    """A hall of a released plan; ``hall`` is None when it has been taken away since."""

    pk: int
    hall: Hall | None
    stands: list[PlannedStand]


def load_halls(exhibition):
    """Its halls, each with ``drawn``: its stands, each with ``standing``: who has it now, held or firm (3 queries)."""
    standing = Allocation.objects.standing().select_related("participation__exhibitor").order_by("pk")
    stands = Stand.objects.prefetch_related(Prefetch("allocations", standing, to_attr="standing"))
    halls = list(exhibition.halls.prefetch_related(Prefetch("stands", stands, to_attr="drawn")))
    for stand in (stand for hall in halls for stand in hall.drawn):
        for allocation in stand.standing:
            allocation.stand = stand
    return halls


def working_plan(exhibition, halls=None):
    """The plan as it would be released now, with the firm places of those who take part: from ``load_halls``, or by
    1 query."""
    if halls is not None:
        return [{"hall": hall.pk, "stands": [frozen(stand) for stand in hall.drawn]} for hall in halls]
    places = ("allocations__is_firm", "allocations__participation__state", "allocations__participation__exhibitor")
    columns = [f"stands__{name}" for name in ("pk", *DRAWN, *places)]
    order = ["position", "pk", *(f"stands__{name}" for name in ("y", "x", "code")), "stands__allocations__pk"]
    plan: dict[int, dict] = {}
    for hall, stand, *row in exhibition.halls.order_by(*order).values_list("pk", *columns):
        stands = plan.setdefault(hall, {})
        if stand is None:
            continue
        drawn, (is_firm, state, exhibitor) = row[: len(DRAWN)], row[len(DRAWN) :]
        place = {"stand": stand, **dict(zip(DRAWN, drawn, strict=True)), "exhibitors": []}
        exhibitors = stands.setdefault(stand, place)["exhibitors"]
        if is_firm and state in SHOWN and exhibitor not in exhibitors:
            exhibitors.append(exhibitor)
    return [{"hall": hall, "stands": list(stands.values())} for hall, stands in plan.items()]


def frozen(stand):
    firm = [each.participation for each in stand.standing if each.is_firm and each.participation.state in SHOWN]
    exhibitors = list(dict.fromkeys(each.exhibitor_id for each in firm))
    return {"stand": stand.pk, **{name: getattr(stand, name) for name in DRAWN}, "exhibitors": exhibitors}


def digest(plan):
    """Tells whether the working plan is still the one that was looked at."""
    return hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()[:16]


def newest_version(exhibition):
    return PlanVersion.objects.filter(exhibition=exhibition).order_by("-number").first()


def codes_by_exhibitor(plan):
    """{number of the exhibitor: [numbers of its stands]}."""
    found: dict[int, list[str]] = {}
    for hall in plan:
        for stand in hall["stands"]:
            for exhibitor in stand["exhibitors"]:
                found.setdefault(exhibitor, []).append(stand["code"])
    return found


def changes_between(old, new):
    """[{"exhibitor": number, "old": [codes], "new": [codes]}] of those who stand elsewhere than before."""
    before, after = codes_by_exhibitor(old), codes_by_exhibitor(new)
    return [
        {"exhibitor": number, "old": before.get(number, []), "new": after.get(number, [])}
        for number in sorted(before.keys() | after.keys())
        if sorted(before.get(number, [])) != sorted(after.get(number, []))
    ]


def is_drawn_alike(old, new):
    """Whether halls and stands lie as before, whoever stands there."""

    def drawing(plan):
        return [
            (hall["hall"], sorted([stand[name] for name in ("stand", *DRAWN)] for stand in hall["stands"]))
            for hall in plan
        ]

    return drawing(old) == drawing(new)


def public_plan(exhibition):
    """(version or None, its halls with the exhibitors the public sees) (3 queries, 1 without a version)."""
    version = newest_version(exhibition)
    if version is None:
        return None, []
    halls = {hall.pk: hall for hall in Hall.objects.filter(exhibition=exhibition)}
    shown = Participation.objects.shown().filter(exhibition=exhibition).values("exhibitor")
    makers = {maker.pk: maker for maker in Exhibitor.objects.filter(pk__in=shown)}
    return version, [
        PlannedHall(
            row["hall"],
            halls.get(row["hall"]),
            [
                PlannedStand(
                    stand["stand"],
                    *(stand[name] for name in DRAWN),
                    exhibitors=[makers[number] for number in stand["exhibitors"] if number in makers],
                )
                for stand in row["stands"]
            ],
        )
        for row in version.plan
    ]


def release_now(exhibition, *, actor=None, number=1, is_sample=False):
    """Freeze the working plan as version ``number``; what the database refuses is raised."""
    plan, before = working_plan(exhibition), newest_version(exhibition)
    return PlanVersion.objects.create(
        exhibition=exhibition,
        number=number,
        plan=plan,
        changes=changes_between(before.plan if before else [], plan),
        released_by=actor,
        released_at=timezone.now(),
        is_sample=is_sample,
    )
