"""Chooses the measured pages of the seeded site and counts, in this process, what one visit of each costs.

Prints JSON: {"pages": {page: {"paths": [address, …], "queries": n, "bytes": n, "compressed": n, "server": ms}}, "shelf":
{"seconds": s, "megabytes": n}, "publishing": {"milliseconds": ms, "seen": ms}}; "server" is the 95th percentile of visits.
"""

import json
import os
import random
import statistics
import sys
import time
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

from accounts.models import User
from events.models import Exhibition
from lib.languages import CODES
from products.actions import publish_product, withdraw_product
from products.facets import current_stamp
from products.models import Product
from products.orders import ORDERS
from products.shelf import shelf_of
from products.views.public import MOST_PAGES, PAGE
from vocabulary.models import Craft, Material

LANGUAGE = "en"
VARIATIONS, VISITS = 5000, 40
WORDS = ("kilim", "گلیم", "wool", "red 120", "کیلیم", "copper tray", "چەرم", "chit", "basket", "سجاد")
TWO_LETTERS = ("مس", "نی", "کا", "ab", "حي", *map(str, range(10, 100)))


def activate():
    from django.utils import translation

    translation.activate(LANGUAGE)


def analyse():
    """Let PostgreSQL know what it holds, as it does by itself after a while; to SQLite nobody tells it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def choose_pages():
    """Page → its addresses; several are asked in turn."""
    activate()
    newest = Product.objects.published().order_by("-published_at")[:100]
    last = Product.objects.published().order_by("published_at", "-code")[25]
    terms = [*Craft.objects.all(), *Material.objects.all()]
    crafts = list(Craft.objects.order_by("slug").values_list("slug", flat=True))
    exhibition = Exhibition.objects.get(slug="kut-2025-10")
    works = reverse("public:product_list")
    chance = random.Random(1)
    # Most crafts, each time others: about as many works as without a filter, and counts that nobody has kept.
    fresh = [sorted(chance.sample(crafts, 2 * len(crafts) // 3)) for _ in range(VARIATIONS)]
    names = [name for term in terms for code in CODES if (name := getattr(term, f"name_{code}"))]
    count, pages = Product.objects.count(), min(Product.objects.published().count() // PAGE, MOST_PAGES)
    return {
        "home": [reverse("public:home")],
        "works list": [works],
        "works list, counts kept": asking(works, ({"page": 1 + n % pages, "v": n} for n in range(VARIATIONS))),
        "works list, nothing kept": asking(works, ({"craft": chosen} for chosen in fresh)),
        "works list, one facet": asking(works, ({"craft": chosen, "v": n} for n, chosen in enumerate(crafts * 20))),
        "works list, two facets": asking(
            works, ({"craft": chosen, "kind": Product.Kind.values[:2]} for chosen in fresh)
        ),
        "works list, filtered": asking(works, [{"craft": "kilim", "exhibition": exhibition.slug}]),
        "works list, deepest page": asking(
            works, ({"after": key_of(last), "page": 2, "v": n} for n in range(VARIATIONS))
        ),
        "search": asking(works, ({"q": word} for word in WORDS)),
        "search, common word": searching(works, names),
        "search, rare word": searching(works, [str(chance.randrange(count)) for _ in range(VARIATIONS)]),
        "search, misspelt word": searching(works, [misspelt(name, chance) for name in names]),
        "search, two letters": searching(works, TWO_LETTERS),
        "a work": [reverse("public:product_detail", args=[product.code, product.slug]) for product in newest],
        "an exhibition": [reverse("public:exhibition_detail", args=[exhibition.slug])],
    }


def asking(page, queries):
    return [f"{page}?{urlencode(query, doseq=True)}" for query in queries]


def searching(page, words):
    """Each word in turn, always under another address, so that neither a page nor what a word finds is kept."""
    return asking(page, ({"q": words[number % len(words)], "v": number} for number in range(VARIATIONS)))


def misspelt(name, chance):
    """The longest word of ``name`` with one letter doubled."""
    word = max(name.split(), key=len)
    place = chance.randrange(len(word))
    return word[:place] + word[place] + word[place:]


def key_of(product):
    return ORDERS["newest"].cursor_after(None, product, LANGUAGE, None)


def build_shelf():
    before, start = memory(), time.perf_counter()
    shelf_of(current_stamp())
    return {"seconds": time.perf_counter() - start, "megabytes": memory() - before}


def memory():
    """Of this process, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def publish(list_path):
    """How long it takes to publish one work, and then to show the list with it; middle of five."""
    client, official = Client(HTTP_HOST="127.0.0.1"), User.objects.get_or_create(email="bench-publisher@example.org")[0]
    published, seen = [], []
    for work in Product.objects.published().filter(slug__startswith="synthetic-").order_by("pk")[:5]:
        withdraw_product(work, actor=official)
        start = time.perf_counter()
        publish_product(work, actor=official)
        published.append(milliseconds_since(start))
        start = time.perf_counter()
        check(client.get(list_path), list_path)
        seen.append(milliseconds_since(start))
    return {"milliseconds": statistics.median(published), "seen": statistics.median(seen)}


def milliseconds_since(start):
    return (time.perf_counter() - start) * 1000


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


def in_server(paths):
    """The 95th percentile of the milliseconds that visits of ``paths`` take in this process."""
    client, times = Client(HTTP_HOST="127.0.0.1"), []
    for number in range(VISITS):
        path = paths[number % len(paths)]
        start = time.perf_counter()
        check(client.get(path), path)
        times.append(milliseconds_since(start))
    return statistics.quantiles(times, n=20)[-1]


def check(response, path):
    if response.status_code != 200:
        sys.exit(f"{path} answers {response.status_code}")


if __name__ == "__main__":
    analyse()
    shelf = build_shelf()
    pages = choose_pages()
    measured = {name: {"paths": paths, **cost(paths), "server": in_server(paths)} for name, paths in pages.items()}
    print(json.dumps({"pages": measured, "shelf": shelf, "publishing": publish(pages["works list"][0])}))
