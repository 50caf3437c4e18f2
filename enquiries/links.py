"""Private addresses for buyers: long random tokens, of which only the hash is kept."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from enquiries.models import BuyerLink

VALID_FOR = timedelta(days=180)


def make_link(enquiry):
    """A fresh private address of ``enquiry`` in its buyer's language; the older ones stay valid."""
    token = secrets.token_urlsafe(24)
    BuyerLink.objects.create(enquiry=enquiry, token_hash=hash_of(token), expires_at=timezone.now() + VALID_FOR)
    with override(enquiry.language):
        return settings.SITE_URL + reverse("public:buyer_page", args=[token])


def open_link(token):
    """The valid ``BuyerLink`` of that token with its enquiry, or None; opening it changes nothing."""
    return BuyerLink.objects.valid().select_related("enquiry__exhibition").filter(token_hash=hash_of(token)).first()


def revoke_links(enquiry):
    """End every private address of ``enquiry``; return how many were still valid."""
    return BuyerLink.objects.filter(enquiry=enquiry, revoked_at=None).update(revoked_at=timezone.now())


def hash_of(token):
    # No salt: the token holds 192 random bits, so nobody guesses it from its hash.
    return hashlib.sha256(token.encode()).hexdigest()
