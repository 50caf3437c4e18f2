"""Measures the office of the seeded site: one visit after another, signed in and without scripts or pictures.

First fills it: bench/office.py EXHIBITIONS EXHIBITORS APPLICATIONS. Prints JSON:
{page: {"queries": n, "milliseconds": of the quickest visit}}; a page that this site does not have is left out.
"""

import json
import sys

from desk import milliseconds, sign_in
from django.urls import reverse
from django.utils.http import urlencode
from fair import LARGE, MEASURED, fill, slug_of
from pages import activate, analyse, cost

from accounts.models import User
from events.models import Role
from exhibitors.models import Panellist, Participation


def choose_pages(juror):
    """{what: address} of the pages that are measured."""
    wanted = pages_of_one(juror) | pages_of_large() | pages_of_all()
    return {page: address(*parts) for page, parts in wanted.items()}


def pages_of_one(juror):
    slug = slug_of(MEASURED)
    applications = Participation.objects.filter(exhibition__slug=slug)
    waiting = applications.filter(state="submitted").order_by("pk").first()
    given = applications.filter(state="submitted").order_by("-pk").first()
    Panellist.objects.get_or_create(call=waiting.exhibition.call, juror=juror)
    return {
        "today: unplaced": ("today_list", "unplaced", {"exhibition": slug}),
        "an exhibition": ("exhibition_detail", slug),
        "its days and texts": ("exhibition_edit", slug),
        "its programme": ("exhibition_programme", slug),
        "clone it": ("exhibition_clone", slug),
        "move it": ("exhibition_reschedule", slug),
        "its next round": ("exhibition_next", slug),
        "what the host sees": ("exhibition_shared", slug),
        "its call": ("call_edit", slug),
        "ranking": ("exhibition_ranking", slug),
        "announce": ("exhibition_announce", slug),
        "applications of one": ("application_list", {"exhibition": slug}),
        "an application": ("application_detail", waiting.code),
        "enter an application": ("application_new", {"exhibition": slug}),
        "score one": ("jury_review", given.code),
        "stands": ("stand_plan", slug),
        "goods": ("exhibition_goods", slug),
        "sales": ("exhibition_sales", slug),
        "messages": ("circular_list", slug),
        "a message": ("circular_detail", slug, 1),
        "tasks": ("task_list", slug),
        "a task": ("task_detail", slug, 1),
    }


def pages_of_large():
    large = slug_of(LARGE)
    return {
        "ranking of the large one": ("exhibition_ranking", large),
        "its second page": ("exhibition_ranking", large, {"page": 2}),
        "its best thirty": ("exhibition_ranking", large, {"best": 30}),
        "applications to it": ("application_list", {"exhibition": large}),
        "all applications to it": ("application_list", {"exhibition": large, "state": "all"}),
        "tasks of its makers": ("task_list", large, {"by": "exhibitors"}),
        "goods of the large one": ("exhibition_goods", large),
        "sales of the large one": ("exhibition_sales", large),
    }


def pages_of_all():
    return {
        "today": ("today",),
        "today: undecided": ("today_list", "undecided"),
        "exhibitions": ("exhibition_list",),
        "applications": ("application_list",),
        "applications: all": ("application_list", {"state": "all"}),
        "applications by name": ("application_list", {"q": "maker 77", "state": "all"}),
        "jury": ("jury_list",),
        "search: a name": ("search", {"q": "maker 77"}),
        "search: nothing": ("search", {"q": "nobody of this name"}),
        "search: a phone": ("search", {"q": "0919 000 0077"}),
        "search: a stand": ("search", {"q": "A12"}),
        "search: a buyer": ("search", {"q": "Synthetic 77"}),
        "audit": ("audit",),
        "audit: a person": ("audit", {"who": "Official 3"}),
        "audit: a kind": ("audit", {"kind": "events.exhibition", "act": "edit"}),
        "audit: a name": ("audit", {"q": "Fair 2"}),
        "audit: a day long ago": ("audit", {"until": "2026-01-01"}),
    }


def address(name, *parts):
    """Of a page of the office; the last of ``parts`` may be its query."""
    query = parts[-1] if parts and isinstance(parts[-1], dict) else {}
    url = reverse(f"office:{name}", args=parts[: len(parts) - bool(query)])
    return f"{url}?{urlencode(query)}" if query else url


if __name__ == "__main__":
    activate()
    if len(sys.argv) > 1:
        fill(*map(int, sys.argv[1:]))
    analyse()
    client = sign_in()
    user = User.objects.get(email="bench@example.org")
    Role.objects.get_or_create(user=user, kind=Role.Kind.JUROR)
    costs = {
        name: {"queries": cost([path], client)["queries"], "milliseconds": milliseconds(client, path)}
        for name, path in choose_pages(user).items()
    }
    print(json.dumps(costs))
