"""What a report consists of: its sections in order, their tables, and what the columns are called."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cooperation.models import Record
from enquiries.models import Enquiry
from enquiries.states import QuotationState
from events.models import Claim
from exhibitors.models import Feedback, Target
from exhibitors.models.feedback import QUESTIONS
from lib.languages import NAMES
from lib.numbers import format_number, localise
from products.models import Sale

M = Claim.Measure
PIECES = {
    "brought": gettext_lazy("brought"),
    "sold": pgettext_lazy("pieces", "sold"),
    "returned": pgettext_lazy("pieces", "came back"),
    "given": pgettext_lazy("pieces", "given away"),
    "damaged": pgettext_lazy("pieces", "damaged"),
    "missing": pgettext_lazy("pieces", "missing"),
    "difference": gettext_lazy("not accounted for"),
    "counted": gettext_lazy("works counted on return"),
}
WHO = {
    "all": gettext_lazy("exhibitors"),
    "women": gettext_lazy("women"),
    "men": gettext_lazy("men"),
    "unsaid": gettext_lazy("not said whether woman or man"),
    "groups": gettext_lazy("groups"),
    "new": gettext_lazy("for the first time"),
    "makers": gettext_lazy("artists and producers, with the members of groups"),
}
ALLOTTED = {"all": gettext_lazy("stands on the plan"), "given": gettext_lazy("given to exhibitors")}
ANSWERED = {
    "day": gettext_lazy("within a day"),
    "three_days": gettext_lazy("within three days"),
    "later": gettext_lazy("later"),
    "waiting": gettext_lazy("not answered yet"),
    "median": gettext_lazy("half of the first answers came within"),
}
# Of each question to exhibitors.
QUESTION_WORDS = {each.name: each.verbose_name for each in Feedback._meta.fields if each.name in QUESTIONS}
NOT_SAID = gettext_lazy("not said")
EXHIBITORS = gettext_lazy("Exhibitors")
AMOUNT = (gettext_lazy("Amount"), "money")
SALES = {"sales": (gettext_lazy("Sales"), "number"), "pieces": (gettext_lazy("Pieces"), "number"), "amount": AMOUNT}
ENQUIRIES = {"enquiries": (gettext_lazy("Enquiries"), "number")}
VISITORS = {"visitors": (gettext_lazy("Visitors"), "number")}
CRAFT, CURRENCY, DAY = gettext_lazy("Craft"), gettext_lazy("Currency"), gettext_lazy("Day")


@dataclass
class Spec:
    """A table: ``label`` makes the words of a row of (writer, parts of its key, row); ``chart`` is the column drawn."""

    key: str
    title: Any
    head: Any
    label: Callable
    columns: dict[str, tuple]
    chart: str = ""


@dataclass
class SectionSpec:
    """``measures`` are the claims that belong to it: {measure: (table, key, column) of the number in the records}; where
    the key is empty it is the unit of the claim, and None where nothing can be compared."""

    title: Any
    tables: list[Spec] = field(default_factory=list)
    measures: dict = field(default_factory=dict)
    texts: tuple[str, ...] = ()

    def claims_of(self, figures):
        return [claim for claim in figures["claims"] if claim["measure"] in self.measures]


def words(labels):
    return lambda writer, parts, row: str(labels.get(parts[0], parts[0]))


def craft(writer, parts, row):
    return writer.name("craft", parts[0]) if parts[0] else str(gettext_lazy("no craft, or gone from the catalogue"))


def place(writer, parts, row):
    return writer.name("place", parts[0]) if parts[0] else str(NOT_SAID)


def gate(writer, parts, row):
    return writer.name("gate", parts[0]) if parts[0] else str(gettext_lazy("the whole exhibition"))


def hour(writer, parts, row):
    if not parts[0]:
        return str(gettext_lazy("the whole day"))
    first = int(parts[0])
    return localise(f"{first:02}–{(first + 1) % 24:02}", writer.language)


def day(writer, parts, row):
    return writer.day_of(parts[0])


def city(writer, parts, row):
    return row["name"] or str(NOT_SAID)


def currency(writer, parts, row):
    return writer.currency(row.get("unit") or parts[-1]) if parts[-1] != "all" else str(gettext_lazy("together"))


def language(writer, parts, row):
    return str(NAMES.get(parts[0], parts[0]))


def with_currency(label):
    """For rows whose key ends with a currency: the currency stands beside the rest."""

    def made(writer, parts, row):
        unit = row.get("unit") or parts[-1]
        return f"{label(writer, parts, row)} · {writer.currency(unit)}" if unit else label(writer, parts, row)

    return made


def target(writer, parts, row):
    if parts[0] == "places":
        return _("places")
    slug = parts[1] or parts[2]
    return writer.name("craft" if parts[1] else "place", slug) if slug else str(Target.Kind(parts[0]).label)


def rated(writer, parts, row):
    """The currency, with the rate it was reckoned with."""
    rate = writer.figures["rates"].get(parts[0])
    if not rate or parts[0] == "IQD":
        return currency(writer, parts, row)
    # Translators: the rate that amounts were reckoned with, such as "USD: 1310 dinars for one, 10 October 2025, market of Kut".
    return _("{currency}: {dinars} dinars for one, {day}, {source}").format(
        currency=writer.currency(parts[0]),
        dinars=format_number(Decimal(rate["dinars"]), writer.language),
        day=writer.day_of(rate["day"]),
        source=rate["source"],
    )


SOURCES = {"order": gettext_lazy("an order at the stand")} | dict(Enquiry.CameBy.choices)
SECTIONS = {
    "aims": SectionSpec(
        gettext_lazy("What was aimed at, and what came"),
        [
            Spec(
                "targets",
                gettext_lazy("Targets of the call"),
                gettext_lazy("Target"),
                target,
                {"aimed": (gettext_lazy("Aimed at"), "number"), "came": (gettext_lazy("Came"), "number")},
            )
        ],
        texts=("aims",),
    ),
    "days": SectionSpec(
        gettext_lazy("Days"),
        [
            Spec(
                "number",
                pgettext_lazy("duration", "How long"),
                gettext_lazy("Days"),
                words({"all": gettext_lazy("days in all")}),
                {"days": (gettext_lazy("Days"), "number")},
            )
        ],
        {M.DAYS: ("number", "all", "days"), M.DATES: None, M.EDITION: None, M.OCCASION: None, M.TAKING_PART: None},
    ),
    "exhibitors": SectionSpec(
        EXHIBITORS,
        [
            Spec(
                "who", gettext_lazy("Who came"), gettext_lazy("Who"), words(WHO), {"exhibitors": (EXHIBITORS, "number")}
            ),
            Spec("craft", gettext_lazy("By craft"), CRAFT, craft, {"exhibitors": (EXHIBITORS, "number")}, "exhibitors"),
            Spec(
                "county",
                gettext_lazy("By county"),
                gettext_lazy("County"),
                place,
                {"exhibitors": (EXHIBITORS, "number")},
                "exhibitors",
            ),
        ],
        {M.EXHIBITORS: ("who", "all", "exhibitors"), M.PROVINCES: None},
    ),
    "stands": SectionSpec(
        gettext_lazy("Stands"),
        [
            Spec(
                "who",
                gettext_lazy("Stands"),
                gettext_lazy("Stands"),
                words(ALLOTTED),
                {"stands": (gettext_lazy("Stands"), "number"), "area": (gettext_lazy("Area in m²"), "number")},
            )
        ],
        {M.STANDS: ("who", "all", "stands")},
    ),
    "works": SectionSpec(
        gettext_lazy("Works"),
        [
            Spec(
                "pieces",
                gettext_lazy("What went and what became of it"),
                gettext_lazy("Pieces"),
                words(PIECES),
                {"works": (gettext_lazy("Works"), "number"), "pieces": (gettext_lazy("Pieces"), "number")},
            ),
            Spec(
                "craft",
                gettext_lazy("By craft"),
                CRAFT,
                craft,
                {
                    "works": (gettext_lazy("Works"), "number"),
                    "pieces": (gettext_lazy("Pieces brought"), "number"),
                    "sold": (gettext_lazy("Pieces sold"), "number"),
                },
                "pieces",
            ),
        ],
        {M.WORKS: ("pieces", "brought", "works")},
    ),
    "sales": SectionSpec(
        gettext_lazy("Sales"),
        [
            Spec("currency", gettext_lazy("By currency"), CURRENCY, currency, SALES),
            Spec(
                "dinars",
                gettext_lazy("Reckoned in Iraqi dinars"),
                gettext_lazy("Currency and rate"),
                rated,
                {"amount": AMOUNT, "dinars": (gettext_lazy("In dinars"), "dinars")},
            ),
            Spec(
                "channel",
                gettext_lazy("By way"),
                gettext_lazy("How"),
                with_currency(words(dict(Sale.Channel.choices))),
                SALES,
            ),
            Spec("craft", gettext_lazy("By craft"), CRAFT, with_currency(craft), SALES, "pieces"),
            Spec("day", gettext_lazy("By day"), DAY, with_currency(day), SALES, "pieces"),
        ],
        {M.SALES: ("currency", "", "amount")},
    ),
    "visitors": SectionSpec(
        gettext_lazy("Visitors"),
        [
            Spec(
                "all",
                gettext_lazy("Counted"),
                gettext_lazy("Visitors"),
                words({"all": gettext_lazy("counted")}),
                VISITORS,
            ),
            Spec("day", gettext_lazy("By day"), DAY, day, VISITORS, "visitors"),
            Spec("gate", gettext_lazy("By gate"), gettext_lazy("Gate"), gate, VISITORS, "visitors"),
            Spec("hour", gettext_lazy("By hour"), gettext_lazy("Hour"), hour, VISITORS, "visitors"),
        ],
        {M.VISITORS: ("all", "all", "visitors")},
    ),
    "enquiries": SectionSpec(
        gettext_lazy("Enquiries"),
        [
            Spec(
                "all",
                gettext_lazy("Received"),
                gettext_lazy("Enquiries"),
                words({"all": gettext_lazy("received")}),
                ENQUIRIES,
            ),
            Spec(
                "craft",
                gettext_lazy("By craft"),
                CRAFT,
                craft,
                ENQUIRIES | {"pieces": (gettext_lazy("Pieces asked for"), "number")},
                "enquiries",
            ),
            Spec("city", gettext_lazy("By city"), gettext_lazy("City"), city, ENQUIRIES, "enquiries"),
            Spec("language", gettext_lazy("By language"), gettext_lazy("Language"), language, ENQUIRIES, "enquiries"),
            Spec(
                "way",
                gettext_lazy("How they came"),
                gettext_lazy("Way"),
                words(dict(Enquiry.CameBy.choices)),
                ENQUIRIES,
            ),
            Spec(
                "answers",
                gettext_lazy("First answers of makers"),
                gettext_lazy("Answered"),
                words(ANSWERED),
                {"threads": (gettext_lazy("Answers owed"), "number")},
                "threads",
            ),
            Spec(
                "speed",
                gettext_lazy("How fast"),
                gettext_lazy("Speed"),
                words(ANSWERED),
                {"hours": (gettext_lazy("Hours"), "number")},
            ),
        ],
    ),
    "quotations": SectionSpec(
        gettext_lazy("Quotations"),
        [
            Spec(
                "state",
                gettext_lazy("By state"),
                gettext_lazy("State"),
                with_currency(words(dict(QuotationState.choices))),
                {"quotations": (gettext_lazy("Quotations"), "number"), "amount": AMOUNT},
            )
        ],
    ),
    "orders": SectionSpec(
        gettext_lazy("Orders"),
        [
            Spec(
                "source",
                gettext_lazy("Agreed value by where it came from"),
                gettext_lazy("Came by"),
                with_currency(words(SOURCES)),
                {"orders": (gettext_lazy("Orders"), "number"), "amount": (gettext_lazy("Agreed value"), "money")},
            )
        ],
    ),
    "traders": SectionSpec(
        gettext_lazy("Traders met"),
        [
            Spec(
                "all",
                gettext_lazy("Buyers who asked for wholesale, an agency or a shop"),
                gettext_lazy("Traders met"),
                words({"all": gettext_lazy("buyers")}),
                {"buyers": (gettext_lazy("Buyers"), "number")},
            )
        ],
    ),
    "meetings": SectionSpec(
        gettext_lazy("Meetings and decisions"),
        [
            Spec(
                "kind",
                gettext_lazy("By kind"),
                gettext_lazy("Kind"),
                words(dict(Record.Kind.choices)),
                {"records": (gettext_lazy("Records"), "number")},
            )
        ],
    ),
    "satisfaction": SectionSpec(
        gettext_lazy("How exhibitors found it"),
        [
            Spec(
                "answers",
                gettext_lazy("Answers"),
                gettext_lazy("Answers"),
                words({"all": gettext_lazy("answered")}),
                {"answers": (gettext_lazy("Answers"), "number")},
            ),
            Spec(
                "questions",
                gettext_lazy("Mean of the answers, from 1 to 5"),
                gettext_lazy("Question"),
                words(QUESTION_WORDS),
                {"mean": (gettext_lazy("Mean"), "number")},
            ),
        ],
    ),
    "problems": SectionSpec(gettext_lazy("Problems"), texts=("problems",)),
    "next_steps": SectionSpec(gettext_lazy("Next steps"), texts=("next_steps", "remarks")),
}
