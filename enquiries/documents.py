"""The quotation as a paper: A4, in the buyer's language and Persian side by side, with a fingerprint to be checked."""

import re
import unicodedata

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import StateChange
from enquiries.states import QuotationState
from exhibitors.models import Credential
from lib.dates import ILAM, format_time, format_two_calendars, today_in_ilam
from lib.languages import pick, shown
from lib.money import format_money
from lib.numbers import MARKS, ascii_digits, format_number
from lib.pdf import make_pdf, qr_svg
from lib.phones import format_phone
from lib.text import in_reading_order, left_to_right
from vocabulary.models import Unit

# So many signs of the fingerprint stand in the code to scan, and are asked from whoever types.
SIGNS = 12
TYPED = re.compile(rf"[0-9a-f]{{{SIGNS},64}}")
BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]")
MAKERS_LANGUAGE = "fa"
# What shows that somebody may produce; honours and insurance are no matter of a sale.
LICENCES = [
    Credential.Kind.ARTISAN_CARD,
    Credential.Kind.INDIVIDUAL_LICENCE,
    Credential.Kind.WORKSHOP_LICENCE,
    Credential.Kind.HOME_LICENCE,
]
NEVER_ENDING = re.compile(r"\S{25,}")


def quotation_pdf(quotation):
    """The PDF of a sent quotation that ``for_paper`` loaded (at most 3 more queries). Raises ValueError for a draft."""
    if quotation.state == QuotationState.DRAFT:
        raise ValueError("a draft is no paper")
    enquiry = quotation.thread.enquiry
    licences, replaced = licences_of(quotation.thread.exhibitor), replacement_of(quotation)
    halves = []
    for language in dict.fromkeys([enquiry.language, MAKERS_LANGUAGE]):
        with override(language):
            halves.append(half(quotation, language, licences, replaced))
    with override(enquiry.language):
        address = check_address(quotation)
    return make_pdf(
        "quotation.typ",
        {
            "title": f"{halves[0]['title']} {quotation.code}",
            "code": quotation.code,
            "tone": quotation.shown_state,
            "halves": halves,
            "remarks": remarks_of(quotation),
            "address": address,
            "qr": qr_svg(f"{address}?f={quotation.fingerprint[:SIGNS]}"),
            "fingerprint": [quotation.fingerprint[first : first + 4] for first in range(0, 64, 4)],
            "groups": SIGNS // 4,
        },
    )


def file_name(quotation):
    return f"ilamexpo-{quotation.code}-v{quotation.version}.pdf"


def check_address(quotation):
    """Where everybody can see, in the active language, whether it is genuine."""
    return settings.SITE_URL + reverse("public:check_quotation", args=[quotation.code])


def read_signs(text):
    """The signs of a fingerprint typed in any digits, case and groups; ValueError when they are too few or none."""
    signs = BETWEEN.sub("", MARKS.sub("", ascii_digits(text))).lower()
    if not TYPED.fullmatch(signs):
        raise ValueError("no signs of a fingerprint")
    return signs


def licences_of(exhibitor):
    """The licences with a number that its public page shows today."""
    if exhibitor is None or exhibitor.publication != "published":
        return []
    valid = Q(expires_on=None) | Q(expires_on__gte=today_in_ilam())
    return list(exhibitor.credentials.filter(valid, kind__in=LICENCES).exclude(number=""))


def replacement_of(quotation):
    """(the next version or None, the moment it ended) of a quotation that is superseded, else None."""
    if quotation.state != QuotationState.SUPERSEDED:
        return None
    later = quotation.thread.quotations.sent().filter(version__gt=quotation.version).order_by("version").first()
    if later:
        return later, later.sent_at
    # Without a newer one it ended with its thread.
    kind = ContentType.objects.get_for_model(quotation)
    changes = StateChange.objects.filter(content_type=kind, object_id=quotation.pk, new=quotation.state)
    return None, changes.order_by("pk").values_list("at", flat=True).last() or quotation.valid_until


def state_words(quotation, replaced, language, *, names_newer=True):
    """How it stands with the quotation, as one sentence with its day; ``replaced`` is what ``replacement_of`` gave."""
    state = quotation.shown_state
    if state == QuotationState.ACCEPTED:
        return _("Accepted on {day}.").format(day=both_days(quotation.decided_at, language))
    if state == QuotationState.DECLINED:
        return _("Declined on {day}.").format(day=both_days(quotation.decided_at, language))
    if state == QuotationState.LAPSED:
        return _("Lapsed on {day}: it cannot be accepted any more.").format(
            day=both_days(quotation.valid_until, language)
        )
    if state == QuotationState.SUPERSEDED:
        later, at = replaced
        if later is None:
            return _("Ended on {day}: it cannot be accepted any more.").format(day=both_days(at, language))
        if not names_newer:
            return _("Replaced on {day} by a newer version.").format(day=both_days(at, language))
        # Translators: {number} is that of the newer version, {code} its code.
        return _("Replaced on {day} by version {number}: {code}.").format(
            day=both_days(at, language),
            number=format_number(later.version, language),
            code=left_to_right(later.code),
        )
    return _("Open: it can be accepted until {day}.").format(day=both_days(quotation.valid_until, language))


def both_days(moment, language):
    """The day of ``moment`` in Ilam, in both calendars."""
    return format_two_calendars(timezone.localdate(moment, ILAM), None, language)


def half(quotation, language, licences, replaced):
    """All that the paper says in one language, which is the active one; rows have the same order in every language."""
    number = format_number(quotation.version, language)
    return {
        "lang": language,
        "title": _("Quotation"),
        "version": _("Version %(number)s") % {"number": number},
        "state": state_words(quotation, replaced, language),
        "sample": _("Sample") + ": " + _("Invented to show the site.") if quotation.thread.enquiry.is_sample else "",
        "facts": [*parties(quotation, language, licences), *dates(quotation, language)],
        "columns": [_("Work"), _("Quantity"), _("Unit price"), _("Amount")],
        "lines": [line_row(line, quotation, language) for line in quotation.lines.all()],
        "total": {"label": _("Total"), "text": money(quotation.total, quotation, language)},
        "terms": terms(quotation, language),
        "remarks": _("Remarks"),
        "fingerprint": _("Fingerprint"),
        "check": [
            _(
                "Is this paper genuine? Scan the code, or open the address below and type the first twelve signs of the "
                "fingerprint, those in bold. What was sent is shown there."
            ),
            _("This paper shows how it stood on {day}; the address shows how it stands today.").format(
                day=format_two_calendars(today_in_ilam(), None, language)
            ),
        ],
        # Translators: at the foot of a paper.
        "page": _("Page {number} of {count}"),
        "digits": [format_number(digit, language) for digit in range(10)],
    }


def row(label, *values):
    """A label with its values: texts in the language of the half, or {text, lang} in their own."""
    return {"label": str(label), "values": [v if isinstance(v, dict) else {"text": str(v), "lang": ""} for v in values]}


def parties(quotation, language, licences):
    thread = quotation.thread
    enquiry, exhibitor = thread.enquiry, thread.exhibitor
    if exhibitor is None:
        rows = [row(_("Artist or producer"), _("The office of the exhibitions"))]
    else:
        places = [in_own_language(exhibitor.place, "name", language)] if exhibitor.place else []
        rows = [row(_("Artist or producer"), in_own_language(exhibitor, "name", language), *places)]
    if licences:
        written = (f"{each.get_kind_display()} {left_to_right(each.number)}" for each in licences)
        rows.append(row(_("Licence"), *written))
    ways = []
    if enquiry.may_pass_on:
        ways += [left_to_right(format_phone(enquiry.phone))] if enquiry.phone else []
        ways += [left_to_right(breakable(enquiry.email))] if enquiry.email else []
    names = [own(text, enquiry.language) for text in (enquiry.name, enquiry.city) if text]
    names = names or [enquiry.buyer]
    rows.append(row(_("Buyer"), *names, *ways))
    rows.append(row(_("Enquiry"), left_to_right(enquiry.code)))
    return rows


def dates(quotation, language):
    until = quotation.valid_until
    # Translators: {day} in two calendars, {time} such as 14:30.
    valid = _("{day}, {time} in Ilam").format(
        day=both_days(until, language), time=left_to_right(format_time(timezone.localtime(until, ILAM), language))
    )
    return [row(_("Sent on"), both_days(quotation.sent_at, language)), row(_("Valid until"), valid)]


def in_own_language(record, field, language):
    found = shown(record, field, language)
    return own(found.text, found.lang)


def own(text, language):
    """What somebody typed in ``language``, as {text, lang}: without Arabic letters from left to right."""
    text = breakable(MARKS.sub(joiner_alone, text))
    kinds = [kind for letter in text if (kind := unicodedata.bidirectional(letter)) in {"L", "R", "AL"}]
    if set(kinds) <= {"L"}:
        return {"text": text, "lang": "en"}
    if language == "en" and kinds[0] != "L":
        language = MAKERS_LANGUAGE
    return {"text": in_reading_order(text), "lang": language}


def breakable(text):
    """``text`` with places where a word may be broken that is wider than its field; they are not seen, nor copied out."""
    return NEVER_ENDING.sub(lambda word: re.sub(r".{12}(?=.)", "\\g<0>\u200b", word[0]), text)


def joiner_alone(mark):
    """Of the marks without width only the joiners say something about letters."""
    return mark[0] if mark[0] in "\u200c\u200d" else ""


def line_row(line, quotation, language):
    text, code = pick(line.title or {}, language)
    return {
        "title": own(text or "–", code),
        "code": code_of(line),
        "quantity": Unit(line.unit).counted(line.quantity),
        "price": money(line.price, quotation, language),
        "amount": money(line.amount, quotation, language),
        "breaks": " · ".join(
            _("from %(quantity)s on: %(price)s each")
            % {
                "quantity": format_number(each.quantity, language),
                "price": money(each.unit_price, quotation, language),
            }
            for each in line.breaks.all()
        ),
    }


def code_of(line):
    """The code of the work offered; of one that is gone, as it was when it was asked about."""
    return line.product.code if line.product else line.line.snapshot.get("code", "") if line.line else ""


def money(amount, quotation, language):
    return format_money(amount, quotation.currency, language, quotation.price_unit or None)


def terms(quotation, language):
    days = quotation.lead_days
    ready = ngettext("one day after the order", "%(number)s days after the order", days)
    rows = []
    if quotation.deposit_percent:
        percent = _("%(percent)s per cent") % {"percent": format_number(quotation.deposit_percent, language)}
        rows.append(row(_("Paid beforehand"), f"{money(quotation.deposit, quotation, language)} ({percent})"))
    return [
        *rows,
        row(_("Ready"), ready % {"number": format_number(days, language)} if days else _("at once")),
        row(_("Handed over"), quotation.get_handover_display()),
        row(_("Carriage paid by"), quotation.get_carriage_by_display()),
        row(_("Customs paid by"), quotation.get_customs_by_display()),
    ]


def remarks_of(quotation):
    """The maker's own words, a paragraph each, in the language they are written in."""
    language = quotation.remarks_language or MAKERS_LANGUAGE
    return [own(piece.strip(), language) for piece in quotation.remarks.splitlines() if piece.strip()]
