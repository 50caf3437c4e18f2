"""The figures of an exhibition, counted from the records, as plain data that JSON can hold.

{"version", "taken_at", "exhibition": {…}, "tables": {section: {table: [{"key": …, column: number}]}},
"names": {kind: {key: {language: text}}}, "claims": [{…}], "records": [{…}], "makers": [{…}], "rates": {currency: {…}}}

Keys of several parts are joined by "|". Amounts are texts, each in its own currency. A table without records is not
there: that nobody was counted does not say that nobody came. Names stand in all languages, so that a report signed off
today can be printed in any of them later. ``cooperation.report.sections`` makes tables for people of it.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from django.db.models import Avg, BooleanField, Count, ExpressionWrapper, Max, Sum, Value
from django.utils import timezone

from cooperation.report import money, records
from cooperation.report.days import number_of_days
from cooperation.report.people import crafts_of, makers, makers_behind, members_of, participants
from cooperation.report.tallies import count, tally
from enquiries.querysets import IS_ORDER
from events.models import Claim, Venue
from exhibitors.models import Exhibitor, Target
from exhibitors.models.feedback import QUESTIONS
from exhibitors.ranking import counts_for
from lib.languages import CODES
from products.goods.querysets import COUNTS
from vocabulary.models import Craft, Place

VERSION = 1
NAMES = [f"name_{code}" for code in CODES]
# Of the first answers: {key: at latest so long after the question}.
SOON = {"day": timedelta(days=1), "three_days": timedelta(days=3)}


def collect(exhibition):
    """All figures of ``exhibition``, loaded with its call, as they are now (6 queries)."""
    counted = count(*tallies(exhibition))
    people, threads = participants(exhibition, counted["crafts"]), thread_rows(exhibition)
    rates = money.latest(counted["rates"])
    found = [record_data(each) for each in records.cooperation(exhibition).with_kinds().in_time()]
    about = exhibition_data(exhibition, counted["venues"])
    lasted = number_of_days(about)
    tables = {
        "days": {"number": [{"key": "all", "days": lasted}] if lasted else []},
        "aims": aims(exhibition, people, counted["targets"]),
        "exhibitors": exhibitors(people, counted["members"]),
        "stands": stands(counted["stands"], counted["allocated"]),
        "works": works(counted["exhibits"]),
        "sales": sales(counted["sales"], rates),
        "visitors": visitors(counted["visitors"]),
        "enquiries": enquiries(counted["enquiries"], counted["lines"]) | answers(threads),
        "quotations": quotations(counted["quotations"]),
        "orders": orders(threads, counted["sales"]),
        "traders": traders(counted["traders"]),
        "satisfaction": satisfaction(counted["feedback"]),
        "meetings": {"kind": rows_of(Counter(each["kind"] for each in found), "records")},
    }
    return {
        "version": VERSION,
        "taken_at": timezone.now().isoformat(),
        "exhibition": about,
        "tables": {
            name: held for name, made in tables.items() if (held := {k: rows for k, rows in made.items() if rows})
        },
        "names": names_of(people, counted),
        "claims": [claim_data(each) for each in Claim.objects.filter(exhibition=exhibition)],
        "records": found,
        "makers": makers(people, counted["places"]),
        "rates": rates,
    }


def tallies(exhibition):
    """The queries of all that the database counts."""
    taking_part = records.participations(exhibition).order_by().values("exhibitor")
    targets = Target.objects.filter(call__exhibition=exhibition)
    venues = Venue.objects.filter(exhibition=exhibition)
    goods = [Count("pk"), Count("counted_at"), *(Sum(name) for name in ("quantity", "sold", *COUNTS))]
    sold = [Count("pk"), Sum("quantity"), Sum("amount")]
    asked = [Count("enquiry", distinct=True), Sum("quantity")]
    return [
        tally("targets", targets, ["kind", "craft__slug", "place__slug"], [Sum("number")]),
        tally("venues", venues, ["place__slug", "place__parent__slug"], [Max("position")]),
        crafts_of(taking_part),
        members_of(taking_part),
        tally("stands", records.stands(exhibition), [], [Count("pk"), Sum("area_m2")]),
        tally("allocated", records.allocations(exhibition), ["stand"], [Max("stand__area_m2")]),
        tally("places", records.allocations(exhibition), ["participation", "stand__code"]),
        tally("exhibits", records.exhibits(exhibition), ["product__craft__slug"], goods),
        tally("sales", records.sales(exhibition), ["channel", "price_unit", "sold_on", "product__craft__slug"], sold),
        tally("rates", money.rates_until(exhibition.last_day), ["currency", "day", "source"], [Max("dinars")]),
        tally("visitors", records.visitors(exhibition), ["day", "gate", "hour"], [Sum("count")]),
        tally("gates", exhibition.gates.all(), ["pk", *NAMES]),
        tally("enquiries", records.enquiries(exhibition), ["language", "came_by", "city"], [Count("pk")]),
        tally("lines", records.lines(exhibition), ["product__craft__slug"], asked),
        tally("feedback", records.feedback(exhibition), [], [Count("pk"), *map(Avg, QUESTIONS)]),
        tally("traders", records.traders(exhibition), ["phone", "email", "code"]),
        tally("quotations", records.quotations(exhibition), ["shown", "currency"], [Count("pk"), Sum("total")]),
    ]


def rows_of(numbers, column):
    """{key: number} as rows, the largest first."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return [{"key": str(key), column: number} for key, number in ordered]


def aims(exhibition, people, targets):
    """What the call wanted, beside what came."""
    rows = []
    call = getattr(exhibition, "call", None)
    if call and call.places:
        rows.append({"key": "places||", "aimed": call.places, "came": len(people)})
    for row in targets:
        kind, craft, place = row.keys[:3]
        came = sum(counts_for(kind, craft or place, each) for each in people)
        rows.append({"key": f"{kind}|{craft}|{place}", "aimed": row.numbers[0], "came": came})
    return {"targets": rows}


def exhibitors(people, members):
    if not people:
        return {}
    numbers = {
        "all": len(people),
        "women": sum(each.gender == Exhibitor.Gender.WOMAN for each in people),
        "men": sum(each.gender == Exhibitor.Gender.MAN for each in people),
        "unsaid": sum(not each.gender and each.kind != Exhibitor.Kind.GROUP for each in people),
        "groups": sum(each.kind == Exhibitor.Kind.GROUP for each in people),
        "new": sum(each.is_new for each in people),
        # Behind a group stand several; where their names are not kept, nothing is said of them.
        "makers": len(makers_behind(people, members)) if members else 0,
    }
    if not numbers["women"] + numbers["men"]:
        del numbers["women"], numbers["men"]
    shown = ("all", "women", "men", "new")
    return {
        "who": [{"key": key, "exhibitors": n} for key, n in numbers.items() if n or key in shown],
        "craft": rows_of(Counter(slug for each in people for slug in each.crafts or [""]), "exhibitors"),
        "county": rows_of(Counter(each.places[0] or "" for each in people), "exhibitors"),
    }


def stands(all_of_them, allocated):
    [numbers] = [row.numbers for row in all_of_them] or [(0, None)]
    if not numbers[0]:
        return {}
    given = sum(row.numbers[0] or 0 for row in allocated)
    return {
        "who": [
            {"key": "all", "stands": numbers[0]} | area(numbers[1]),
            {"key": "given", "stands": len(allocated)} | area(given),
        ]
    }


def area(square_metres):
    return {"area": str(square_metres)} if square_metres else {}


def works(exhibits):
    """Pieces that went and what became of them; what nobody counted on return is not nought."""
    if not exhibits:
        return {}
    lines, counted, brought, sold, *others = (sum(row.numbers[n] for row in exhibits) for n in range(8))
    rows = [{"key": "brought", "works": lines, "pieces": brought}, {"key": "sold", "pieces": sold}]
    if counted or any(others):
        rows += [{"key": name, "pieces": number} for name, number in zip(COUNTS, others, strict=True)]
        rows.append({"key": "difference", "pieces": brought - sold - sum(others)})
        rows.append({"key": "counted", "works": counted})
    ordered = sorted(exhibits, key=lambda row: (-row.numbers[2], row.keys[0]))
    crafts = [
        {"key": row.keys[0], "works": row.numbers[0], "pieces": row.numbers[2], "sold": row.numbers[3]}
        for row in ordered
    ]
    return {"pieces": rows, "craft": crafts}


def sales(sold, rates):
    """By way, day and craft, each currency by itself; together only in dinars, where a rate of every one is known."""
    currencies = sums_of(sold)
    return {
        "currency": currencies,
        "channel": sums_of(sold, 0),
        "day": sums_of(sold, 2),
        "craft": sums_of(sold, 3),
        "dinars": money.converted(currencies, rates),
    }


def sums_of(sold, place=None):
    """Rows by the key at ``place`` and the currency."""
    unit, found = money.units(row.keys[1] for row in sold), {}
    for row in sold:
        currency = money.currency_of(row.keys[1])
        key = currency if place is None else f"{row.keys[place]}|{currency}"
        nothing = {"key": key, "sales": 0, "pieces": 0, "amount": Decimal(0), "unit": unit[currency]}
        sums = found.setdefault(key, nothing)
        for column, number in zip(("sales", "pieces", "amount"), row.numbers, strict=False):
            sums[column] += number
    return [row | {"amount": str(row["amount"])} for _key, row in sorted(found.items())]


def visitors(counted):
    if not counted:
        return {}
    days, gates, hours = Counter(), Counter(), Counter()
    for row in counted:
        for numbers, key in zip((days, gates, hours), row.keys, strict=False):
            numbers[key] += row.numbers[0]
    return {
        "all": [{"key": "all", "visitors": days.total()}],
        "day": [{"key": day, "visitors": number} for day, number in sorted(days.items())],
        "gate": rows_of(gates, "visitors") if set(gates) != {""} else [],
        "hour": sorted(rows_of(hours, "visitors"), key=hour_of) if set(hours) != {""} else [],
    }


def hour_of(row):
    return int(row["key"] or 24)


def enquiries(counted, lines):
    """How many, and from where; letters whose city nobody said stay a row of their own."""
    if not counted:
        return {}
    languages, ways, cities, spellings = Counter(), Counter(), Counter(), defaultdict(Counter)
    for row in counted:
        language, way, city = row.keys[:3]
        languages[language] += row.numbers[0]
        ways[way] += row.numbers[0]
        cities[records.city_key(city)] += row.numbers[0]
        spellings[records.city_key(city)][city] += row.numbers[0]
    asked = sorted(lines, key=lambda row: (-row.numbers[0], row.keys[0]))
    return {
        "all": [{"key": "all", "enquiries": languages.total()}],
        "craft": [{"key": row.keys[0], "enquiries": row.numbers[0], "pieces": row.numbers[1]} for row in asked],
        # Of several spellings the one used most.
        "city": [row | {"name": spellings[row["key"]].most_common(1)[0][0]} for row in rows_of(cities, "enquiries")],
        "language": rows_of(languages, "enquiries"),
        "way": rows_of(ways, "enquiries"),
    }


class ThreadRow(NamedTuple):
    opened_at: object
    answered_at: object
    is_order: bool
    came_by: str
    amount: Decimal | None
    currency: str | None


def thread_rows(exhibition):
    """The parts of its enquiries (1 query)."""
    columns = ["opened_at", "answered_at", "is_order", "enquiry__came_by", "agreed", "agreed_currency"]
    is_order = ExpressionWrapper(IS_ORDER, BooleanField())
    rows = records.threads(exhibition).annotate(is_order=is_order).order_by()
    return [ThreadRow(*row) for row in rows.values_list(*columns)]


def answers(threads):
    """How fast makers gave the first answer."""
    if not threads:
        return {}
    numbers = Counter(soon(each.opened_at, each.answered_at) for each in threads)
    taken = [(each.answered_at - each.opened_at).total_seconds() / 3600 for each in threads if each.answered_at]
    return {
        "answers": [{"key": key, "threads": numbers[key]} for key in (*SOON, "later", "waiting") if numbers[key]],
        "speed": [{"key": "median", "hours": str(round(Decimal(median(taken)), 1))}] if taken else [],
    }


def soon(opened_at, answered_at):
    """Under which key of the answers a thread is counted."""
    if answered_at is None:
        return "waiting"
    return next((key for key, longest in SOON.items() if answered_at - opened_at <= longest), "later")


def quotations(counted):
    rows = [
        {"key": f"{state}|{currency}", "quotations": row.numbers[0], "amount": str(row.numbers[1]), "unit": currency}
        for row in sorted(counted, key=lambda row: row.keys)
        for state, currency in [row.keys[:2]]
    ]
    return {"state": rows}


def orders(threads, sold):
    """What was agreed on, by where it came from: through enquiries, and at the stand as orders for later."""
    found: dict = {}

    def add(source, currency, unit, amount, number=1):
        key = f"{source}|{currency}"
        row = found.setdefault(key, {"key": key, "orders": 0, "amount": Decimal(0), "unit": unit})
        row["orders"] += number
        row["amount"] += amount

    for each in threads:
        if each.is_order:
            add(each.came_by, each.currency or "", each.currency or "", each.amount or 0)
    later = [row for row in sold if row.keys[0] == "order"]
    unit = money.units(row.keys[1] for row in later)
    for row in later:
        currency = money.currency_of(row.keys[1])
        add("order", currency, unit[currency], row.numbers[2], row.numbers[0])
    return {"source": [row | {"amount": str(row["amount"])} for _key, row in sorted(found.items())]}


def traders(letters):
    buyers = {records.buyer_key(*row.keys[:3]) for row in letters}
    return {"all": [{"key": "all", "buyers": len(buyers)}] if buyers else []}


def satisfaction(answers):
    """What exhibitors said: how many answered, and the mean of each question, from 1 to 5."""
    number, *means = next((row.numbers for row in answers), (0,))
    if not number:
        return {}
    rows = [
        {"key": question, "mean": str(round(Decimal(mean), 1))}
        for question, mean in zip(QUESTIONS, means, strict=False)
    ]
    return {"answers": [{"key": "all", "answers": number}], "questions": rows}


def in_languages(record, field):
    """{language: text} of what is written."""
    return {code: text for code in CODES if (text := getattr(record, f"{field}_{code}"))}


def iso(day):
    return day and day.isoformat()


def exhibition_data(exhibition, venues):
    days = {name: iso(getattr(exhibition, name)) for name in ("starts_on", "starts_by", "ends_on", "ends_by")}
    return days | {
        "slug": exhibition.slug,
        "name": in_languages(exhibition, "name"),
        "occasion": in_languages(exhibition, "occasion"),
        "kind": exhibition.kind,
        "starts_certainty": exhibition.starts_certainty,
        "ends_certainty": exhibition.ends_certainty,
        "is_sample": exhibition.is_sample,
        "places": [list(filter(None, row.keys[:2])) for row in sorted(venues, key=lambda row: row.numbers[0])],
    }


def claim_data(claim):
    texts = {field: in_languages(claim, field) for field in ("value", "said_by", "said_in", "note")}
    return texts | {
        "key": claim.key,
        "measure": claim.measure,
        "number": None if claim.number is None else str(claim.number),
        "unit": claim.unit,
        "said_on": iso(claim.said_on),
        "certainty": claim.certainty,
    }


def record_data(record):
    return {
        "slug": record.slug,
        "kind": record.kind,
        "title": in_languages(record, "title"),
        "starts_on": iso(record.starts_on),
        "certainty": record.certainty,
        "state": record.concrete.state,
    }


def names_of(people, counted):
    """The names of all crafts, places and gates that the figures speak of (1 query)."""
    spoken = {slug for each in people for slug in each.crafts}
    spoken |= {row.keys[0] for name in ("exhibits", "lines") for row in counted[name]}
    spoken |= {row.keys[3] for row in counted["sales"]} | {row.keys[1] for row in counted["targets"]}
    places = {slug for each in people for slug in each.places if slug}
    places |= {slug for row in counted["venues"] for slug in row.keys[:2]} | {row.keys[2] for row in counted["targets"]}
    found: dict = {"craft": {}, "place": {}, "gate": {}}
    for kind, slug, *names in named("craft", Craft, spoken).union(named("place", Place, places), all=True):
        found[kind][slug] = names
    found["gate"] = {row.keys[0]: row.keys[1:5] for row in counted["gates"]}
    return {
        kind: {
            key: {code: text for code, text in zip(CODES, names, strict=True) if text} for key, names in all_.items()
        }
        for kind, all_ in found.items()
    }


def named(kind, model, slugs):
    rows = model.objects.filter(slug__in=slugs).rewrite(False).order_by()
    return rows.values_list(Value(kind), "slug", *NAMES)
