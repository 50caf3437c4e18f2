"""Chooses the measured pages of the seeded site and counts, in this process, what one visit of each costs.

Prints JSON: {page: {"paths": [address, …], "queries": n, "bytes": n, "compressed": n}}.
"""

import json
import os
import random
import sys
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilamexpo.settings")

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Exhibition
from products.models import Product
from vocabulary.models import Craft

LANGUAGE = "en"
VARIATIONS = 5000
WORDS = ("kilim", "گلیم", "wool", "red 120", "کیلیم", "copper tray", "چەرم", "chit", "basket", "سجاد")


def activate():
    from django.utils import translation

    translation.activate(LANGUAGE)


def analyse():
    """Let PostgreSQL know what it holds, as it does by itself after a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def choose_pages():
    """Page → its addresses; several are asked in turn."""
    activate()
    newest = Product.objects.published().order_by("-published_at")[:100]
    crafts = list(Craft.objects.order_by("slug").values_list("slug", flat=True))
    exhibition = Exhibition.objects.get(slug="kut-2025-10")
    works = reverse("public:product_list")
    chance = random.Random(1)
    # Most crafts, each time others: about as many works as without a filter, and counts that nobody has kept.
    fresh = [sorted(chance.sample(crafts, 2 * len(crafts) // 3)) for _ in range(VARIATIONS)]
    return {
        "home": [reverse("public:home")],
        "works list": [works],
        "works list, nothing kept": [f"{works}?{urlencode({'craft': chosen}, doseq=True)}" for chosen in fresh],
        "works list, filtered": [f"{works}?{urlencode({'craft': 'kilim', 'exhibition': exhibition.slug})}"],
        "search": [f"{works}?{urlencode({'q': word})}" for word in WORDS],
        "a work": [reverse("public:product_detail", args=[product.code, product.slug]) for product in newest],
        "an exhibition": [reverse("public:exhibition_detail", args=[exhibition.slug])],
    }


def cost(paths, client=None):
    """Of one visit after a first one, which may fill what is kept."""
    client, last = client or Client(HTTP_HOST="127.0.0.1"), paths[-1]
    check(client.get(paths[0]), paths[0])
    with CaptureQueriesContext(connection) as queries:
        page = client.get(last)
    count = len(queries)  # now: the next request forgets them
    check(page, last)
    compressed = client.get(last, headers={"Accept-Encoding": "br"})
    return {"queries": count, "bytes": len(page.content), "compressed": len(compressed.content)}


def check(response, path):
    if response.status_code != 200:
        sys.exit(f"{path} answers {response.status_code}")


if __name__ == "__main__":
    analyse()
    print(json.dumps({name: {"paths": paths, **cost(paths)} for name, paths in choose_pages().items()}))
