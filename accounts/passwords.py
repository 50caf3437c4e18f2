"""How passwords are hashed, and what they may not be made of beside what Django knows (docs/security.md, 6.1.2, 11.4.2)."""

import re

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from lib.text import squeeze

# The name of the site, what it is about, and where.
OWN_WORDS = re.compile(
    "ilamexpo|ilam|expo|exhibition|handicrafts?|official|office|sulaymaniyah|halabja|karbala|baghdad|kut|wasit|iran|iraq|kilim"
    "|admin|password|ایلام|نمایشگاه|صنایعدستی|گلیم|عراق|ایران|کوت|کربلا|بغداد|سلیمانیه|پیشانگا"
)
LEAST_OF_ONES_OWN = 4


class Argon2Hasher(Argon2PasswordHasher):
    """With the parameters of OWASP's Password Storage Cheat Sheet: Django's take 100 MB and eight threads a sign-in."""

    time_cost, memory_cost, parallelism = 2, 19 * 1024, 1


class OwnWordsValidator(CommonPasswordValidator):
    """Refuse, in the words for a common one, a password that is hardly more than our own words and some digits."""

    def __init__(self):
        """Without the list of common ones, which another validator has read."""

    def validate(self, password, user=None):
        words = squeeze(password)
        rest = OWN_WORDS.sub("", words)
        if rest != words and len(set(re.sub(r"[\d\W_]", "", rest))) < LEAST_OF_ONES_OWN:
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_help_text(self):
        return ""
