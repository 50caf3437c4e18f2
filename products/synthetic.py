"""Synthetic works for measuring: deterministic, published, in four languages; never shown as anybody's own."""

import random
from datetime import UTC, datetime, timedelta

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import OuterRef, Subquery

from exhibitors.models import Exhibitor
from lib.alphabets import alphabet_key
from lib.codes import build
from lib.languages import CODES
from lib.lots import lot_of
from lib.numbers import localise
from lib.pictures import derive, store
from lib.text import search_document
from products import ngrams
from products.drawings import draw
from products.models import Picture, Product
from products.receivers import bump_stamp
from vocabulary.models import Craft, Place
from vocabulary.spellings import note

BATCH = 2000
WORKS_A_MAKER = 40
PICTURES = 12
# Where the codes of synthetic works begin, far from each other so that they look like any.
STRIDE, FIRST = 104_729, 1_000_003
BODIES = 30**6
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)


def load_products(count):
    """Bring the number of synthetic works to ``count``; those that are there already stay. Returns how many were made."""
    existing = Product.objects.filter(slug__startswith="synthetic-").count()
    if existing >= count:
        return 0
    makers = load_makers(count // WORKS_A_MAKER + 1)
    pictures = load_pictures()
    crafts = list(Craft.objects.prefetch_related("materials", "techniques"))
    words = [term for craft in crafts for term in (craft, *craft.materials.all(), *craft.techniques.all())]
    folded = {(type(term), term.pk): search_document(*filter(None, term.search_words())) for term in words}
    note([word for term in words for word in term.search_words()])
    for start in range(existing, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        with transaction.atomic():
            products = Product.objects.bulk_create(synthetic(number, crafts, makers, folded) for number in numbers)
            ngrams.note(product.search_text for product in products)
            Picture.objects.bulk_create(
                Picture(product=product, position=0, is_drawing=True, **pictures[number % len(pictures)])
                for number, product in zip(numbers, products, strict=True)
            )
            give_terms(numbers, products)
            first = Picture.objects.filter(product=OuterRef("pk")).values("pk")[:1]
            Product.objects.filter(pk__gte=products[0].pk, cover=None).update(cover=Subquery(first))
    bump_stamp()
    return count - existing


def give_terms(numbers, products):
    """Put down which materials and techniques the works have."""
    for name in ("materials", "techniques"):
        through, rows = getattr(Product, name).through, []
        for number, product in zip(numbers, products, strict=True):
            rows += [through(product=product, **{name[:-1]: term}) for term in terms_of(number, product.craft, name)]
        through.objects.bulk_create(rows)


def terms_of(number, craft, name):
    """Up to two of the ``name`` (materials, techniques) of the craft of the work of that number."""
    terms = list(getattr(craft, name).all())
    return random.Random(number).sample(terms, min(2, len(terms)))


def load_makers(count):
    """The first ``count`` synthetic makers, made where they are missing."""
    counties = list(Place.objects.filter(kind=Place.Kind.COUNTY))
    held = set(Exhibitor.objects.filter(slug__startswith="synthetic-").values_list("slug", flat=True))
    titles = {"en": "Maker {}", "fa": "سازنده {}", "ar": "صانع {}", "ckb": "دروستکەر {}"}
    missing = []
    for number in range(count):
        slug = f"synthetic-{number}"
        if slug not in held:
            names = {f"name_{code}": titles[code].format(localise(number, code)) for code in CODES}
            missing.append(
                Exhibitor(
                    slug=slug,
                    code=build("X", (number * STRIDE + FIRST) % BODIES),
                    kind=Exhibitor.Kind.values[number % 2],
                    place=counties[number % len(counties)],
                    publication="published",
                    published_at=NEWEST,
                    is_sample=True,
                    search_text=search_document(*names.values()),
                    **names,
                )
            )
    Exhibitor.objects.bulk_create(missing, batch_size=BATCH)
    note(titles.values())
    return list(Exhibitor.objects.filter(slug__startswith="synthetic-").order_by("pk")[:count])


def load_pictures():
    """A few drawn pictures that all synthetic works share: [{digest, width, height}]."""
    crafts = ("kilim", "jajim", "copper", "pottery", "leather-mosaic", "jewellery")
    drawn = []
    for number in range(PICTURES):
        derived = derive(draw(crafts[number % len(crafts)], f"synthetic-{number}"))
        store(derived, storages["public"])
        drawn.append({"digest": derived.digest, "width": derived.width, "height": derived.height})
    return drawn


def synthetic(number, crafts, makers, folded):
    """The work of that number, unsaved."""
    dice = random.Random(number)
    craft, maker = dice.choice(crafts), makers[number % len(makers)]
    mode = dice.choice(["fixed", "from", "on_request"])
    price: dict[str, object] = {"price_mode": mode}
    if mode != "on_request":
        price |= {"price_amount": dice.randrange(10, 400) * 5, "currency": "USD", "price_unit": "USD"}
    code = build("P", (number * STRIDE + FIRST) % BODIES)
    titles = {f"title_{code}": f"{getattr(craft, f'name_{code}')} {localise(number, code)}" for code in CODES}
    label = folded[Craft, craft.pk] + maker.search_text
    terms = [*terms_of(number, craft, "materials"), *terms_of(number, craft, "techniques")]
    held = "".join(folded[type(term), term.pk] for term in terms)
    return Product(
        code=code,
        slug=f"synthetic-{number}",
        exhibitor=maker,
        craft=craft,
        kind=dice.choice(Product.Kind.values),
        width_mm=dice.randrange(20, 200) * 10,
        length_mm=dice.randrange(20, 300) * 10,
        weight_g=dice.randrange(1, 80) * 100,
        state="published",
        published_at=NEWEST - timedelta(seconds=number),
        is_sample=True,
        search_text=label + held + search_document(code, str(number)),
        search_name=search_document(*titles.values()),
        search_label=label,
        lot=lot_of(code),
        **{f"name_key_{language}": alphabet_key(titles[f"title_{language}"], language) for language in CODES},
        **titles,
        **price,
    )
