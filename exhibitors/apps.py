from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExhibitorsConfig(AppConfig):
    name = "exhibitors"
    verbose_name = _("exhibitors")

    def ready(self):
        from accounts.audit import watch
        from exhibitors import models, receivers  # noqa: F401

        watch(
            *(models.Allocation, models.ContactPoint, models.Credential, models.Exhibitor, models.Participation),
            *(models.Representative, models.Call, models.Question, models.Target, models.Criterion, models.Panellist),
            *(models.Review, models.Score, models.PlanVersion, models.Circular, models.Task, models.TaskDone),
            models.Feedback,
        )
