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
from lib.dates import ILAM


def enquiry_received(enquiry):
    """Tell the buyer the code and a private address, when there is an e-mail address."""
    if enquiry.email:
        subject = gettext_noop("Your enquiry {code} has arrived")
        write_to_buyer(enquiry, "received", subject, lines=enquiry.lines.all())


def address_again(enquiry):
    """Send a fresh private address to the contact it came from.

    One message an enquiry: who reads the call list sees those of the enquiries they handle, and no others.
    """
    write_to_buyer(enquiry, "again", gettext_noop("The addresses of your enquiries"))


def enquiry_arrived(enquiry):
    """Tell the officials and the desk who handle it, each in their own language, without the buyer's contact."""
    users = handlers_of(enquiry).filter(email__isnull=False)
    subject = gettext_noop("New enquiry {code}")
    write_to_accounts(users, "office:enquiry_detail", enquiry, "arrived", subject, lines=enquiry.lines.all())


def handlers_of(enquiry):
    """The accounts whose roles let them act on it: ``EnquiryQuerySet.handled_by``, asked the other way round."""
    return handlers(enquiry, Exhibitor.objects.filter(Q(enquiries=enquiry) | Q(lines__enquiry=enquiry)))


def handlers_of_thread(thread):
    """Those who may act on this part: ``ThreadQuerySet.handled_by``, asked the other way round."""
    return handlers(thread.enquiry, [thread.exhibitor_id] if thread.exhibitor_id else [])


def handlers(enquiry, makers):
    """Who handles every exhibition, that of ``enquiry``, or one in which any of ``makers`` takes part."""
    scope = Q(roles__exhibition=None) | Q(roles__exhibition__participations__exhibitor__in=makers)
    if enquiry.exhibition_id:
        scope |= Q(roles__exhibition=enquiry.exhibition_id)
    return User.objects.filter(scope, roles__kind__in=HANDLERS, is_active=True).distinct()


def replied(reply):
    """Tell the other side what was said: the buyer by a fresh private address, the maker by the portal's."""
    if reply.side == "buyer":
        tell_makers(reply.thread, "buyer_wrote", gettext_noop("The buyer of {code} has written"), reply=reply)
    else:
        tell_buyer(reply.thread, "answered", gettext_noop("Answer to your enquiry {code}"), reply=reply)


def quotation_sent(quotation):
    subject = gettext_noop("Quotation for your enquiry {code}")
    tell_buyer(quotation.thread, "quoted", subject, quotation=quotation)


def quotation_decided(quotation):
    subject = gettext_noop("The buyer of {code} has decided about your quotation")
    tell_makers(quotation.thread, "decided", subject, quotation=quotation)


def tell_buyer(thread, template, subject, **context):
    """Say it to the buyer of the thread; by mail, or on the call list."""
    write_to_buyer(thread.enquiry, template, subject, thread=thread, **context)


def write_to_buyer(enquiry, template, subject, **context):
    """Write in the buyer's language, with a fresh private address; to nobody while a talk has told no contact."""
    if not enquiry.has_contact:
        return
    context |= {"enquiry": enquiry, "address": make_link(enquiry), "language": enquiry.language}
    with override(enquiry.language):
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


def withdrawn(thread):
    """Tell the maker that the buyer has withdrawn the enquiry: nothing is left to answer."""
    tell_makers(thread, "withdrawn", gettext_noop("The buyer of {code} has withdrawn the enquiry"))


def deletion_asked(thread):
    """Tell the desk that a buyer wants to be forgotten while an order is open."""
    tell_desk(thread, "deletion_asked", gettext_noop("The buyer of {code} asks for deletion"))


def tell_desk(thread, template, subject, **context):
    """Say it to the officials and the desk who handle the enquiry and have an e-mail address."""
    users = handlers_of_thread(thread).filter(email__isnull=False)
    tell(users, "office:enquiry_detail", thread, template, subject, **context)


def tell(users, page, thread, template, subject, **context):
    """Say it to each of ``users``, with the address of the enquiry's ``page``."""
    write_to_accounts(users, page, thread.enquiry, template, subject, thread=thread, **context)


def write_to_accounts(users, page, enquiry, template, subject, **context):
    """Write to each of ``users`` in their language, with the address of ``page``."""
    for user in users:
        with override(user.language):
            address = settings.SITE_URL + reverse(page, args=[enquiry.code])
            words = context | {"enquiry": enquiry, "address": address, "language": user.language}
            send(
                subject=_(subject).format(code=enquiry.code),
                text=render_to_string(f"enquiries/emails/{template}.txt", words),
                language=user.language,
                recipient=user,
                about=enquiry.code,
            )
