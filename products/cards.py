"""What hangs beside a work and over a stand: price cards and stand signs, as PDF in several languages."""

from django.db.models import Prefetch
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from events.models import Stand
from exhibitors.models import Allocation, Participation
from exhibitors.states import SHOWN
from lib.dates import format_date
from lib.languages import shown
from lib.money import approximate_dinars, format_money
from lib.pdf import make_pdf, qr_svg
from products.models import ExchangeRate, Exhibit, Product
from products.printed import printed_address

# In the order in which they stand on paper: the makers' language, then the visitors'.
LANGUAGES = ("fa", "ar", "ckb", "en")
SIZES = ("a4", "a6")
# One file that a phone still opens and a copy shop still takes.
MOST = 500


def cards_of_exhibitor(exhibitor):
    """(work, place it is printed for) of everything public of this exhibitor: a card for any exhibition."""
    products = Product.objects.published().filter(exhibitor=exhibitor).for_cards().order_by("code")
    return [(product, None) for product in products]


def cards_of_exhibition(exhibition):
    """(work, participation) of the public works shown there, stand by stand; the exhibition may still be a draft."""
    exhibits = Exhibit.objects.filter(
        participation__exhibition=exhibition,
        participation__state__in=SHOWN,
        product__in=Product.objects.published(),
    ).select_related("product__exhibitor__place", "participation__exhibition")
    found = list(exhibits.prefetch_related(Prefetch("participation__allocations", firm_allocations())))
    found.sort(key=lambda each: (order_of(each.participation), each.product.code))
    return [(each.product, each.participation) for each in found]


def signs_of_exhibition(exhibition):
    """(participation, stand) for every sign: each exhibitor's at each of its stands, also at a shared one.

    Whoever has no stand yet has a sign without a number.
    """
    taking_part = Participation.objects.filter(
        exhibition=exhibition, state__in=SHOWN, exhibitor__publication="published"
    ).select_related("exhibition", "exhibitor__place")
    found = taking_part.prefetch_related("exhibitor__crafts", Prefetch("allocations", firm_allocations()))
    signs: list[tuple[Participation, Stand | None]] = []
    for each in sorted(found, key=order_of):
        stands = [allocation.stand for allocation in each.allocations.all()]
        signs += [(each, stand) for stand in stands] or [(each, None)]
    return signs


def firm_allocations():
    return Allocation.objects.filter(is_firm=True).select_related("stand__hall")


def order_of(participation):
    """As one walks: by hall and place on the plan; those without a stand at the end."""
    for allocation in participation.allocations.all():
        stand = allocation.stand
        return (stand.hall.position, stand.hall_id, stand.y, stand.x, participation.pk)
    return (1_000_000, 0, 0, 0, participation.pk)


def in_parts(rows):
    """``rows`` in lists of at most ``MOST``: a file each."""
    return [rows[first : first + MOST] for first in range(0, len(rows), MOST)]


def price_cards(rows, *, size="a4", languages=LANGUAGES):
    """The PDF of ``rows`` (work, participation or None): four on an A4 sheet with lines to cut along, or A6 pages."""
    rates = newest_rates()
    cards = [card_of(product, participation, languages, rates) for product, participation in rows]
    return make_pdf("price_cards.typ", {"size": size, "lang": languages[0], "cards": cards, **words(languages)})


def stand_signs(rows, *, languages=LANGUAGES):
    """The PDF of ``rows`` (participation, stand or None), an A4 page each."""
    signs = [sign_of(participation, stand, languages) for participation, stand in rows]
    return make_pdf("stand_signs.typ", {"lang": languages[0], "signs": signs, **words(languages)})


def words(languages):
    """What is the same on every sheet."""
    return {
        "title": each(languages[:1], lambda: _("Price cards"))[0]["text"],
        "signs_title": each(languages[:1], lambda: _("Stand signs"))[0]["text"],
        "scan": each(languages, lambda: _("Scan it, see it, ask for it")),
        "scan_maker": each(languages, lambda: _("Scan it, see the works, ask for them")),
        "stand": each(languages, lambda: _("Stand")),
    }


def each(languages, say):
    """What ``say`` says in each of the ``languages``: [{lang, text}]."""
    said = []
    for language in languages:
        with override(language):
            said.append({"lang": language, "text": str(say())})
    return said


def texts(record, field, languages):
    """The texts of a record in these languages, each once; when there is none, the best in another: [{lang, text}]."""
    found = {}
    for language in languages:
        if text := getattr(record, f"{field}_{language}"):
            found.setdefault(text, language)
    best = shown(record, field, languages[0])
    if not found and best.text:
        found[best.text] = best.lang
    return [{"lang": language, "text": text} for text, language in found.items()]


def newest_rates():
    """{currency: the newest rate} that an official entered (1 query)."""
    return {rate.currency: rate for rate in ExchangeRate.objects.order_by("day")}


def card_of(product, participation, languages, rates):
    stands = [allocation.stand for allocation in participation.allocations.all()] if participation else []
    at = stands[0].public_code if stands else participation.exhibition.slug if participation else ""
    # Whatever is on request, or in dinars, has none.
    rate = rates.get(product.currency) if product.price_mode != Product.PriceMode.ON_REQUEST else None
    return {
        "code": product.code,
        "titles": texts(product, "title", languages) or [{"lang": languages[0], "text": product.code}],
        "maker": texts(product.exhibitor, "name", languages),
        "place": texts(product.exhibitor.place, "name", languages[:1]) if product.exhibitor.place else [],
        "prices": each(languages, lambda: price_of(product)),
        "dinars": each(languages, lambda: dinars_of(product, rate)) if rate else [],
        "has_amount": product.price_mode != Product.PriceMode.ON_REQUEST,
        "stand": stands[0].code if stands else "",
        "qr": qr_svg(printed_address(product.code, at)),
    }


def price_of(product):
    """The price as the maker set it, in the active language; one on request leaves no amount."""
    if product.price_mode == Product.PriceMode.ON_REQUEST:
        return _("Price on request")
    amount = format_money(product.price_amount, product.currency, get_language() or "fa", product.price_unit)
    # Translators: {price} is an amount with its currency.
    price = _("from {price}").format(price=amount) if product.price_mode == Product.PriceMode.FROM else amount
    if product.unit == "piece":
        return price
    # Translators: {price} is an amount with its currency, {unit} such as pair or square metre.
    return _("{price} for one {unit}").format(price=price, unit=product.get_unit_display())


def dinars_of(product, rate):
    """About how many dinars the price was worth on the day of ``rate``, in the active language."""
    language = get_language() or "fa"
    amount = "≈ " + format_money(approximate_dinars(product.price_amount, rate.dinars), "IQD", language)
    # Translators: {amount} is a price in dinars, {day} the day of the rate it was reckoned with.
    return _("{amount} (rate of {day})").format(amount=amount, day=format_date(rate.day, language))


def sign_of(participation, stand, languages):
    exhibitor, exhibition = participation.exhibitor, participation.exhibition
    at = stand.public_code if stand else exhibition.slug
    return {
        "code": exhibitor.code,
        "names": texts(exhibitor, "name", languages),
        "crafts": [
            {"lang": language, "text": SEPARATORS[language].join(names)}
            for language in languages
            if (names := [name for craft in exhibitor.crafts.all() if (name := getattr(craft, f"name_{language}"))])
        ],
        "place": texts(exhibitor.place, "name", languages) if exhibitor.place else [],
        "exhibition": texts(exhibition, "name", languages[:1]),
        "stand": stand.code if stand else "",
        "qr": qr_svg(printed_address(exhibitor.code, at)),
    }


SEPARATORS = {"en": ", ", "fa": "، ", "ar": "، ", "ckb": "، "}
