"""How the records behind a number are listed: a line of words for each, the first leading to the record's own page."""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cooperation.report.tables import QUESTION_WORDS
from exhibitors.models.feedback import QUESTIONS
from lib.dates import ILAM, format_date, format_time
from lib.languages import NAMES, pick
from lib.money import format_money
from lib.numbers import number_words


class Listing(NamedTuple):
    heads: list
    line: Callable  # of one record: (address of its page or "", [words])


def day(value):
    return format_date(value, get_language() or "fa") if value else ""


def moment(value):
    """A day and an hour in Ilam."""
    if not value:
        return ""
    local, language = value.astimezone(ILAM), get_language() or "fa"
    return f"{format_date(local.date(), language)} {format_time(local, language)}"


def money(amount, currency, unit=None):
    return format_money(amount, currency, get_language() or "fa", unit)


def of_office(name, *parts, **query):
    return reverse(f"office:{name}", args=parts, query=query or None)


def participation(each):
    words = [str(each.exhibitor), str(each.exhibitor.place or ""), str(each.craft or ""), each.get_state_display()]
    return of_office("application_detail", each.code) if each.code else "", words


def exhibitor(each):
    return of_office("exhibitor_access", each.slug), [str(each), str(each.place or "")]


def stand(each):
    area = number_words(each.area_m2.normalize()) if each.area_m2 else ""
    return of_office("stand_detail", each.hall.exhibition.slug, each.public_code), [each.code, str(each.hall), area]


def exhibit(each):
    numbers = [each.quantity, each.sold, each.returned, each.given, each.damaged, each.missing, each.difference]
    page = of_office(
        "exhibition_goods", each.participation.exhibition.slug, exhibitor=each.participation.exhibitor.slug
    )
    return page, [str(each.product), str(each.participation.exhibitor), *map(number_words, numbers)]


def sale(each):
    title = pick(each.title)[0] or str(each.product or "")
    maker = each.participation.exhibitor
    page = of_office("exhibition_sales", each.participation.exhibition.slug, exhibitor=maker.slug)
    amount = money(each.amount, each.currency, each.price_unit)
    return page, [title, str(maker), day(each.sold_on), number_words(each.quantity), amount, each.get_channel_display()]


def visitors(each):
    page = of_office("exhibition_visitors", each.exhibition.slug)
    hour = "" if each.hour is None else number_words(each.hour)
    return page, [day(each.day), hour, str(each.gate or ""), number_words(each.count), str(each.counted_by or "")]


def letter(enquiry):
    return [
        enquiry.code,
        moment(enquiry.created_at),
        enquiry.city,
        str(NAMES[enquiry.language]),
        enquiry.get_came_by_display(),
    ]


def enquiry(each):
    return of_office("enquiry_detail", each.code), letter(each)


def line(each):
    title = str(each.product or "") or pick(each.snapshot.get("title") or {})[0]
    words = [each.enquiry.code, title, str(each.exhibitor or ""), number_words(each.quantity), each.get_unit_display()]
    return of_office("enquiry_detail", each.enquiry.code), words


def thread(each):
    value = money(each.agreed, each.agreed_currency) if each.agreed else ""
    words = [
        each.enquiry.code,
        str(each.exhibitor or _("The office")),
        moment(each.opened_at),
        moment(each.answered_at),
    ]
    return of_office("enquiry_detail", each.enquiry.code), [*words, each.get_state_display(), value]


def quotation(each):
    maker = str(each.thread.exhibitor or _("The office"))
    words = [each.code, maker, moment(each.sent_at), money(each.total, each.currency), str(each.shown_state.label)]
    return of_office("enquiry_detail", each.thread.enquiry.code), words


def feedback(each):
    marks = [number_words(getattr(each, name)) for name in QUESTIONS]
    page = of_office("exhibition_feedback", each.participation.exhibition.slug)
    return page, [str(each.participation.exhibitor), *marks, each.remark]


def record(each):
    return of_office("record_detail", each.slug), [str(each), each.get_kind_display(), day(each.starts_on)]


MAKER, PIECES, AMOUNT = gettext_lazy("Artist or producer"), gettext_lazy("Pieces"), gettext_lazy("Amount")
ENQUIRY, DAY, STATE = gettext_lazy("Enquiry"), gettext_lazy("Day"), gettext_lazy("State")
LISTINGS = {
    "participation": Listing([MAKER, gettext_lazy("County"), gettext_lazy("Craft"), STATE], participation),
    "exhibitor": Listing([MAKER, gettext_lazy("County")], exhibitor),
    "stand": Listing([gettext_lazy("Stand"), gettext_lazy("Hall"), gettext_lazy("Area in m²")], stand),
    "exhibit": Listing(
        [
            gettext_lazy("Work"), MAKER, gettext_lazy("Brought"), gettext_lazy("Sold"), gettext_lazy("Returned"),
            gettext_lazy("Given away"), gettext_lazy("Damaged"), gettext_lazy("Missing"), gettext_lazy("Difference"),
        ],
        exhibit,
    ),
    "sale": Listing([gettext_lazy("Work"), MAKER, DAY, PIECES, AMOUNT, gettext_lazy("How")], sale),
    "visitors": Listing(
        [DAY, gettext_lazy("Hour"), gettext_lazy("Gate"), gettext_lazy("Visitors"), gettext_lazy("Counted by")], visitors
    ),
    "enquiry": Listing(
        [ENQUIRY, gettext_lazy("Received"), gettext_lazy("City"), gettext_lazy("Language"), gettext_lazy("Came by")], enquiry
    ),
    "line": Listing([ENQUIRY, gettext_lazy("Work"), MAKER, gettext_lazy("Quantity"), gettext_lazy("Unit")], line),
    "thread": Listing(
        [
            ENQUIRY, MAKER, gettext_lazy("Received"), gettext_lazy("First answered"), STATE, gettext_lazy("Agreed value"),
        ],
        thread,
    ),
    "quotation": Listing(
        [gettext_lazy("Quotation"), MAKER, gettext_lazy("Sent on"), gettext_lazy("Total"), STATE], quotation
    ),
    "feedback": Listing(
        [MAKER, *(QUESTION_WORDS[name] for name in QUESTIONS), gettext_lazy("Remark")], feedback
    ),
    "record": Listing([gettext_lazy("What"), gettext_lazy("Kind"), DAY], record),
}  # fmt: skip
