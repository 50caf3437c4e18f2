"""Across exhibitions: their numbers beside each other, what buyers could not get, and each maker's own results."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from enquiries.models import Line
from exhibitors.models import Participation
from products.models import Sale
from tests.cooperation.fairs import make_fair
from tests.cooperation.test_report import client_of, fair, page, signer, sold  # noqa: F401 - one is a fixture
from tests.factories import ExhibitionFactory, ParticipationFactory, RepresentativeFactory

pytestmark = pytest.mark.django_db


def test_two_exhibitions_stand_beside_each_other(fair):  # noqa: F811
    other = ExhibitionFactory(slug="other-fair")
    ParticipationFactory(exhibition=other)
    sold(fair)
    rows = signer().get("/en/office/reports/compare/?first=other-fair&second=kut-then").context["rows"]
    said = {(each.table, each.label, each.column): (each.old, each.new) for each in rows}
    assert said["Who came", "Exhibitors", "Exhibitors"] == ("1", "3")
    assert said["By currency", "Iraqi dinar", "Amount"] == ("", "IQD 5,000")


def test_the_list_of_exhibitions_equals_their_reports():
    fairs = [make_fair(1), make_fair(2)]
    client = signer()
    for edition, *_rest in client.get("/en/office/reports/").context["rows"]:
        if edition.exhibition not in fairs:
            continue
        sections = client.get(page(edition.exhibition)).context["sections"]
        cells = {
            (section.key, table.key, row.key, column): cell.value
            for section, *_more in sections
            for table in section.tables
            for row in table.rows
            for column, cell in zip(table.columns, row.cells, strict=True)
        }
        assert edition.exhibitors == cells["exhibitors", "who", "all", "Exhibitors"]
        assert (edition.brought, edition.sold) == (
            cells["works", "pieces", "brought", "Pieces"], cells["works", "pieces", "sold", "Pieces"] or None,
        )  # fmt: skip
        assert edition.visitors == cells["visitors", "all", "all", "Visitors"]
        assert edition.enquiries == cells["enquiries", "all", "all", "Enquiries"]
        sums = {currency: amount for amount, currency, _unit in edition.sales}
        recorded = {key: value for (section, table, key, column), value in cells.items()
                    if (section, table, column) == ("sales", "currency", "Amount")}  # fmt: skip
        assert sums == recorded | ({"IRR": sums["IRR"]} if "IRR" in recorded else {})


def test_the_list_narrows_to_a_craft(fair):  # noqa: F811
    kilim_fair = make_fair(2)
    rows = signer().get("/en/office/reports/?craft=kilim").context["rows"]
    edition = next(each for each, *_rest in rows if each.exhibition == kilim_fair)
    brought = sum(
        each.quantity for person in Participation.objects.filter(exhibition=kilim_fair) for each in person.exhibits.all()
        if each.product.craft.slug == "kilim"
    )  # fmt: skip
    assert edition.brought == brought
    assert edition.visitors is None


def test_unmet_demand_counts_what_could_not_be_had():
    held = make_fair(1, enquiries=15)
    lines = Line.objects.filter(enquiry__exhibition=held).exclude(enquiry__state="spam")
    wanted = list(lines.exclude(thread__outcome="ordered").order_by("pk")[:3])
    for line, answer in zip(wanted, ("sold", "cannot", "other"), strict=True):
        Line.objects.filter(pk=line.pk).update(answer=answer, target_price=Decimal(10), currency="USD")
    expected = {
        line.pk
        for line in Line.objects.filter(enquiry__exhibition=held).exclude(enquiry__state="spam")
        if line.thread.outcome != "ordered"
        and (line.answer in ("sold", "cannot", "other") or line.thread.lost_because in ("price", "size", "time"))
    }
    context = signer().get(f"/en/office/reports/unmet/?exhibition={held.slug}").context
    assert context["page"].paginator.count == len(expected)
    pieces = sum(Line.objects.get(pk=pk).quantity for pk in expected)
    assert sum(each.pieces for each, *_rest in context["demands"]) == pieces
    assert any(prices == ["USD 10"] for _each, prices, _reasons in context["demands"])


def test_a_maker_sees_the_own_results_and_no_other(fair):  # noqa: F811
    mine, other = Participation.objects.filter(exhibition=fair)[:2]
    for participation, amount in ((mine, 1000), (other, 999_000)):
        Sale.objects.create(
            participation=participation, title={"en": "x"}, amount=amount, currency="IQD", price_unit="IQD"
        )
    elsewhere = ExhibitionFactory(starts_on=timezone.localdate() - timedelta(days=900), name_en="Of others")
    ParticipationFactory(exhibition=elsewhere)
    shown = client_of(RepresentativeFactory(exhibitor=mine.exhibitor).user).get("/en/portal/results/")
    text = shown.content.decode()
    assert "IQD 1,000" in text
    assert "999,000" not in text
    assert "Of others" not in text
