from django.apps import AppConfig
from django.db import connection

from lib import patience


class SiteConfig(AppConfig):
    name = "ilamexpo"

    def ready(self):
        if connection.vendor == "postgresql":
            patience.install()
