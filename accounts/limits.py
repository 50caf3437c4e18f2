"""How often one network may do one thing; counted in the database, so all workers agree."""

import ipaddress
import time
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from accounts.models import Limit

UNKNOWN = "0.0.0.0"  # where the server knows no address, as behind a socket


def address_of(request):
    """The caller's address. Behind a trusted proxy: the last forwarded one that is not itself a trusted proxy."""
    address = request.META.get("REMOTE_ADDR") or UNKNOWN
    if not is_trusted(address):
        return _valid(address)
    for forwarded in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        address = forwarded.strip()
        if not is_trusted(address):
            break
    return _valid(address)


def is_trusted(address):
    """Whether that is the address of one of TRUSTED_PROXIES, which may be networks."""
    return bool(settings.TRUSTED_PROXIES) and _is_in(_valid(address), tuple(settings.TRUSTED_PROXIES))


@lru_cache(maxsize=256)
def _is_in(address, proxies):
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(each) for each in proxies)


def _valid(address):
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def network_of(request):
    """The caller's address, for IPv6 its /64: whoever has one address there has them all."""
    address = ipaddress.ip_address(address_of(request))
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def is_within(purpose, key, *, limit, seconds):
    """Count one more attempt and tell whether it stays within ``limit`` (times LIMITS_FACTOR) per ``seconds``.

    ``key`` is stored only as a keyed hash. The window is a fixed one. Call it outside a transaction that may be
    rolled back, or the attempt is forgotten with it.
    """
    hashed = salted_hmac("accounts.limits", f"{purpose}:{key}", algorithm="sha256").hexdigest()
    window = int(time.time()) // seconds * seconds
    with transaction.atomic():
        row, is_new = Limit.objects.get_or_create(key=hashed, window=window, defaults={"count": 1})
        if not is_new:
            Limit.objects.filter(pk=row.pk).update(count=F("count") + 1)
            row.refresh_from_db(fields=["count"])
    return row.count <= limit * settings.LIMITS_FACTOR


def take_back(purpose, key, *, seconds):
    """Forget one attempt that ``is_within`` has counted: it was none of those that shall be limited."""
    hashed = salted_hmac("accounts.limits", f"{purpose}:{key}", algorithm="sha256").hexdigest()
    window = int(time.time()) // seconds * seconds
    Limit.objects.filter(key=hashed, window=window, count__gt=0).update(count=F("count") - 1)
