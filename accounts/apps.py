from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("accounts and messages")

    def ready(self):
        from auditlog.registry import auditlog

        from accounts import receivers  # noqa: F401

        auditlog.register(self.get_model("User"), exclude_fields=["password", "last_login"])
        # Who let whom in: the secret itself, and its hash, stand nowhere in the trail.
        auditlog.register(self.get_model("OneUseCode"), exclude_fields=["digest"])
