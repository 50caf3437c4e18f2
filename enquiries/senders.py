"""Who may act on a private page: the browser that sent the enquiry, or one that typed its phone or e-mail.

Kept in the session as codes of enquiries. The private address itself is kept on the server by its hash alone, so the
browser that sent carries it, for the confirmation, in a cookie of its own.
"""

import secrets

from django.conf import settings
from django.db.models import F

from enquiries.links import hash_of, make_link
from enquiries.models import BuyerLink

SESSION_KEY, DELETED_KEY = "buyer_of", "buyer_deleted"
COOKIE = f"{settings.COOKIE_PREFIX}enquiry_address"
A_DAY = 24 * 3600
MOST = 50
MOST_TRIES = 5


def may_act(request, enquiry):
    return enquiry.code in request.session.get(SESSION_KEY, ())


def let_act(request, enquiry):
    """From now on this browser may act for the buyer of ``enquiry``, until its session ends."""
    if not may_act(request, enquiry):
        # Whoever knew the session before it could do this does not know it any more.
        request.session.cycle_key()
    known = [code for code in request.session.get(SESSION_KEY, ()) if code != enquiry.code]
    request.session[SESSION_KEY] = [*known, enquiry.code][-MOST:]


def note_deletion(request, token, enquiry):
    """From now on this browser reads at its private address that ``enquiry`` is deleted, not that it is mistyped."""
    known = request.session.get(DELETED_KEY, [])
    request.session[DELETED_KEY] = [*known, [hash_of(token), enquiry.code]][-MOST:]


def code_deleted_at(request, token):
    """The code of the enquiry that this browser had deleted at that private address; empty for every other one."""
    return dict(request.session.get(DELETED_KEY, [])).get(hash_of(token), "")


def hand_address(request, response, enquiry):
    """Let the browser that sent ``enquiry`` act for its buyer, and carry a private address of it."""
    let_act(request, enquiry)
    if handed_token(request, enquiry):
        return
    token = make_link(enquiry).rstrip("/").rpartition("/")[2]
    response.set_cookie(
        COOKIE, token, max_age=A_DAY, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )


def handed_token(request, enquiry):
    """The private token of ``enquiry`` that this browser got when it sent; empty for every other browser."""
    token = request.COOKIES.get(COOKIE, "")
    # Also while the enquiry is held back: the page tells a robot nothing about that.
    links = BuyerLink.objects.filter(enquiry=enquiry, revoked_at=None)
    is_its_own = token and may_act(request, enquiry) and links.filter(token_hash=hash_of(token)).exists()
    return token if is_its_own else ""


def prove(link, contact):
    """Whether ``contact`` ((kind, what it may be), see ``read_contact``) is that of the link's enquiry.

    A try is counted before it is looked at, so that many at once are too many, and taken back when it was right.
    After five wrong ones the link only reads, also for the right contact.
    """
    rows = BuyerLink.objects.filter(pk=link.pk)
    if not rows.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return False
    kind, values = contact
    kept = getattr(link.enquiry, kind).lower().encode() if kind else b""
    is_right = bool(kept) and any(secrets.compare_digest(value.encode(), kept) for value in values)
    if is_right:
        rows.filter(tries__gt=0).update(tries=F("tries") - 1)
    return is_right
