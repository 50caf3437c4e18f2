"""One function per message; each in its recipient's language."""

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.messages import send
from accounts.models import User
from enquiries.querysets import HANDLERS
from exhibitors.models import Exhibitor


def enquiry_received(enquiry):
    """Tell the buyer the code, when there is an e-mail address."""
    if not enquiry.email:
        return
    with override(enquiry.language):
        send(
            subject=_("Your enquiry {code} has arrived").format(code=enquiry.code),
            text=render_to_string("enquiries/emails/received.txt", {"enquiry": enquiry, "lines": enquiry.lines.all()}),
            language=enquiry.language,
            name=enquiry.name,
            email=enquiry.email,
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
