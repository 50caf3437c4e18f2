from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnquiriesConfig(AppConfig):
    name = "enquiries"
    verbose_name = _("enquiries")

    def ready(self):
        from enquiries import again, files, receivers, reminders  # noqa: F401
