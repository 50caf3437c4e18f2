"""What the page of one work loads: the page asked most, so its queries are written once (``lib.prepared``)."""

from django.db.models import F, OuterRef, Subquery, Value

from events.models import Exhibition
from exhibitors.models import ContactPoint, PlanVersion
from exhibitors.states import SHOWN
from lib.languages import CODES
from lib.prepared import Prepared
from products.models import ExchangeRate, Picture, Product
from products.states import PictureState, ProductState
from vocabulary.models import HSCode, Material, Technique

MORE, SIMILAR = 4, 8
# What the page of a work shows; a work, its maker and its craft are wide rows.
TRANSLATED = ("title", "story", "season", "exhibitor__name", "exhibitor__place__name", "craft__name")
COLUMNS = [
    *("code", "slug", "is_sample", "wording", "kind", "availability", "facts", "confirmed_on"),
    *("width_mm", "length_mm", "height_mm", "weight_g", "minimum_quantity", "lead_time_days", "capacity_per_month"),
    *("price_mode", "price_amount", "currency", "price_unit", "unit"),
    *("exhibitor__slug", "exhibitor__kind", "exhibitor__wording", "craft__slug"),
    *(f"{field}_{code}" for field in TRANSLATED for code in CODES),
]
NAMES = [f"name_{code}" for code in CODES]


def published_work(code):
    """The published work of that code with maker, place, craft and the newest ``rate`` of its currency, or None.

    ``maker_channels`` and ``office_channels`` are those of the first shown number of the maker, and of the newest
    exhibition's office; None without one.
    """
    return next(iter(WORK(code=code)), None)


def gone_work(code):
    """The work of that code that was public once and is withdrawn or archived, or None."""
    gone = Product.objects.filter(state__in=[ProductState.WITHDRAWN, ProductState.ARCHIVED], published_at__isnull=False)
    return gone.filter(code=code).select_related("craft").first()


def similar_to(product):
    """Published works of the same craft, newest first, as cards."""
    return Product.objects.published().filter(craft=product.craft_id).newest().as_cards()[:SIMILAR]


def pictures(product):
    return list(PICTURES(product=product.pk))


def more_of_maker(product):
    """Other published works of the same maker, as cards."""
    return list(MORE_OF_MAKER(product=product.pk, exhibitor=product.exhibitor_id))


def terms(product):
    """Materials, techniques and HS codes in one query: {kind: [{language: name, "slug": …, "certainty": …}]}."""
    found = {"material": [], "technique": [], "hs_code": []}
    for kind, slug, certainty, *texts in TERMS(product=product.pk, craft=product.craft_id):
        found[kind].append({"slug": slug, "certainty": certainty, **dict(zip(CODES, texts, strict=True))})
    return found


def showings(product):
    """Where the public could or can see it, newest first, with the stands, in one query: [(exhibition, [stand])]."""
    found = {}
    for exhibition in SHOWINGS(product=product.pk):
        stands = found.setdefault(exhibition.pk, (exhibition, []))[1]
        stands += PlanVersion(plan=exhibition.plan or []).codes_of(exhibition.shown_by)
    return list(found.values())


def work_query(code):
    rates = ExchangeRate.objects.filter(currency=OuterRef("currency")).order_by("-day")
    numbers = ContactPoint.objects.filter(exhibitor=OuterRef("exhibitor"), kind="phone", is_shown=True)
    offices = Exhibition.objects.published().exclude(contact_phone="")
    offices = offices.order_by(F("starts_on").desc(nulls_last=True), "-pk")
    return (
        Product.objects.published()
        .filter(code=code)
        .select_related("exhibitor__place", "craft")
        .annotate(rate=Subquery(rates.values("dinars")[:1]), rate_day=Subquery(rates.values("day")[:1]))
        .annotate(
            maker_channels=Subquery(numbers.order_by("position", "pk").values("channels")[:1]),
            office_channels=Subquery(offices.values("contact_channels")[:1]),
        )
        .only(*COLUMNS)
    )


def terms_query(product, craft):
    names, uses = ([f"{field}_{code}" for code in CODES] for field in ("name", "use"))

    def rows(kind, queryset, slug, fields, certainty):
        # All of them expressions, none rewritten by modeltranslation: only so the parts have their columns alike.
        columns = {"a_kind": Value(kind), "a_slug": F(slug), "a_certainty": certainty}
        columns |= {f"a_text_{code}": F(name) for code, name in zip(CODES, fields, strict=True)}
        return queryset.rewrite(False).order_by().annotate(**columns).values_list(*columns)

    return rows("material", Material.objects.filter(products=product), "slug", names, Value("")).union(
        rows("technique", Technique.objects.filter(products=product), "slug", names, Value("")),
        rows("hs_code", HSCode.objects.filter(craft=craft), "code", uses, F("certainty")),
        all=True,
    )


def showings_query(product):
    newest = PlanVersion.objects.filter(exhibition=OuterRef("pk")).order_by("-number")
    return (
        Exhibition.objects.published()
        .filter(participations__state__in=SHOWN, participations__exhibits__product=product)
        .annotate(shown_by=F("participations__exhibitor"), plan=Subquery(newest.values("plan")[:1]))
        .order_by("-starts_on", "slug", "shown_by")
        .only("slug", "status", "zone", "starts_on", "starts_by", "ends_on", "ends_by", *NAMES)
    )


def more_query(exhibitor, product):
    others = Product.objects.published().filter(exhibitor=exhibitor).exclude(pk=product)
    return others.newest().as_cards()[:MORE]


WORK = Prepared(work_query, code=str)
PICTURES = Prepared(lambda product: Picture.objects.filter(product=product, state=PictureState.READY), product=int)
TERMS = Prepared(terms_query, product=int, craft=int)
SHOWINGS = Prepared(showings_query, product=int)
MORE_OF_MAKER = Prepared(more_query, exhibitor=int, product=int)
