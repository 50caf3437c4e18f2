"""What the office says to an exhibitor's people about the profile; written first, so that it can be shown before it goes."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.messages import send
from accounts.models import User
from exhibitors.acting import KEEPERS


@dataclass
class Draft:
    """One message to one person, not sent yet."""

    recipient: User
    subject: str
    text: str
    about: str

    @property
    def language(self):
        return self.recipient.language

    @property
    def is_told(self):
        """By phone, where there is no mail."""
        return not self.recipient.email

    def send(self, *, not_before=None):
        return send(
            subject=self.subject,
            text=self.text,
            language=self.language,
            recipient=self.recipient,
            about=self.about,
            not_before=not_before,
        )


def people_of(exhibitor):
    """The accounts that keep the profile and can be reached."""
    rows = exhibitor.representatives.filter(level__in=KEEPERS, user__is_active=True).select_related("user")
    return [row.user for row in rows.order_by("pk") if row.user.email or row.user.phone]


def written(exhibitor, template, subject, **context):
    """A Draft for each of its people, in the language of each; ``subject`` is called in that language."""
    drafts = []
    for user in people_of(exhibitor):
        with override(user.language):
            address = settings.SITE_URL + reverse("portal:profile")
            public = settings.SITE_URL + reverse("public:exhibitor_detail", args=[exhibitor.slug])
            text = render_to_string(
                f"exhibitors/emails/{template}.txt",
                {"user": user, "exhibitor": exhibitor, "address": address, "public": public, **context},
            )
            drafts.append(Draft(user, subject(), text.strip() + "\n", exhibitor.code))
    return drafts


def approved(exhibitor, joining=()):
    """What its people hear, and those of each maker that is shown as its member from now on."""
    drafts = written(exhibitor, "profile_approved", lambda: _("Your profile is public"))
    for member in joining:
        drafts += written(member, "joined_group", lambda: _("You are shown as a member of a group"), group=exhibitor)
    return drafts


def returned(exhibitor, reason):
    return written(exhibitor, "profile_returned", lambda: _("Your profile came back with a question"), reason=reason)


def kept(exhibitor, words):
    """The answer to a request for deletion that was refused."""
    return written(exhibitor, "deletion_refused", lambda: _("About your request for deletion"), reason=words)


def gone(exhibitor):
    """The answer to a request for deletion that was granted."""
    return written(exhibitor, "deletion_granted", lambda: _("Your data have been deleted"))


def deliver(drafts, *, not_before=None):
    """Send them, not before a moment until which they can be taken back; return the Messages."""
    return [draft.send(not_before=not_before) for draft in drafts]
