"""What came out of what: records on one line in time, joined by arcs, for a drawing and for the table that says the same."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import get_language

from cooperation.models import Step, Topic
from cooperation.showing import empty_hidden
from events.models import Claim
from lib.dates import format_month
from lib.languages import direction

SLOT, MONTH = 60, 112  # units of the drawing that a record, and at least a month, take
NEAR, RISE, HIGHEST = 20, 14, 96  # how high an arc rises: at least, more for each record it passes, at most


@dataclass
class Node:
    """``record`` is of its kind and holds what the audience reads; ``number`` is its place in time, from 1."""

    record: Any
    number: int
    x: int = 0
    came_from: list["Arc"] = field(default_factory=list)
    led_to: list["Arc"] = field(default_factory=list)


@dataclass
class Arc:
    step: Step
    earlier: Node
    later: Node

    @property
    def is_doubtful(self):
        return self.step.certainty != Claim.Certainty.REPORTED

    @property
    def height(self):
        return min(NEAR + RISE * (self.later.number - self.earlier.number), HIGHEST)


@dataclass
class Chain:
    nodes: list[Node]
    arcs: list[Arc]
    months: list[tuple[int, str]]  # (middle of the month on the line, its name); "" where no day is known
    width: int

    @property
    def top(self):
        """How much room the arcs take above the line."""
        return max((arc.height for arc in self.arcs), default=0)


def make_chain(rows, audience):
    """The chain of ``rows`` (records), earliest first, with what joins them, as ``audience`` reads it (2 queries)."""
    nodes = {}
    for number, row in enumerate(rows.shown_to(audience).with_kinds().in_time(), 1):
        empty_hidden(row.concrete, audience)
        nodes[row.pk] = Node(row.concrete, number)
    arcs = []
    for step in Step.objects.filter(earlier__in=nodes, later__in=nodes).order_by("pk"):
        arc = Arc(step, nodes[step.earlier_id], nodes[step.later_id])
        arc.earlier.led_to.append(arc)
        arc.later.came_from.append(arc)
        arcs.append(arc)
    return laid_out(list(nodes.values()), arcs)


def laid_out(nodes, arcs):
    """The chain with a place on the line for every node, in the direction in which the page is read."""
    language = get_language() or "fa"
    at, months = 0, []
    for name, of_month in groupby(nodes, key=lambda node: month_of(node.record, language)):
        group = list(of_month)
        room = max(MONTH, SLOT * len(group))
        for place, node in enumerate(group):
            node.x = at + room * (2 * place + 1) // (2 * len(group))
        months.append((at + room // 2, name))
        at += room
    if direction(language) == "rtl":
        for node in nodes:
            node.x = at - node.x
        months = [(at - x, name) for x, name in months]
    return Chain(nodes, arcs, months, at)


def month_of(record, language):
    day = record.first_day
    return format_month(day, language) if day else ""


def choices(rows):
    """(partners, topics) that occur in ``rows``, for the filters: [institution], [value of ``Topic``]."""
    found = list(rows.select_related("partner").order_by("partner__slug", "pk"))
    partners = {row.partner_id: row.partner for row in found if row.partner}
    topics = {topic for row in found for topic in row.topics}
    return list(partners.values()), [topic for topic in Topic.values if topic in topics]
