"""The sample's works with their drawn pictures, and where they are shown."""

import hashlib
import json
import os
import tomllib
from base64 import b64decode, b64encode
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from functools import cache
from inspect import getfile
from pathlib import Path

import PIL
from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from exhibitors.models import Exhibitor, Participation
from exhibitors.sample import sample_code
from lib.languages import CODES
from lib.money import stored
from lib.pictures import Derived, derive, store
from lib.sizes import parse_size
from products.drawings import draw
from products.facts import facts_of
from products.goods import sample as goods
from products.models import ExchangeRate, Exhibit, Picture, Product
from products.search import refresh
from vocabulary.models import Craft, Material, Technique

DATA = Path(__file__).parent / "data"
PROCESSES = 2
# Works of one craft are published far apart, as they would be: 47 and 127 have no common divisor.
STRIDE, NEVER_TOGETHER = 47, 127
# Every fifth work shows a second drawing, so that a page with several pictures can be seen.
WITH_DETAIL = 5
# Only what is true of every invented work that is asked.
ANSWERS = {"dye": "natural", "washing": "hand", "hide": "cow", "tinned": "yes", "finish": "oil"}


def read_works():
    """The works as written: [(craft slug, maker slug, craft's row, work's row)]."""
    works = []
    for path in sorted(DATA.glob("sample-*.toml")):
        for craft, row in tomllib.loads(path.read_text()).items():
            works += [(craft, row["maker"][i % len(row["maker"])], row, work) for i, work in enumerate(row["works"])]
    return works


def load_sample(today):
    """Create the works that are missing, their pictures, exhibits and sales; returns how many works were made."""
    made = load_works(today)
    goods.load_sample(today)
    return made


def load_works(today):
    works = read_works()
    codes = [sample_code("P", f"{craft}/{work['t'][0]}") for craft, _maker, _row, work in works]
    held = set(Product.objects.filter(code__in=codes).values_list("code", flat=True))
    fresh = [(index, code, *works[index]) for index, code in enumerate(codes) if code not in held]
    if not fresh:
        return 0
    jobs = [
        (craft, code, number)
        for index, code, craft, *_ in fresh
        for number in range(2 if index % WITH_DETAIL == 0 else 1)
    ]
    for kept in (settings.VAR / "drawings").glob("*"):
        if not kept.name.startswith(how_drawn()):
            kept.unlink(missing_ok=True)
    with ProcessPoolExecutor(PROCESSES) as pool:
        drawn = dict(zip(jobs, pool.map(draw_picture, jobs, chunksize=4), strict=True))
    for derived in drawn.values():
        store(derived, storages["public"])
    crafts, materials, techniques = (m.objects.in_bulk(field_name="slug") for m in (Craft, Material, Technique))
    makers = Exhibitor.objects.select_related("place").in_bulk(field_name="slug")
    with transaction.atomic():
        for index, code, craft, maker, row, work in fresh:
            product = create_product(index, code, crafts[craft], makers[maker], row, work, today)
            product.materials.set([materials[slug] for slug in work.get("materials", row["materials"])])
            product.techniques.set([techniques[slug] for slug in work.get("techniques", row["techniques"])])
            pictures = [drawn[craft, code, number] for number in range(2) if (craft, code, number) in drawn]
            add_pictures(product, pictures)
            refresh(product)
        show_works()
        for currency, dinars in (("USD", "1310"), ("IRR", "0.00115")):
            defaults = {"dinars": dinars, "source": "sample", "is_sample": True}
            ExchangeRate.objects.get_or_create(currency=currency, day=today, defaults=defaults)
    return len(fresh)


def draw_picture(job):
    """Draw and encode one picture, once on a machine; runs in a process of its own."""
    craft, code, number = job
    kept = settings.VAR / "drawings" / f"{how_drawn()}-{craft}-{code}-{number}.json"
    with suppress(OSError, ValueError):
        row = json.loads(kept.read_text())
        return Derived(**row | {"files": {name: b64decode(data) for name, data in row["files"].items()}})
    derived = derive(draw(craft, f"{code}-{number}"))
    row = asdict(derived) | {"files": {name: b64encode(data).decode() for name, data in derived.files.items()}}
    kept.parent.mkdir(parents=True, exist_ok=True)
    written = kept.with_suffix(f".{os.getpid()}")
    written.write_text(json.dumps(row))
    written.replace(kept)
    return derived


@cache
def how_drawn():
    """The same while everything that draws and encodes is the same."""
    sources = [Path(getfile(derive)), *sorted(Path(getfile(draw)).parent.glob("*.py"))]
    words = b"".join(path.read_bytes() for path in sources) + PIL.__version__.encode()
    return hashlib.sha256(words).hexdigest()[:12]


def read_price(text):
    """ "from IQD 45000" → the price columns of a product."""
    if not text:
        return {"price_mode": "on_request"}
    mode = "from" if text.startswith("from ") else "fixed"
    unit, amount = text.removeprefix("from ").split()
    amount, currency = stored(Decimal(amount), unit)
    return {"price_mode": mode, "price_amount": amount, "currency": currency, "price_unit": unit}


def answers(craft):
    """What the craft asks, answered as its invented works were drawn."""
    return {each.key: ANSWERS[each.key] for each in facts_of(craft) if each.key in ANSWERS}


def create_product(index, code, craft, maker, row, work, today):
    lengths = dict(
        zip(("width_mm", "length_mm", "height_mm"), parse_size(work["size"]) if "size" in work else (), strict=False)
    )
    season = row.get("season", [""] * 4)
    texts = {
        f"{field}_{language}": values[i]
        for field, values in (("title", work["t"]), ("story", work.get("story", row["story"])), ("season", season))
        for i, language in enumerate(CODES)
    }
    made_to_order = work["kind"] == "made_to_order"
    return Product.objects.create(
        code=code,
        slug=slugify(work["t"][0])[:80].strip("-"),
        exhibitor=maker,
        craft=craft,
        kind=work["kind"],
        availability="to_order" if made_to_order else "sold" if index % 23 == 7 else "available",
        weight_g=work.get("weight"),
        unit=work.get("unit", "piece"),
        minimum_quantity=work.get("minimum", 1),
        lead_time_days=(7 + index % 5 * 7) if work["kind"] != "one_off" else None,
        capacity_per_month=(4 + index % 12) if work["kind"] != "one_off" else None,
        confirmed_on=today - timedelta(days=index % 40),
        state="published",
        published_at=timezone.now() - timedelta(hours=index * STRIDE % NEVER_TOGETHER),
        is_sample=True,
        facts=answers(craft),
        **lengths,
        **texts,
        **read_price(work.get("price", "")),
    )


def add_pictures(product, derived):
    roles = (Picture.Role.FRONT, Picture.Role.DETAIL)
    for position, each in enumerate(derived):
        Picture.objects.create(
            product=product,
            digest=each.digest,
            width=each.width,
            height=each.height,
            role=roles[position],
            position=position,
            is_drawing=True,
        )
    product.refresh_cover()


def show_works():
    """Every sample participation that is decided shows its maker's works; a group shows its members' too."""
    for participation in Participation.objects.filter(is_sample=True, state__in=["accepted", "confirmed"]):
        makers = [participation.exhibitor, *participation.exhibitor.members.all()]
        for product in Product.objects.filter(exhibitor__in=makers, is_sample=True):
            Exhibit.objects.get_or_create(participation=participation, product=product, defaults={"is_sample": True})
