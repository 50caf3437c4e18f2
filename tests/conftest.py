"""What every test may rely on: generated files are there, the database knows letters, a browser or a reason."""

import os
import shutil

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from tests import schema
from tests.flushing import flushing_passes_append_only  # noqa: F401

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser():
    """Path of an installed Chromium, or None; ``CHROMIUM`` names another one."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_sessionstart(session):
    # The workers of xdist come after the first process, which has made everything.
    if not hasattr(session.config, "workerinput"):
        call_command("prepare", files_only=True, verbosity=0)


def pytest_collection_modifyitems(config, items):
    postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    if postgresql:
        # What says the same on every database was heard on SQLite.
        heard = {item for item in items if not asks_database(item) or item.get_closest_marker("sqlite")}
        config.hook.pytest_deselected(items=heard)
        items[:] = [item for item in items if item not in heard]
    for item in items:
        if item.get_closest_marker("browser") and not find_browser():
            item.add_marker(pytest.mark.skip(reason="no Chromium is installed"))
        if item.get_closest_marker("postgresql") and not postgresql:
            item.add_marker(pytest.mark.skip(reason="runs on PostgreSQL only"))


def asks_database(item):
    names = {"django_db", "postgresql"}
    return any(map(item.get_closest_marker, names)) or any(name.endswith("db") for name in item.fixturenames)


@pytest.fixture(scope="session")
def chromium():
    """Path of the system's Chromium, for ``launch(executable_path=…, args=["--no-sandbox"])``."""
    return find_browser()


@pytest.fixture(autouse=True)
def own_language():
    """No test begins in the language of a page that another one asked for."""
    translation.deactivate()


@pytest.fixture
def empty_media():
    """No uploaded file is there from another test, nor left for one; each test process has a folder of its own."""
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = schema.make_postgresql()
    else:
        schema.fill_every_memory()
