"""The sheet for the next meeting: what each side promised and how it stands, in Persian beside the partner's language.

Only promises shown to the partner stand on it, and of them only the parts that are: what ``showing`` leaves.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import StateChange
from cooperation.lateness import lateness
from cooperation.models import Meeting, Promise, Side
from cooperation.showing import empty_hidden
from cooperation.states import Audience, Course, PromiseState
from enquiries.documents import in_own_language, own
from lib.dates import format_two_calendars, today_in_ilam
from lib.languages import shown
from lib.numbers import format_number
from lib.pdf import make_pdf

PAIRS = {"fa,ar": ("fa", "ar"), "fa,ckb": ("fa", "ckb")}
SIDES = (Side.OURS, Side.THEIRS, Side.BOTH)
MOST = 200


def extract(promises, partner, languages):
    """The sheet as data for its page and its paper: {"halves": one for each language}, all with the same rows.

    ``promises`` are those its reader oversees, ``partner`` an institution or None for all (at most 3 queries).
    """
    rows = promises.shown_to(Audience.PARTNER)
    if partner:
        rows = rows.filter(partner=partner)
    still_open = list(rows.open().for_list().by_lateness()[:MOST])
    done = done_since_the_last_meeting(rows, partner)
    for promise in (*still_open, *done):
        empty_hidden(promise, Audience.PARTNER)
    return {"halves": [half(still_open, done, partner, language) for language in languages]}


def done_since_the_last_meeting(rows, partner):
    """Those brought to an end since the meeting that was held last with this partner, or at all."""
    held = Meeting.objects.filter(state=Course.HELD, starts_on__isnull=False)
    if partner:
        held = held.filter(partner=partner)
    last = held.order_by("-starts_on").values_list("starts_on", flat=True).first()
    moves = StateChange.objects.filter(
        content_type=ContentType.objects.get_for_model(Promise), field="state", new=PromiseState.DONE
    )
    at = Subquery(moves.filter(object_id=OuterRef("pk")).order_by("-at").values("at")[:1])
    done = rows.filter(state=PromiseState.DONE).annotate(done_at=at).filter(done_at__isnull=False)
    if last:
        done = done.filter(done_at__date__gte=last)
    return list(done.for_list().order_by("-done_at", "pk")[:MOST])


def half(still_open, done, partner, language):
    """All that the sheet says in one language."""
    today = today_in_ilam()
    with override(language):
        late = sum(promise.is_late_on(today) for promise in still_open)
        headings = {
            Side.OURS: _("What Ilam promised"),
            Side.THEIRS: _("What the partner promised"),
            Side.BOTH: _("What both sides promised"),
        }
        sections = [
            (headings[side], [promise for promise in still_open if promise.promised_by == side]) for side in SIDES
        ]
        sections.append((_("Done since the last meeting"), done))
        return {
            "lang": language,
            "title": _("Open promises"),
            "partner": shown(partner, "name", language).text if partner else _("All partners"),
            "day": format_two_calendars(today, None, language),
            "sum": summed(len(still_open), late, language),
            "note": _(
                "Only what is shown to the partner stands on this sheet, never a remark of the office. The newest state is "
                "in the register."
            ),
            "nothing": _("Nothing."),
            "page": _("Page {number} of {count}"),
            "digits": [format_number(digit, language) for digit in range(10)],
            "sections": [
                {"heading": heading, "lines": [line(each, language, today) for each in promises]}
                for heading, promises in sections
            ],
        }


def summed(number, late, language):
    """ "7 open, 2 of them late", each part in words that agree with its number."""
    words = ngettext("{number} open promise", "{number} open promises", number)
    parts = [words.format(number=format_number(number, language))]
    if late:
        words = ngettext("{number} of them late", "{number} of them late", late)
        parts.append(words.format(number=format_number(late, language)))
    return " · ".join(parts)


def line(promise, language, today):
    facts = [(_("State"), promise.get_state_display())]
    if promise.due_on:
        facts.append((_("Due"), format_two_calendars(promise.due_on, None, language)))
    for label, post, person in (
        (_("Responsible in Ilam"), promise.our_post, promise.our_person),
        (_("Responsible at the partner"), promise.their_post, promise.their_person),
    ):
        names = [shown(post, "title", language).text] if post else []
        names += [shown(person, "name", language).text] if person else []
        if names:
            facts.append((label, " · ".join(names)))
    text = shown(promise, "text", language)
    return {
        "slug": promise.slug,
        "number": promise.number,
        "title": in_own_language(promise, "title", language),
        "text": [own(piece.strip(), text.lang) for piece in text.text.splitlines() if piece.strip()],
        "late": lateness(promise, today) if promise.is_late_on(today) else "",
        "facts": [{"label": str(label), "text": str(words)} for label, words in facts],
    }


def extract_pdf(data):
    first = data["halves"][0]
    return make_pdf("extract.typ", {"title": f"{first['title']} · {first['partner']} · {first['day']}", **data})


def in_rows(halves):
    """For a page that writes language beside language: [([heading of each], [[line of each], …]), …]."""
    return [
        (
            [(half["lang"], half["sections"][place]["heading"]) for half in halves],
            [
                [(half["lang"], half["sections"][place]["lines"][number]) for half in halves]
                for number in range(len(halves[0]["sections"][place]["lines"]))
            ],
        )
        for place in range(len(halves[0]["sections"]))
    ]
