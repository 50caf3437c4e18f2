"""The ways a number answers, and what to write there."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# In the order of the boxes; those of Iran have no addresses that open a talk.
CHANNELS = {
    "call": gettext_lazy("Phone call"),
    "whatsapp": gettext_lazy("WhatsApp"),
    "telegram": gettext_lazy("Telegram"),
    "viber": gettext_lazy("Viber"),
    "eitaa": gettext_lazy("Eitaa"),
    "bale": gettext_lazy("Bale"),
    "rubika": gettext_lazy("Rubika"),
}


# A number can be called unless this stands among its channels: calling went without saying in older records.
NO_CALL = "no-call"


def split_channels(text):
    """The channels of a contact point, known or not, in the order they were written; "call" first unless refused."""
    names = [name for name in (part.strip().lower() for part in text.split(",")) if name]
    written = [name for name in names if name not in ("call", NO_CALL)]
    return written if NO_CALL in names else ["call", *written]


def join_channels(names):
    """What is kept of ticked boxes."""
    return ",".join(
        [*([] if "call" in names else [NO_CALL]), *(name for name in CHANNELS if name in names and name != "call")]
    )


def greeting(exhibitor):
    """What a buyer can send as a first word, with the address of the page that was seen."""
    address = settings.SITE_URL + reverse("public:exhibitor_detail", args=[exhibitor.slug])
    # Translators: {address} is the address of the maker's page.
    return _("Hello, I saw your works on {address} and would like to ask something.").format(address=address)
