from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("exhibitions")

    def ready(self):
        from accounts.audit import watch
        from events import receivers  # noqa: F401
        from events.models import (
            Claim,
            Exhibition,
            Gate,
            Hall,
            Organiser,
            ProgrammeItem,
            Role,
            Series,
            Stand,
            Venue,
            VisitorCount,
        )

        watch(Claim, Exhibition, Gate, Hall, Organiser, ProgrammeItem, Role, Series, Stand, Venue, VisitorCount)
