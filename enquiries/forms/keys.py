"""The key of one filling-in of a form: sent twice, what was typed is stored once."""

import time
import uuid

from django.core import signing
from django.utils.translation import gettext as _


def new_key(salt="enquiry"):
    """A signed key for one filling-in of the form; ``salt`` says which form, so that it is worth nothing in another."""
    return signing.dumps([str(uuid.uuid4()), int(time.time())], salt=salt)


def read_key(text, salt="enquiry"):
    """(uuid, seconds since the form was opened); raises ``signing.BadSignature``, ValueError or TypeError."""
    key, opened = signing.loads(text, salt=salt)
    return uuid.UUID(key), time.time() - opened


class KeyMixin:
    """For a form with the hidden boxes ``key``, signed with its ``salt``, and perhaps others that the server replaces."""

    salt = "enquiry"

    def clean_key(self):
        """The key as a UUID; ``seconds`` is how long the form was open."""
        try:
            key, self.seconds = read_key(self.cleaned_data["key"], self.salt)
        except (signing.BadSignature, ValueError, TypeError):
            # The page stood open over a change of keys: a new one keeps what was typed and lets it be sent.
            self.replace("key", new_key(self.salt))
            # Nobody sees this box, so the words stand above the form and link to nothing.
            self.add_error(None, _("The page was too old. Please send it once more."))
            return None
        return key

    def sent_key(self):
        """The key that was sent, asked for before the rest of the form is looked at; None when it is none."""
        try:
            return read_key(self.data.get(self.add_prefix("key"), ""), self.salt)[0]
        except (signing.BadSignature, ValueError, TypeError):
            return None

    def replace(self, name, value):
        """Give a hidden box another value than the one that was sent, for the next time."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value
