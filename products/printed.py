"""Printed codes: what stands behind the code of a work, an exhibitor or a stand, and the address a card carries."""

from django.conf import settings
from django.urls import reverse

from exhibitors.models import Exhibitor, Participation
from exhibitors.visits import Visit, exhibitors_at, find_stand, running_visit, visit_at
from lib import codes
from products import work_page
from products.models import Product


def printed_address(code, at=""):
    """What a QR code says: short, without a language, for a print that hangs for years; ``at`` as in ``visit_at``."""
    return f"{settings.SITE_URL}{reverse('printed_code', args=[code])}" + (f"?at={at}" if at else "")


def page_behind(text, at=""):
    """The address, in the active language, of the public page that a printed code stands for; None without one.

    It carries the exhibition and the stand: those printed ``at`` the card, else where the thing is to be met today.
    """
    try:
        code = codes.read(text)
    except ValueError:
        return None
    find = {"P": of_work, "X": of_exhibitor, "S": of_stand}.get(code[0])
    return find(code, visit_at(at)) if find else None


def of_work(code, visit):
    """A work that is gone has a page too, which says so and shows similar ones."""
    product = Product.objects.published().filter(code=code).only("pk", "code", "slug").first()
    if product is None:
        return reverse("public:product_by_code", args=[code]) if work_page.gone_work(code) else None
    visit = visit or running_visit(Participation.objects.filter(exhibits__product=product))
    return with_visit(reverse("public:product_detail", args=[product.code, product.slug]), visit)


def of_exhibitor(code, visit):
    exhibitor = Exhibitor.objects.published().filter(code=code).only("pk", "slug").first()
    if exhibitor is None:
        return None
    visit = visit or running_visit(Participation.objects.filter(exhibitor=exhibitor))
    return with_visit(reverse("public:exhibitor_detail", args=[exhibitor.slug]), visit)


def of_stand(code, _visit):
    """The page of who stands there; of the plan when several share it, of the exhibition when nobody does."""
    stand = find_stand(code)
    if stand is None:
        return None
    exhibition, exhibitors = stand.hall.exhibition, exhibitors_at(stand)
    visit = Visit(exhibition, stand)
    if len(exhibitors) == 1:
        return with_visit(reverse("public:exhibitor_detail", args=[exhibitors[0].slug]), visit)
    page = "public:exhibition_plan" if exhibitors else "public:exhibition_detail"
    return with_visit(reverse(page, args=[exhibition.slug]), visit)


def with_visit(address, visit):
    return f"{address}?{visit.query}" if visit else address
