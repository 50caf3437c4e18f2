from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExhibitorsConfig(AppConfig):
    name = "exhibitors"
    verbose_name = _("exhibitors")

    def ready(self):
        from accounts.audit import watch
        from exhibitors import receivers  # noqa: F401
        from exhibitors.models import Allocation, ContactPoint, Credential, Exhibitor, Participation, Representative

        watch(Allocation, ContactPoint, Credential, Exhibitor, Participation, Representative)
