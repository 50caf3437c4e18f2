"""Makes makers with accounts for bench/mixed, and chooses the pages that are read; prints both as JSON."""

import json

from django.db import transaction
from pages import activate, analyse

from accounts.models import User
from events.models import Exhibition
from exhibitors.models import Exhibitor, Representative
from products.models import Product
from vocabulary.models import Craft

PEOPLE, DRAFTS, WORKS = 20, 10, 300
PASSWORD = "a kilim of blue wool"


@transaction.atomic
def people():
    craft, made = Craft.objects.get(slug="kilim"), []
    for number in range(PEOPLE):
        user = User.objects.create_user(email=f"maker-{number}@example.org", password=PASSWORD, language="fa")
        maker = Exhibitor.objects.create(name_fa=f"هنرمند {number}", name_en=f"Maker {number}", slug=f"maker-{number}")
        Representative.objects.create(user=user, exhibitor=maker)
        # A work takes twelve pictures.
        drafts = [Product.objects.create(exhibitor=maker, craft=craft, title_fa=f"گلیم {n}") for n in range(DRAFTS)]
        made.append({"email": user.email, "password": PASSWORD, "works": [work.code for work in drafts]})
    return made


def pages():
    """Below a language: as often as they are likely asked."""
    works = [f"products/{code}-{slug}/" for code, slug in published(("code", "slug"))]
    exhibitions = [f"exhibitions/{slug}/" for slug in Exhibition.objects.published().values_list("slug", flat=True)]
    makers = [f"exhibitors/{slug}/" for slug in Exhibitor.objects.published().values_list("slug", flat=True)[:40]]
    crafts = [f"products/?craft={slug}" for slug in Craft.objects.values_list("slug", flat=True)]
    lists = ["", "products/", "exhibitions/", "exhibitors/", "crafts/", "about/"]
    return works + 5 * exhibitions + makers + crafts + 10 * lists


def published(columns):
    return Product.objects.published().order_by("-published_at").values_list(*columns)[:WORKS]


if __name__ == "__main__":
    activate()
    analyse()
    made = people()
    print(json.dumps({"people": made, "pages": pages(), "works": [code for (code,) in published(("code",))]}))
