"""What is said in threads, and how they end."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from enquiries import emails
from enquiries.actions.works import release_works, sell_works
from enquiries.clock import due_for_first_answer
from enquiries.models import Enquiry, Line, Reply, Thread
from enquiries.states import (
    QUOTATION_MOVES,
    THREAD_MOVES,
    WROTE_AGAIN,
    Outcome,
    QuotationState,
    ThreadState,
    WaitsFor,
)
from lib.languages import CODES
from lib.states import MoveNotAllowed, move

S, Side = ThreadState, Reply.Side


class AnsweredMeanwhile(Exception):
    """Something was said in the thread that the writer had not read; nothing was kept."""

    def __init__(self):
        super().__init__(_("This was answered while you wrote. Read it, then send yours again."))


class ThreadClosed(Exception):
    """The thread ended without an order, and not its buyer wants to say something in it; nothing was kept."""

    def __init__(self):
        super().__init__(
            _(
                "This is closed. Once the office has taken it up again, the answer can be sent; what you typed stays here."
            )
        )


def open_threads(enquiry):
    """Open the part of each exhibitor the enquiry is about, and of the office where it names none; return them.

    Repeatable: a thread that stands is left alone.
    """
    lines = list(enquiry.lines.all())
    makers = list(dict.fromkeys(line.exhibitor_id for line in lines if line.exhibitor_id))
    if enquiry.exhibitor_id and enquiry.exhibitor_id not in makers:
        makers.append(enquiry.exhibitor_id)
    due = due_for_first_answer(enquiry.created_at)
    threads = []
    for maker in makers or [None]:
        thread, _is_new = Thread.objects.get_or_create(
            enquiry=enquiry,
            exhibitor_id=maker,
            defaults={"waits_since": enquiry.created_at, "opened_at": enquiry.created_at, "due_at": due},
        )
        Line.objects.filter(enquiry=enquiry, exhibitor_id=maker, thread=None).update(thread=thread)
        threads.append(thread)
    return threads


def say(
    thread,
    *,
    key,
    side,
    language,
    text="",
    sentences=(),
    answers=None,
    author=None,
    on_behalf_of="",
    is_note=False,
    last_read=None,
    attachments=(),
):
    """Keep one reply, once for each ``key`` (a UUID), note who waits now, and tell the other side.

    ``sentences`` are PreparedSentence rows; ``answers`` maps the thread's lines to (answer, ready_on or None);
    ``attachments`` are unsaved Attachment rows. ``last_read`` is the number of the last reply the writer saw (0: none;
    None: not asked for). Raises AnsweredMeanwhile when another one came since, ThreadClosed when the thread ended without
    an order: there only its buyer, who opens it again, and notes are heard; and where the buyer is forgotten. Returns the
    reply.
    """
    if known := Reply.objects.filter(request_key=key).first():
        return known
    try:
        with transaction.atomic():
            # Locked: of two at once the second is told, and who waits is counted in order.
            thread = lock_thread(thread.pk)
            check_is_heard(thread, side=side, author=author, is_note=is_note, last_read=last_read)
            reply = Reply.objects.create(
                thread=thread,
                request_key=key,
                side=side,
                is_note=is_note,
                author=author,
                on_behalf_of=on_behalf_of,
                text=text,
                language=language,
                sentences=[worded(sentence, thread.enquiry) for sentence in sentences],
                answers=[keep_answer(line, *said) for line, said in (answers or {}).items()],
            )
            for attachment in attachments:
                attachment.reply = reply
                attachment.save()
            if not is_note:
                hand_on(thread, side, author, on_behalf_of)
                emails.replied(reply)
    except IntegrityError:
        return Reply.objects.get(request_key=key)
    return reply


def check_is_heard(thread, *, side, author, is_note, last_read):
    """Raise ThreadClosed or AnsweredMeanwhile where ``say`` does."""
    if thread.is_over and side != Side.BUYER and not is_note:
        raise ThreadClosed
    if is_forgotten(thread):
        raise ThreadClosed
    newest = thread.replies.public().exclude(side=side, author=author).order_by("-pk").first()
    if last_read is not None and newest and newest.pk > last_read:
        raise AnsweredMeanwhile


def is_forgotten(thread):
    """Whether its buyer was made anonymous: nobody is left to speak with, or of. Asked anew, as ``thread`` is locked."""
    return Enquiry.objects.filter(pk=thread.enquiry_id, forgotten_at__isnull=False).exists()


def lock_thread(number):
    """The thread of that number, read anew and kept from others until the transaction ends.

    It is locked before its quotations and works: whoever takes them in another order can wait for ever.
    """
    return Thread.objects.select_for_update(of=("self",)).select_related("enquiry", "exhibitor").get(pk=number)


def worded(sentence, enquiry):
    """The prepared ``sentence`` in every language, with the buyer's name and the code filled in."""
    texts = {code: getattr(sentence, f"text_{code}") or "" for code in CODES}
    names = {code: enquiry.name or nameless(code) for code in CODES}
    return {code: text.replace("{name}", names[code]).replace("{code}", enquiry.code) for code, text in texts.items()}


def nameless(language):
    """How a buyer is called whose name is not known yet."""
    with override(language):
        return pgettext("instead of a buyer's name", "dear buyer")


def keep_answer(line, answer, ready_on):
    """Note on ``line`` what the maker said of it, and return how the reply keeps it."""
    Line.objects.filter(pk=line.pk).update(answer=answer, ready_on=ready_on)
    line.answer, line.ready_on = answer, ready_on
    return {
        "code": line.snapshot["code"],
        "title": line.snapshot["title"],
        "answer": str(answer),
        "ready_on": ready_on.isoformat() if ready_on else None,
    }


def hand_on(thread, side, actor, on_behalf_of=""):
    """After one side spoke: the other one is waited for; the first answer of makers or office is noted.

    A buyer who writes takes a thread up again that ended without an order; an order that is done stays done.
    """
    now = timezone.now()
    if side == Side.BUYER:
        if thread.is_over:
            take_up(thread, reason=WROTE_AGAIN, actor=actor)
        elif thread.waits_for != WaitsFor.EXHIBITOR:
            thread.waits_for, thread.waits_since = WaitsFor.EXHIBITOR, now
    else:
        thread.waits_for = WaitsFor.NOBODY if thread.state == S.CLOSED else WaitsFor.BUYER
        thread.waits_since = now
        thread.answered_at = thread.answered_at or now
        if thread.state == S.NEW:
            move(thread, to=S.ANSWERED, actor=actor, moves=THREAD_MOVES, on_behalf_of=on_behalf_of)
    thread.save(update_fields=["waits_for", "waits_since", "answered_at"])


@transaction.atomic
def close_thread(thread, *, outcome, actor, seen=None, value=None, currency="", lost_because=""):
    """End a thread: ordered with value and currency, or lost with a reason.

    A quotation that is still open ends with it. The only pieces of an order are sold, or, where it is lost before they
    were handed over, to be had again. Raises MoveNotAllowed, also when the thread is not in the state any more in which
    it was ``seen`` (None: not asked for).
    """
    thread = lock_thread(thread.pk)
    if seen is not None and thread.state != seen:
        raise MoveNotAllowed(thread.state, S.CLOSED)
    for quotation in thread.quotations.filter(state=QuotationState.SENT):
        move(quotation, to=QuotationState.SUPERSEDED, actor=actor, moves=QUOTATION_MOVES)
    if outcome == Outcome.ORDERED:
        sell_works(thread)
    elif thread.state in (S.ORDERED, S.READY):
        release_works(thread)
    move(
        thread,
        to=S.CLOSED,
        actor=actor,
        moves=THREAD_MOVES,
        outcome=outcome,
        value=value if outcome == Outcome.ORDERED else None,
        currency=currency if outcome == Outcome.ORDERED else "",
        lost_because=lost_because if outcome == Outcome.LOST else "",
        waits_for=WaitsFor.NOBODY,
        waits_since=timezone.now(),
    )


@transaction.atomic
def reopen_thread(thread, *, reason, actor):
    """Take a closed thread up again; the maker is waited for. Raises MoveNotAllowed, also where its buyer is forgotten."""
    thread = lock_thread(thread.pk)
    if is_forgotten(thread):
        raise MoveNotAllowed(thread.state, S.ANSWERED)
    take_up(thread, reason=reason, actor=actor)


def take_up(thread, *, reason, actor):
    """``thread`` is locked."""
    cleared = {"outcome": "", "value": None, "currency": "", "lost_because": ""}
    waits = {"waits_for": WaitsFor.EXHIBITOR, "waits_since": timezone.now()}
    move(thread, to=S.ANSWERED, actor=actor, moves=THREAD_MOVES, reason=reason, **cleared, **waits)
