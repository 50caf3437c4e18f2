"""What a password of this site may not be made of, beside what Django knows (docs/security.md, 6.1.2)."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator

from lib.text import squeeze

# The name of the site, what it is about, and where.
OWN_WORDS = re.compile(
    "ilamexpo|ilam|expo|exhibition|handicrafts?|official|office|sulaymaniyah|halabja|karbala|baghdad|kut|wasit|iran|iraq|kilim"
    "|admin|password|ایلام|نمایشگاه|صنایعدستی|گلیم|عراق|ایران|کوت|کربلا|بغداد|سلیمانیه|پیشانگا"
)
LEAST_OF_ONES_OWN = 4


class OwnWordsValidator(CommonPasswordValidator):
    """Refuse a password that is hardly more than our own words and some digits, as one that many would try."""

    def __init__(self):
        self.passwords = set()

    def validate(self, password, user=None):
        rest = OWN_WORDS.sub("", squeeze(password))
        if len(rest) != len(squeeze(password)) and len(set(re.sub(r"[\d\W_]", "", rest))) < LEAST_OF_ONES_OWN:
            self.passwords = {password.lower().strip()}
        super().validate(password, user)

    def get_help_text(self):
        return ""
