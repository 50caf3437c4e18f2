"""What the page of one work loads: the page asked most, so its queries are written once (``lib.prepared``)."""

import json
from collections import namedtuple
from datetime import date

from django.db.models import F, OuterRef, Subquery

from events.days import Days
from events.models import Exhibition
from exhibitors.models import ContactPoint, PlanVersion
from exhibitors.states import SHOWN
from lib.languages import CODES
from lib.prepared import Prepared
from lib.rows import Rows
from products.alternative import suggest
from products.models import ExchangeRate, Picture, Product
from products.states import ProductState
from vocabulary.models import HSCode, Material, Technique

MORE, SIMILAR = 4, 8
# What the page of a work shows; a work, its maker and its craft are wide rows.
TRANSLATED = ("title", "story", "season", "exhibitor__name", "exhibitor__place__name", "craft__name")
COLUMNS = [
    *("pk", "exhibitor", "code", "slug", "is_sample", "kind", "availability", "facts", "confirmed_on"),
    *("width_mm", "length_mm", "height_mm", "weight_g", "minimum_quantity", "lead_time_days", "capacity_per_month"),
    *("price_mode", "price_amount", "currency", "price_unit", "unit"),
    *("exhibitor__slug", "exhibitor__kind", "craft__slug"),
    *(f"{field}_{code}" for field in TRANSLATED for code in CODES),
    *(f"wording__{field}__copied" for field in ("title", "story", "season")),
    "exhibitor__wording__name__copied",
    *("rate", "rate_day", "maker_channels", "office_channels"),
    *("its_pictures", "its_materials", "its_techniques", "its_hs_codes", "its_showings"),
]
NAMES = [f"name_{code}" for code in CODES]
PICTURE = ("digest", "width", "height", "role", "is_drawing", *(f"alt_{code}" for code in CODES))
Shown = namedtuple("Shown", "digest width height is_drawing words")
# Materials, techniques and HS codes: what stands for each in addresses, and its words.
TERM = ("slug", *NAMES)
HS_CODE = ("code", "certainty", *(f"use_{code}" for code in CODES))
DAYS = ("starts_on", "starts_by", "ends_on", "ends_by")
SHOWING = ("slug", "status", "zone", *DAYS, *NAMES, "shown_by", "plan")


def published_work(code):
    """The published work of that code, as a row of ``COLUMNS``, with the newest ``rate`` of its currency; or None.

    ``maker_channels`` and ``office_channels`` are those of the first shown number of the maker, and of the newest
    exhibition's office; None without one. ``pictures`` and ``terms`` read the rest.
    """
    return next(iter(WORK(code=code)), None)


def gone_work(code):
    """The work of that code that was public once and is withdrawn or archived, or None."""
    gone = Product.objects.filter(state__in=[ProductState.WITHDRAWN, ProductState.ARCHIVED], published_at__isnull=False)
    return gone.filter(code=code).select_related("craft").first()


def similar_to(product):
    """Published works of the same craft, newest first, as cards."""
    return Product.objects.published().filter(craft=product.craft_id).newest().as_cards()[:SIMILAR]


def pictures(product, materials, language):
    """Those that can be shown, in order, each with its ``words`` in that language; ``materials`` are of ``terms``."""
    found = []
    for row in product.its_pictures or ():
        picture = dict(zip(PICTURE, row, strict=True))
        picture["words"] = words_of(picture, product, materials, language)
        found.append(Shown._make(picture[name] for name in Shown._fields))
    return found


def words_of(picture, product, materials, language):
    """What is read out for a picture: the maker's own words, else some made of the facts of the work."""
    return picture[f"alt_{language}"] or suggest(
        language,
        title=getattr(product, f"title_{language}") or "",
        craft=getattr(product, f"craft__name_{language}") or "",
        materials=[names[language] for names in materials if names.get(language)],
        lengths=(product.width_mm, product.length_mm, product.height_mm),
        role=picture["role"],
        is_drawing=picture["is_drawing"],
    )


def more_of_maker(product):
    """Other published works of the same maker, as cards."""
    return MORE_OF_MAKER(product=product.pk, exhibitor=product.exhibitor)


def terms(product):
    """{kind: [{language: name, "slug": …}]} of materials, techniques and HS codes; these have their "certainty" too."""
    kinds = {
        "material": (product.its_materials, ("slug", *CODES)),
        "technique": (product.its_techniques, ("slug", *CODES)),
        "hs_code": (product.its_hs_codes, ("slug", "certainty", *CODES)),
    }
    return {kind: [dict(zip(names, row, strict=True)) for row in rows or ()] for kind, (rows, names) in kinds.items()}


def showings(product):
    """Where the public could or can see it, newest first, with the stands: [(exhibition, [stand])]."""
    found = {}
    for row in product.its_showings or ():
        showing = Showing.read(row)
        stands = found.setdefault(showing.slug, (showing, []))[1]
        stands += PlanVersion.codes_in(showing.plan or [], showing.shown_by)
    return list(found.values())


class Showing(Days, namedtuple("ShowingRow", SHOWING)):
    """An exhibition that shows a work: its name, and what its days say."""

    @classmethod
    def read(cls, row):
        """Of a row of ``Rows``: JSON knows no days, and on SQLite a plan within it is text."""
        values = dict(zip(SHOWING, row, strict=True))
        days = {name: day and date.fromisoformat(day) for name, day in values.items() if name in DAYS}
        plan = values["plan"]
        return cls(**values | days | {"plan": json.loads(plan) if isinstance(plan, str) else plan})


def work_query(code):
    rates = ExchangeRate.objects.filter(currency=OuterRef("currency")).order_by("-day")
    numbers = ContactPoint.objects.filter(exhibitor=OuterRef("exhibitor"), kind="phone", is_shown=True)
    offices = Exhibition.objects.published().exclude(contact_phone="")
    offices = offices.order_by(F("starts_on").desc(nulls_last=True), "-pk")
    return (
        Product.objects.published()
        .filter(code=code)
        .annotate(rate=Subquery(rates.values("dinars")[:1]), rate_day=Subquery(rates.values("day")[:1]))
        .annotate(
            maker_channels=Subquery(numbers.order_by("position", "pk").values("channels")[:1]),
            office_channels=Subquery(offices.values("contact_channels")[:1]),
        )
        .annotate(
            its_pictures=Rows(Picture.objects.ready().filter(product=OuterRef("pk")), PICTURE),
            its_materials=Rows(Material.objects.filter(products=OuterRef("pk")), TERM),
            its_techniques=Rows(Technique.objects.filter(products=OuterRef("pk")), TERM),
            its_hs_codes=Rows(HSCode.objects.filter(craft=OuterRef("craft")), HS_CODE),
            its_showings=Rows(showings_of(OuterRef("pk")), SHOWING),
        )
        .order_by()
        .rewrite(False)
        .values_list(*COLUMNS)
    )


def showings_of(product):
    newest = PlanVersion.objects.filter(exhibition=OuterRef("pk")).order_by("-number")
    return (
        Exhibition.objects.published()
        .filter(participations__state__in=SHOWN, participations__exhibits__product=product)
        .annotate(shown_by=F("participations__exhibitor"), plan=Subquery(newest.values("plan")[:1]))
        .order_by("-starts_on", "slug", "shown_by")
        .rewrite(False)
    )


def more_query(exhibitor, product):
    others = Product.objects.published().filter(exhibitor=exhibitor).exclude(pk=product)
    return others.newest().as_cards()[:MORE]


WORK = Prepared(work_query, code=str)
MORE_OF_MAKER = Prepared(more_query, exhibitor=int, product=int)
