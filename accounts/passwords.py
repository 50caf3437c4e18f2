"""What a password of this site may not be made of, beside what Django knows (docs/security.md, 6.1.2)."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from lib.text import squeeze

# The name of the site, what it is about, and where.
OWN_WORDS = re.compile(
    "ilamexpo|ilam|expo|exhibition|handicrafts?|official|office|sulaymaniyah|halabja|karbala|baghdad|kut|wasit|iran|iraq|kilim"
    "|admin|password|ایلام|نمایشگاه|صنایعدستی|گلیم|عراق|ایران|کوت|کربلا|بغداد|سلیمانیه|پیشانگا"
)
LEAST_OF_ONES_OWN = 4


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
