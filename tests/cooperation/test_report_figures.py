"""The figures of a report equal an independent count, and every number opens the records behind it."""

from collections import Counter, defaultdict
from decimal import Decimal
from statistics import median

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperation.models import Record
from cooperation.report.figures import collect
from enquiries.models import Enquiry, Line, Quotation, Thread
from events.models import Exhibition, Stand, VisitorCount
from exhibitors.models import Allocation, Feedback, Participation
from exhibitors.models.feedback import QUESTIONS
from lib.text import fold
from products.models import Exhibit, Sale
from tests.cooperation.fairs import make_fair
from tests.factories import ExhibitionFactory, official

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
PAGE = "/en/office/exhibitions/{}/report/"


def client_of(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.Backend")
    return client


def reader():
    return client_of(official("viewer"))


def table(figures, section, name, *columns):
    """{key: numbers of ``columns``}, or {key: number} of one."""
    rows = figures["tables"].get(section, {}).get(name, [])
    found = {row["key"]: tuple(Decimal(str(row[column])) for column in columns if column in row) for row in rows}
    return {key: values[0] if len(columns) == 1 and values else values for key, values in found.items()}


def rows_of(model, fair, path):
    return [each for each in model.objects.all() if path(each) == fair.pk]


def came(fair):
    rows = rows_of(Participation, fair, lambda each: each.exhibition_id)
    return [each for each in rows if each.state in ("accepted", "confirmed")]


def crafts_of(each):
    return [each.craft.slug] if each.craft else [craft.slug for craft in each.exhibitor.crafts.all()]


def was_there_before(each):
    earlier = [other for other in Participation.objects.all() if other.exhibitor_id == each.exhibitor_id]
    return any(
        other.exhibition.starts_on < each.exhibition.starts_on and other.state in ("accepted", "confirmed")
        for other in earlier
        if other.exhibition_id != each.exhibition_id
    )


def counts_for(target, each):
    if target.kind == "craft":
        return target.craft.slug in crafts_of(each)
    if target.kind == "place":
        return each.exhibitor.place == target.place
    if target.kind == "new":
        return not was_there_before(each)
    return each.exhibitor.gender == {"women": "woman", "men": "man"}[target.kind]


@pytest.mark.parametrize("seed", range(4))
def test_who_came_is_counted_as_row_by_row(seed):
    fair = make_fair(seed, makers=9)
    people, figures = came(fair), collect(Exhibition.objects.select_related("call").get(pk=fair.pk))
    who = Counter({"all": len(people)})
    individuals, members = set(), set()
    for each in people:
        who["women"] += each.exhibitor.gender == "woman"
        who["men"] += each.exhibitor.gender == "man"
        who["groups"] += each.exhibitor.kind == "group"
        who["unsaid"] += each.exhibitor.gender == "" and each.exhibitor.kind != "group"
        who["new"] += not was_there_before(each)
        if each.exhibitor.kind != "group":
            individuals.add(each.exhibitor_id)
        members |= {member.pk for member in each.exhibitor.members.all()}
    who["makers"] = len(individuals | members) if members else 0

    said = table(figures, "exhibitors", "who", "exhibitors")
    assert {key: number for key, number in said.items() if number} == {k: n for k, n in who.items() if n}
    crafts = Counter(slug for each in people for slug in crafts_of(each) or [""])
    assert table(figures, "exhibitors", "craft", "exhibitors") == crafts
    counties = Counter(each.exhibitor.place.slug if each.exhibitor.place else "" for each in people)
    assert table(figures, "exhibitors", "county", "exhibitors") == counties
    reached = {}
    for target in fair.call.targets.all():
        words = [target.kind, target.craft.slug if target.craft else "", target.place.slug if target.place else ""]
        reached["|".join(words)] = (target.number, sum(counts_for(target, each) for each in people))
    assert table(figures, "aims", "targets", "aimed", "came") == reached | {"places||": (5, len(people))}
    allotted = {
        each.stand_id: each.stand.area_m2 or 0
        for each in Allocation.objects.all()
        if each.is_firm and each.participation in people
    }
    stands = [each for each in rows_of(Stand, fair, lambda each: each.hall.exhibition_id) if each.state != "service"]
    assert table(figures, "stands", "who", "stands") == {"all": len(stands), "given": len(allotted)}
    areas = {"all": sum(each.area_m2 or 0 for each in stands), "given": sum(allotted.values())}
    said = {row["key"]: Decimal(row.get("area", 0)) for row in figures["tables"]["stands"]["who"]}
    assert said == areas


@pytest.mark.parametrize("seed", range(4))
def test_goods_and_money_are_counted_as_row_by_row(seed):
    fair = make_fair(seed)
    figures = collect(Exhibition.objects.select_related("call").get(pk=fair.pk))
    exhibits = rows_of(Exhibit, fair, lambda each: each.participation.exhibition_id)
    sales = rows_of(Sale, fair, lambda each: each.participation.exhibition_id)
    standing = [each for each in sales if not each.cancelled_at]
    left, brought, by_craft = Counter(), Counter(), defaultdict(Counter)
    for sale in standing:
        if sale.channel != "order" and sale.product_id:
            left[sale.participation_id, sale.product_id] += sale.quantity
    for each in exhibits:
        craft = each.product.craft.slug if each.product.craft else ""
        sold = left[each.participation_id, each.product_id]
        brought.update(brought=each.quantity, sold=sold, counted=bool(each.counted_at))
        brought.update({name: getattr(each, name) for name in ("returned", "given", "damaged", "missing")})
        by_craft[craft].update(works=1, pieces=each.quantity, sold=sold)
    went = brought["returned"] + brought["given"] + brought["damaged"] + brought["missing"] + brought["sold"]
    brought["difference"] = brought["brought"] - went
    said = {row["key"]: row.get("pieces", row.get("works")) for row in figures["tables"]["works"]["pieces"]}
    assert said == {**dict.fromkeys(said, 0), **brought}
    assert {row["key"]: (row["works"], row["pieces"], row["sold"]) for row in figures["tables"]["works"]["craft"]} == {
        craft: (numbers["works"], numbers["pieces"], numbers["sold"]) for craft, numbers in by_craft.items()
    }

    def sums(key):
        found = defaultdict(lambda: [0, 0, Decimal(0)])
        for sale in standing:
            held = found[key(sale)]
            held[0] += 1
            held[1] += sale.quantity
            held[2] += sale.amount
        return {key: tuple(values) for key, values in found.items()}

    columns = ("sales", "pieces", "amount")
    currencies = sums(lambda sale: sale.currency)
    assert table(figures, "sales", "currency", *columns) == currencies
    assert table(figures, "sales", "channel", *columns) == sums(lambda sale: f"{sale.channel}|{sale.currency}")
    assert table(figures, "sales", "day", *columns) == sums(lambda sale: f"{sale.sold_on}|{sale.currency}")
    assert table(figures, "sales", "craft", *columns) == sums(
        lambda sale: f"{sale.product.craft.slug if sale.product and sale.product.craft else ''}|{sale.currency}"
    )
    rates = {"IQD": Decimal(1), "USD": Decimal(1310), "IRR": Decimal("0.0014")}
    dinars = {key: round(values[2] * rates[key]) for key, values in currencies.items()}
    if set(dinars) - {"IQD"}:
        assert table(figures, "sales", "dinars", "dinars") == dinars | {"all": sum(dinars.values())}


@pytest.mark.parametrize("seed", range(4))
def test_what_buyers_asked_is_counted_as_row_by_row(seed):
    fair = make_fair(seed, enquiries=20)
    figures = collect(Exhibition.objects.select_related("call").get(pk=fair.pk))
    letters = [each for each in Enquiry.objects.all() if each.exhibition_id == fair.pk and each.state != "spam"]
    threads = [each for each in Thread.objects.all() if each.enquiry in letters]
    assert table(figures, "enquiries", "all", "enquiries") == {"all": len(letters)}
    assert table(figures, "enquiries", "language", "enquiries") == Counter(each.language for each in letters)
    assert table(figures, "enquiries", "way", "enquiries") == Counter(each.came_by for each in letters)
    assert table(figures, "enquiries", "city", "enquiries") == Counter(fold(each.city) for each in letters)
    by_craft, pieces = defaultdict(set), Counter()
    for line in Line.objects.all():
        if line.enquiry in letters:
            craft = line.product.craft.slug if line.product and line.product.craft else ""
            by_craft[craft].add(line.enquiry_id)
            pieces[craft] += line.quantity
    assert table(figures, "enquiries", "craft", "enquiries", "pieces") == {
        craft: (len(found), pieces[craft]) for craft, found in by_craft.items()
    }
    taken = [(each.answered_at - each.opened_at).total_seconds() / 3600 for each in threads if each.answered_at]
    speed = {
        "day": sum(hours <= 24 for hours in taken),
        "three_days": sum(24 < hours <= 72 for hours in taken),
        "later": sum(hours > 72 for hours in taken),
        "waiting": sum(each.answered_at is None for each in threads),
    }
    assert table(figures, "enquiries", "answers", "threads") == {key: n for key, n in speed.items() if n}
    assert table(figures, "enquiries", "speed", "hours") == {"median": round(Decimal(median(taken)), 1)}
    buyers = {each.phone or each.email.lower() for each in letters if each.kind in ("wholesale", "agency")}
    assert table(figures, "traders", "all", "buyers") == ({"all": len(buyers)} if buyers else {})


@pytest.mark.parametrize("seed", range(4))
def test_offers_orders_visitors_and_meetings_are_counted_as_row_by_row(seed):
    fair = make_fair(seed, enquiries=20)
    figures = collect(Exhibition.objects.select_related("call").get(pk=fair.pk))
    threads = [
        each for each in Thread.objects.all() if each.enquiry.exhibition_id == fair.pk and each.enquiry.state != "spam"
    ]
    offers, orders = defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0])
    for each in Quotation.objects.all():
        if each.thread in threads:
            lapsed = each.state == "sent" and each.valid_until <= timezone.now()
            held = offers[f"{'lapsed' if lapsed else each.state}|{each.currency}"]
            held[0] += 1
            held[1] += each.total
    assert table(figures, "quotations", "state", "quotations", "amount") == {k: tuple(v) for k, v in offers.items()}
    for each in threads:
        if each.outcome == "ordered" or each.state in ("ordered", "ready", "handed_over"):
            accepted = each.quotations.filter(state="accepted").first()
            value, currency = (each.value, each.currency) if each.value else (accepted.total, accepted.currency)
            held = orders[f"{each.enquiry.came_by}|{currency}"]
            held[0] += 1
            held[1] += value
    for sale in Sale.objects.all():
        if sale.participation.exhibition_id == fair.pk and sale.channel == "order" and not sale.cancelled_at:
            held = orders[f"order|{sale.currency}"]
            held[0] += 1
            held[1] += sale.amount
    assert table(figures, "orders", "source", "orders", "amount") == {k: tuple(v) for k, v in orders.items()}
    counts = [each for each in VisitorCount.objects.all() if each.exhibition_id == fair.pk]
    for name, key in (("day", "day"), ("gate", "gate_id"), ("hour", "hour")):
        found = Counter()
        for each in counts:
            value = getattr(each, key)
            found["" if value is None else str(value)] += each.count
        assert table(figures, "visitors", name, "visitors") == found
    assert table(figures, "visitors", "all", "visitors") == {"all": sum(each.count for each in counts)}
    marks = [each for each in Feedback.objects.all() if each.participation.exhibition_id == fair.pk]
    means = {name: round(Decimal(sum(getattr(each, name) for each in marks)) / len(marks), 1) for name in QUESTIONS}
    assert table(figures, "satisfaction", "answers", "answers") == {"all": len(marks)}
    assert table(figures, "satisfaction", "questions", "mean") == means
    kinds = Counter(each.kind for each in Record.objects.all() if each.exhibition_id == fair.pk)
    assert table(figures, "meetings", "kind", "records") == kinds


@pytest.mark.parametrize("seed", [1, 2])
def test_every_number_opens_exactly_the_records_behind_it(seed):
    fair, client = make_fair(seed), reader()
    page = client.get(PAGE.format(fair.slug))
    opened = 0
    for section, _entry, _charts in page.context["sections"]:
        for shown in section.tables:
            for row in shown.rows:
                for cell in row.cells:
                    if cell.value is None or not cell.href.startswith(PAGE.format(fair.slug)):
                        continue
                    behind = client.get(cell.href)
                    assert behind.status_code == 200
                    opened += 1
                    where = (section.key, shown.key, row.key)
                    count = behind.context["page"].paginator.count
                    assert count or not cell.value, where
                    if shown.key in ("speed", "dinars", "questions"):
                        continue
                    total = behind.context["behind"].total
                    number = count if total is None else total
                    assert number in (cell.value, cell.value * 10 if "toman" in cell.text else cell.value), where
    assert opened > 80


def test_the_page_asks_few_questions_however_much_there_is():
    fair, client = make_fair(3), reader()
    assert connection.features.supports_json_field

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE.format(fair.slug)).status_code == 200
        return len(queries)

    few = asked()
    make_fair(4, makers=20, works=4, enquiries=40)
    Participation.objects.exclude(exhibition=fair).filter(exhibition__slug="fair-4").update(exhibition=fair)
    Enquiry.objects.filter(exhibition__slug="fair-4").update(exhibition=fair)
    assert few == asked() <= MOST_QUERIES


def test_a_section_without_records_is_named_and_never_nought():
    fair = ExhibitionFactory(slug="bare", starts_on=None, ends_on=None)
    page = reader().get(PAGE.format(fair.slug))
    shown = [section.key for section, _entry, _charts in page.context["sections"]]
    missing = {section.key: entry for section, entry in page.context["missing"]}
    assert shown == ["days"]
    assert set(missing) == {
        "aims", "exhibitors", "stands", "works", "sales", "visitors", "enquiries", "quotations", "orders", "traders",
        "meetings", "satisfaction", "problems", "next_steps",
    }  # fmt: skip
    body = page.content.decode()
    assert f"/en/office/exhibitions/{fair.slug}/visitors/" in body
    assert ">0<" not in body
