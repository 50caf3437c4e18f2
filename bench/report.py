"""Measures the report of one exhibition with 200 exhibitors, 5,000 works and 3,000 enquiries.

First fills it: what the seed made in bulk becomes part of that exhibition. Prints JSON:
{what: {"queries": n, "milliseconds": of the quickest}}.
"""

import json
from datetime import date, timedelta

from desk import milliseconds, sign_in
from django.db import transaction
from django.urls import reverse
from pages import activate, analyse, cost

from enquiries.models import Enquiry, Quotation, Thread
from events.models import Exhibition, Hall, Stand, VisitorCount
from exhibitors.models import Allocation, Feedback, Participation
from lib.languages import CODES
from products.models import Exhibit, Product, Sale
from products.synthetic import load_makers

SLUG = "synthetic-report"
EXHIBITORS, WORKS = 200, 5000
FIRST = date(2026, 1, 1)
BATCH = 2000


@transaction.atomic
def fill():
    exhibition = Exhibition.objects.create(
        slug=SLUG,
        starts_on=FIRST,
        ends_on=FIRST + timedelta(days=6),
        is_sample=True,
        name_en="Fair",
        name_fa="نمایشگاه",
    )
    hall = Hall.objects.create(exhibition=exhibition, name_en="Hall")
    makers = load_makers(EXHIBITORS)
    taking_part = Participation.objects.bulk_create(
        [Participation(exhibitor=maker, exhibition=exhibition, state="confirmed", is_sample=True) for maker in makers]
    )
    stands = Stand.objects.bulk_create([Stand(hall=hall, code=f"A{n}", area_m2=9) for n in range(EXHIBITORS)])
    Allocation.objects.bulk_create(
        [Allocation(participation=each, stand=stand) for each, stand in zip(taking_part, stands, strict=True)]
    )
    Feedback.objects.bulk_create(
        [
            Feedback(participation=each, sales=n % 5 + 1, contacts=4, stand=3, organisation=5, again=5)
            for n, each in enumerate(taking_part)
        ]
    )
    fill_goods(taking_part)
    fill_enquiries(exhibition)
    VisitorCount.objects.bulk_create(
        [
            VisitorCount(exhibition=exhibition, day=FIRST + timedelta(days=n % 7), hour=9 + n % 10, count=5)
            for n in range(700)
        ]
    )


def fill_goods(taking_part):
    works = Product.objects.published().order_by("pk").values_list("pk", flat=True)[:WORKS]
    pairs = [(taking_part[n % len(taking_part)], work) for n, work in enumerate(works)]
    Exhibit.objects.bulk_create(
        [Exhibit(participation=each, product_id=work, quantity=3, returned=1, is_sample=True) for each, work in pairs],
        batch_size=BATCH,
    )
    Sale.objects.bulk_create(
        [
            Sale(
                participation=each,
                product_id=work,
                title={"en": "Kilim"},
                amount=100_000,
                currency=("IQD", "USD", "IRR")[n % 3],
                price_unit=("IQD", "USD", "IRT")[n % 3],
                channel=Sale.Channel.values[n % 4],
                sold_on=FIRST + timedelta(days=n % 7),
                is_sample=True,
            )
            for n, (each, work) in enumerate(pairs[::2])
        ],
        batch_size=BATCH,
    )


def fill_enquiries(exhibition):
    """All that the seed made in bulk were sent from it; every third was answered by a quotation."""
    Enquiry.objects.filter(is_sample=True).update(exhibition=exhibition)
    threads = Thread.objects.filter(enquiry__exhibition=exhibition, quotations=None).order_by("pk")[::3]
    Quotation.objects.bulk_create(
        [
            Quotation(
                thread=each,
                state="accepted",
                currency="IQD",
                total=50_000,
                sent_at=each.opened_at,
                valid_until=each.opened_at,
            )
            for each in threads
        ],
        batch_size=BATCH,
    )


if __name__ == "__main__":
    activate()
    fill()
    analyse()
    client = sign_in()
    page, paper = (reverse(f"office:{name}", args=[SLUG]) for name in ("exhibition_report", "report_paper"))
    wanted = {"the report": page, "its workbook": reverse("office:report_workbook", args=[SLUG])}
    wanted |= {f"its paper, {code}": f"{paper}?lang={code}" for code in CODES}
    wanted |= {"all exhibitions": reverse("office:report_list"), "unmet demand": reverse("office:unmet_demand")}
    costs = {
        name: {"queries": cost([path], client)["queries"], "milliseconds": milliseconds(client, path, visits=5)}
        for name, path in wanted.items()
    }
    print(json.dumps(costs))
