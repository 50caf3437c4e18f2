"""Fresh private addresses for whoever lost theirs.

The page looks up, counts and leaves one job, the same whether it knows the contact or not, so that nobody learns from its
words or its time what it knows. The worker writes, to the contact each enquiry came with.
"""

import hashlib

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.jobs import enqueue, handles
from accounts.limits import is_within
from enquiries import emails
from enquiries.models import Enquiry

DAYS_BACK = 180
DAY = 86_400
MOST_ADDRESSES = 10
# A stranger's network uses up its own tries, not those of the owner. Who asks from many of them brings the owner, who is
# then not written to any more that day, this many mails with addresses that open.
MOST_OF_ONE_NETWORK, MOST_OF_ALL = 3, 9
ONE, ALL = "private_address", "private_addresses"
UNKNOWN = 2**62  # beyond the numbers of rows


def ask_again(contact, *, code, network):
    """Have addresses sent of what came from ``contact`` (see ``read_contact``), or of the one enquiry of that ``code``."""
    kind, values = contact
    if not values:
        return
    enquiry = only_one_meant(kind, values, code)
    key = getattr(enquiry, kind).lower() if enquiry else min(values)
    if is_within("address again", f"{key} {network}", limit=MOST_OF_ONE_NETWORK, seconds=DAY) and is_within(
        "address again to", key, limit=MOST_OF_ALL, seconds=DAY
    ):
        enqueue(ONE if code else ALL, enquiry.pk if enquiry else UNKNOWN + number_of(key))


def only_one_meant(kind, values, code):
    """The newest enquiry from one of the contacts ``values``; None where there is none, or where two people may be meant."""
    found = Enquiry.objects.by_contact(**{f"{kind}s": values}, days=DAYS_BACK).real()
    rows = list(found.filter(code=code) if code else found)
    return rows[0] if len({getattr(row, kind).lower() for row in rows}) == 1 else None


def number_of(text):
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7])


@handles(ONE, does=_("A buyer is sent the private address of an enquiry once more."))
@transaction.atomic
def send_one(number):
    for enquiry in Enquiry.objects.real().filter(pk=number):
        emails.address_again(enquiry)


@handles(ALL, does=_("A buyer is sent the private addresses of all enquiries once more."))
@transaction.atomic
def send_all(number):
    for asked in Enquiry.objects.real().filter(pk=number):
        found = Enquiry.objects.by_contact(phones=[asked.phone], emails=[asked.email], days=DAYS_BACK).real()
        for enquiry in found[:MOST_ADDRESSES]:
            emails.address_again(enquiry)
