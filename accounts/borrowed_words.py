"""Words of the libraries that they lack in one of our languages; kept here so that our catalogue carries them."""

from django.utils.translation import gettext_noop, ngettext_lazy

WORDS = (
    # Django: what its newest version added
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    # Django's admin: above a form with mistakes, in Persian too
    ngettext_lazy("Please correct the error below.", "Please correct the errors below."),
    # allauth: errors of the forms for passwords and the second factor
    gettext_noop("You must type the same password each time."),
    gettext_noop("You cannot generate recovery codes without having two-factor authentication enabled."),
    # auditlog: the audit trail in the records
    gettext_noop("Audit log"),
    gettext_noop("log entry"),
    gettext_noop("log entries"),
    gettext_noop("object representation"),
    gettext_noop("action"),
    gettext_noop("actor"),
    gettext_noop("timestamp"),
    gettext_noop("create"),
    gettext_noop("update"),
    gettext_noop("delete"),
    gettext_noop("access"),
    gettext_noop("Created {repr:s}"),
    gettext_noop("Updated {repr:s}"),
    gettext_noop("Deleted {repr:s}"),
)
