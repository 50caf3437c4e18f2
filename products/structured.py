"""Structured data of works (schema.org); a price on request leaves no amount."""

from django.conf import settings

from lib.addresses import address
from lib.languages import shown
from products.models import Product


def product_data(product, pictures, request):
    """The ``Product`` of schema.org for one work (``work_page.published_work``), in the language of the page."""
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": f"{settings.SITE_URL}{request.path}",
        "name": shown(product, "title").text or product.code,
        "sku": product.code,
        "category": shown(product, "craft__name").text,
        "brand": {
            "@type": "Person" if product.exhibitor__kind == "artist" else "Organization",
            "name": shown(product, "exhibitor__name").text,
            "url": settings.SITE_URL + address("public:exhibitor_detail", product.exhibitor__slug),
        },
    }
    if story := shown(product, "story").text:
        data["description"] = story
    if pictures:
        data["image"] = [
            f"{settings.SITE_URL}{settings.MEDIA_URL}pictures/{picture.digest}-1000.jpg" for picture in pictures
        ]
    if product.price_mode == Product.PriceMode.FIXED:
        data["offers"] = {
            "@type": "Offer",
            "price": f"{product.price_amount.normalize():f}",
            "priceCurrency": product.currency,
            "availability": "https://schema.org/" + AVAILABILITY[product.availability],
            "url": f"{settings.SITE_URL}{request.path}",
        }
    return data


AVAILABILITY = {
    Product.Availability.AVAILABLE: "InStock",
    Product.Availability.TO_ORDER: "MadeToOrder",
    Product.Availability.RESERVED: "LimitedAvailability",
    Product.Availability.SOLD: "SoldOut",
}
