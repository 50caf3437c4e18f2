from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CooperationConfig(AppConfig):
    name = "cooperation"
    verbose_name = _("cooperation")

    def ready(self):
        from accounts.audit import watch
        from cooperation import models, papers, reminders  # noqa: F401

        watch(
            *(models.Institution, models.Person, models.Post, models.Tenure),
            *(models.Delegation, models.Meeting, models.Promise, models.Memorandum, models.Tour),
            *(models.AgendaItem, models.Attendance, models.Paper, models.Source, models.Step, models.Stop),
            models.ExhibitionReport,
        )
