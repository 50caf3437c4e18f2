"""What the log keeps to itself."""

import logging
import re

TOKEN = re.compile(r"(/accounts/(?:link|invitation|password/reset/key)/)[^/\s]+")


class HideTokens(logging.Filter):
    """A refused sign-in address may still be good for fifteen minutes, and logs are read by many."""

    def filter(self, record):
        message = record.getMessage()
        if TOKEN.search(message):
            record.msg, record.args = TOKEN.sub(r"\1…", message), ()
        return True
