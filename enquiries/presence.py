"""Which officials have the same enquiry open: a moment in the cache each, forgotten three minutes after the last look."""

from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from enquiries.querysets import READERS

STAYS = 180  # seconds; the page asks anew every 30


def look_at(enquiry, user):
    """Note that ``user`` looks at ``enquiry``; return [(account, since)] of the others, the first to come first."""
    officials = User.objects.filter(roles__kind__in=READERS, is_active=True).distinct()
    keys = {key_of(enquiry, each): each for each in officials}
    found = cache.get_many([*keys, key_of(enquiry, user)])
    since = found.pop(key_of(enquiry, user), timezone.now())
    cache.set(key_of(enquiry, user), since, STAYS)
    return sorted(((keys[key], moment) for key, moment in found.items()), key=lambda here: here[1])


def key_of(enquiry, user):
    return f"looks-at/{enquiry.pk}/{user.pk}"
