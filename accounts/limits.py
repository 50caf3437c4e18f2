"""How often one address may do one thing; counted in the database, so all workers agree."""

import hashlib
import hmac
import ipaddress
import time

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.models import Limit


def network_of(request):
    """The caller's address, or for IPv6 its /64; a trusted proxy's forwarded address is believed."""
    address = request.META.get("REMOTE_ADDR", "")
    if address in settings.TRUSTED_PROXIES:
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)


def is_within(purpose, key, *, limit, seconds):
    """Count one more attempt and tell whether it stays within ``limit`` (times LIMITS_FACTOR) per ``seconds``.

    ``key`` is stored only as a keyed hash. The window is a fixed one.
    """
    hashed = hmac.new(settings.SECRET_KEY.encode(), f"{purpose}:{key}".encode(), hashlib.sha256).hexdigest()
    window = int(time.time()) // seconds * seconds
    with transaction.atomic():
        row, is_new = Limit.objects.get_or_create(key=hashed, window=window, defaults={"count": 1})
        if not is_new:
            Limit.objects.filter(pk=row.pk).update(count=F("count") + 1)
            row.refresh_from_db()
    return row.count <= limit * settings.LIMITS_FACTOR
