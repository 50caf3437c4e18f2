"""Secrets that let one account in once: eight digits on paper or by phone, or the private address in a mail.

Only a keyed hash of them is kept, so whoever makes one sees it at that moment or never. The rows stay as the record
of who let whom in, and when.
"""

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import override

from accounts.backends import is_shut_out
from accounts.models import OneUseCode, User
from lib.codes import DASHES
from lib.numbers import MARKS, ascii_digits

Purpose = OneUseCode.Purpose
DIGITS = 8
GOOD_FOR = {Purpose.INVITATION: timedelta(days=14), Purpose.SIGN_IN: timedelta(minutes=15)}
TICKET_SECONDS = 3600  # from typing the digits of an invitation to having filled in the first page
TICKET_SALT = "accounts.codes"
# The part of a mailed address. Digits alone never match: they are typed where wrong ones are counted.
TOKEN = re.compile(r"[\w-]{32}", re.ASCII)
TRIES = 5
NOBODY = OneUseCode(digest="0" * 64)  # compared where there is no code, so that the answer takes as long


def read_digits(text):
    """The eight digits somebody typed in any digits, with spaces or dashes anywhere; ValueError for anything else."""
    plain = "".join(DASHES.sub("", MARKS.sub("", ascii_digits(text))).split())
    if not re.fullmatch(rf"\d{{{DIGITS}}}", plain, re.ASCII):
        raise ValueError("not a code of eight digits")
    return plain


def in_groups(digits):
    """ "1234 5678", as it is read aloud: the first four at the left also between Arabic letters and in any digits.

    Isolated, and with a mark between the groups: in a line of Persian, or in Arabic digits, they would change places.
    """
    return f"\u2066{digits[:4]} \u200e{digits[4:]}\u2069"


def digest_of(secret, purpose):
    return salted_hmac(f"accounts.codes.{purpose}", secret, algorithm="sha256").hexdigest()


@transaction.atomic
def mint(user, purpose, *, made_by, spoken=True):
    """End what ``user`` has for ``purpose``; return a new secret: digits to be ``spoken``, else a part of an address.

    Raises ValueError for an account that is shut out.
    """
    if is_shut_out(user):
        raise ValueError("this account is for local machines")
    # Locked, so that of two officials at once the second ends what the first has made.
    User.objects.select_for_update().get(pk=user.pk)
    end(user, purpose)
    for _try in range(TRIES):
        secret = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" if spoken else secrets.token_urlsafe(24)
        try:
            with transaction.atomic():
                OneUseCode.objects.create(
                    user=user,
                    purpose=purpose,
                    digest=digest_of(secret, purpose),
                    made_by=made_by,
                    expires_at=timezone.now() + GOOD_FOR[purpose],
                    is_sample=user.is_sample,
                )
        except IntegrityError:  # the same eight digits are on somebody else's paper
            continue
        return secret
    raise RuntimeError("no code was free")


def end(user, *purposes):
    """Let the codes of ``user`` that are still good end now; return how many."""
    now = timezone.now()
    good = OneUseCode.objects.filter(user=user, used_at=None, expires_at__gt=now)
    return good.filter(purpose__in=purposes or Purpose.values).update(expires_at=now)


def find(secret, purpose, **whose):
    """The code that ``secret`` opens, or None. The work is the same whether there is such an account or not."""
    digest, found = digest_of(secret, purpose), None
    rows = OneUseCode.objects.good().filter(purpose=purpose, **whose).select_related("user")
    for code in [*rows[:2], NOBODY, NOBODY][:2]:
        if constant_time_compare(code.digest, digest):
            found = code
    return None if found is None or is_barred(found.user) else found


def find_invitation(token):
    """The invitation that a part of an address opens: a mailed one, or the ticket of digits that were right."""
    if TOKEN.fullmatch(token):
        return find(token, Purpose.INVITATION, digest=digest_of(token, Purpose.INVITATION))
    try:
        number, digest = signing.loads(token, salt=TICKET_SALT, max_age=TICKET_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    code = OneUseCode.objects.good().filter(pk=number, digest=digest).select_related("user").first()
    return None if code is None or is_barred(code.user) else code


def is_barred(user):
    """Codes open no account of an official, whoever made them and when: it may have become one since."""
    return is_shut_out(user) or user.is_official


def ticket(code):
    """A part of an address that leads from the typed digits to the first page."""
    return signing.dumps([code.pk, code.digest], salt=TICKET_SALT)


def claim(code):
    """Use it up; False when somebody else was faster, or it ended meanwhile."""
    now = timezone.now()
    # Of this one row alone: with a look at another table PostgreSQL would let two of them through.
    return bool(OneUseCode.objects.filter(pk=code.pk, used_at=None, expires_at__gt=now).update(used_at=now))


def address_of(name, language, *args):
    """The full address of a page, in the language of its reader."""
    with override(language):
        return settings.SITE_URL + reverse(name, args=args)
