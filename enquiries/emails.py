"""One function per message; each in its recipient's language."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from accounts.messages import send
from accounts.models import User
from enquiries.links import make_link
from enquiries.querysets import HANDLERS
from exhibitors.models import Exhibitor
from lib.dates import ILAM, format_date

MOST_ADDRESSES = 10  # in one mail


def enquiry_received(enquiry):
    """Tell the buyer the code and a private address, when there is an e-mail address."""
    if not enquiry.email:
        return
    with override(enquiry.language):
        send(
            subject=_("Your enquiry {code} has arrived").format(code=enquiry.code),
            text=render_to_string(
                "enquiries/emails/received.txt",
                {"enquiry": enquiry, "lines": enquiry.lines.all(), "address": make_link(enquiry)},
            ),
            language=enquiry.language,
            name=enquiry.name,
            email=enquiry.email,
            about=enquiry.code,
        )


def addresses_again(enquiries, *, language, phone="", email=""):
    """Send a fresh private address of each to the contact they came from: by mail, or on the call list.

    One message an enquiry: who reads the call list sees those of the enquiries they handle, and no others.
    """
    with override(language):
        for enquiry in enquiries:
            context = {"rows": [(enquiry, make_link(enquiry))], "name": enquiry.name}
            send(
                subject=_("The addresses of your enquiries"),
                text=render_to_string("enquiries/emails/again.txt", context),
                language=language,
                name=enquiry.name,
                email=email,
                phone=phone,
                about=enquiry.code,
            )


def enquiry_arrived(enquiry):
    """Tell the officials and the desk who handle it, each in their own language, without the buyer's contact."""
    for user in handlers_of(enquiry).filter(email__isnull=False):
        with override(user.language):
            address = settings.SITE_URL + reverse("office:enquiry_detail", args=[enquiry.code])
            send(
                subject=_("New enquiry {code}").format(code=enquiry.code),
                text=render_to_string(
                    "enquiries/emails/arrived.txt",
                    {"enquiry": enquiry, "lines": enquiry.lines.all(), "address": address},
                ),
                language=user.language,
                recipient=user,
                about=enquiry.code,
            )


def handlers_of(enquiry):
    """The accounts whose roles let them act on it: ``EnquiryQuerySet.handled_by``, asked the other way round."""
    makers = Exhibitor.objects.filter(Q(enquiries=enquiry) | Q(lines__enquiry=enquiry))
    scope = (
        Q(roles__exhibition=None)
        | Q(roles__exhibition=enquiry.exhibition_id)
        | Q(roles__exhibition__participations__exhibitor__in=makers)
    )
    return User.objects.filter(scope, roles__kind__in=HANDLERS, is_active=True).distinct()


def handlers_of_thread(thread):
    """Those who may act on this part: ``ThreadQuerySet.handled_by``, asked the other way round."""
    scope = (
        Q(roles__exhibition=None)
        | Q(roles__exhibition=thread.enquiry.exhibition_id or 0)
        | Q(roles__exhibition__participations__exhibitor=thread.exhibitor_id or 0)
    )
    return User.objects.filter(scope, roles__kind__in=HANDLERS, is_active=True).distinct()


def replied(reply):
    """Tell the other side what was said: the buyer by a fresh private address, the maker by the portal's."""
    if reply.side == "buyer":
        tell_makers(reply.thread, "buyer_wrote", gettext_noop("The buyer of {code} has written"), reply=reply)
    else:
        tell_buyer(reply.thread, "answered", gettext_noop("Answer to your enquiry {code}"), reply=reply)


def quotation_sent(quotation):
    subject = gettext_noop("Quotation for your enquiry {code}")
    # Plain text: the tags of pages write HTML.
    until = format_date(quotation.valid_until.astimezone(ILAM).date(), quotation.thread.enquiry.language)
    tell_buyer(quotation.thread, "quoted", subject, quotation=quotation, until=until)


def quotation_decided(quotation):
    subject = gettext_noop("The buyer of {code} has decided about your quotation")
    tell_makers(quotation.thread, "decided", subject, quotation=quotation)


def tell_buyer(thread, template, subject, **context):
    """Say it in the buyer's language, with a private address of its own; by mail, or on the call list."""
    enquiry = thread.enquiry
    address = make_link(enquiry)
    with override(enquiry.language):
        context |= {"enquiry": enquiry, "thread": thread, "address": address, "language": enquiry.language}
        send(
            subject=_(subject).format(code=enquiry.code),
            text=render_to_string(f"enquiries/emails/{template}.txt", context),
            language=enquiry.language,
            name=enquiry.name,
            email=enquiry.email,
            phone=enquiry.phone,
            about=enquiry.code,
        )


def tell_makers(thread, template, subject, **context):
    """Say it to everybody who acts for the maker, each in their language; to the office where there is none."""
    users = makers_of(thread)
    if users:
        tell(users, "portal:thread_detail", thread, template, subject, **context)
    else:
        tell_desk(thread, template, subject, **context)


def makers_of(thread):
    """The accounts that act for the thread's exhibitor; who was only invited so far can be reached by nothing."""
    users = User.objects.filter(representations__exhibitor=thread.exhibitor_id or 0, is_active=True)
    return list(users.filter(Q(email__isnull=False) | Q(phone__isnull=False)).distinct())


def asked(thread):
    """Tell the makers that a buyer asks them; the office, which may have none of them to tell, knows already."""
    subject = gettext_noop("New enquiry {code}")
    tell(makers_of(thread), "portal:thread_detail", thread, "arrived", subject, lines=thread.lines.all())


def answer_waited_for(thread):
    """Remind the maker, once, that half of the time for a first answer has gone."""
    last_day = (thread.due_at - timedelta(seconds=1)).astimezone(ILAM).date()
    tell_makers(thread, "waited_for", gettext_noop("{code} waits for your first answer"), last_day=last_day)


def answer_overdue(thread):
    """Tell the desk, once, that the first answer is due and not there."""
    tell_desk(thread, "overdue", gettext_noop("{code} has not been answered in time"))


def tell_desk(thread, template, subject, **context):
    """Say it to the officials and the desk who handle the enquiry and have an e-mail address."""
    users = handlers_of_thread(thread).filter(email__isnull=False)
    tell(users, "office:enquiry_detail", thread, template, subject, **context)


def tell(users, page, thread, template, subject, **context):
    """Say it to each of ``users`` in their language, with the address of the enquiry's ``page``."""
    enquiry = thread.enquiry
    for user in users:
        with override(user.language):
            address = settings.SITE_URL + reverse(page, args=[enquiry.code])
            words = context | {"enquiry": enquiry, "thread": thread, "address": address, "language": user.language}
            send(
                subject=_(subject).format(code=enquiry.code),
                text=render_to_string(f"enquiries/emails/{template}.txt", words),
                language=user.language,
                recipient=user,
                about=enquiry.code,
            )
