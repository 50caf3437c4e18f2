"""Measures the officials' desk of the seeded site, signed in and without scripts or pictures: one visit after another.

Prints JSON: {page: {"queries": n, "milliseconds": of the quickest visit}}.
"""

import html
import json
import re
import time

from django.db import connection
from django.test import Client
from django.urls import reverse
from pages import activate, analyse, cost

from accounts.models import User
from enquiries.models import Thread
from events.models import Role

VISITS = 40


def sign_in():
    """A client of an official of every exhibition; a sample account needs no second factor."""
    user, _is_new = User.objects.get_or_create(
        email="bench@example.org", defaults={"language": "en", "is_sample": True}
    )
    Role.objects.get_or_create(user=user, kind=Role.Kind.OFFICIAL)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def choose_pages(client):
    desk = reverse("office:enquiry_list")
    second = html.unescape(re.search(r'href="[^"?]*\?([^"]*after=[^"]*)"', client.get(desk).content.decode())[1])
    maker = Thread.objects.exclude(exhibitor=None).first().exhibitor.slug
    queries = {
        "the desk": "",
        "its second page": second,
        "overdue": "overdue=1",
        "of a country": "country=IR",
        "of a craft": "craft=kilim",
        "of a maker": f"exhibitor={maker}",
        "closed, with sums": "state=closed",
        "of a name": "q=Synthetic+77",
    }
    return {name: f"{desk}?{query}" if query else desk for name, query in queries.items()}


def milliseconds(client, path, visits=VISITS):
    """Of the quickest of many visits; where all work is done in this process, its own time, whatever else runs."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    times = []
    for _visit in range(visits):
        began = clock()
        client.get(path)
        times.append(clock() - began)
    return min(times) * 1000


if __name__ == "__main__":
    activate()
    analyse()
    client = sign_in()
    costs = {
        name: {"queries": cost([path], client)["queries"], "milliseconds": milliseconds(client, path)}
        for name, path in choose_pages(client).items()
    }
    print(json.dumps(costs))
