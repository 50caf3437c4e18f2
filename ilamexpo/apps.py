from django.apps import AppConfig
from django.db import connection

from lib import patience


class SiteConfig(AppConfig):
    name = "ilamexpo"

    def ready(self):
        from ilamexpo import retention  # noqa: F401 - its daily chore

        if connection.vendor == "postgresql":
            patience.install()
