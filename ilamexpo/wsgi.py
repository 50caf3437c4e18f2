import gc
import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilamexpo.settings")
# Nobody in front of a browser waits as long for a locked SQLite file as a job may.
os.environ.setdefault("DATABASE_PATIENCE", "0.8")
application = get_wsgi_application()
# Only now are there models to import.
from django.conf import settings  # noqa: E402
from django.db import DatabaseError, connections  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.template.loader import get_template  # noqa: E402
from django.urls import resolve  # noqa: E402

from ilamexpo.compiled import environment  # noqa: E402
from ilamexpo.health import known_migrations  # noqa: E402
from ilamexpo.templatetags.ilam import icons  # noqa: E402
from ilamexpo.views.errors import unavailable  # noqa: E402
from products.facets import current_stamp  # noqa: E402
from products.shelf import shelf_of  # noqa: E402


def get_ready():
    """Read before the processes part what each would read for its first page: addresses, words, templates, icons, the
    names of migrations, the works as sets. All of them at once, after a restart, would keep visitors waiting for seconds.

    Without a database, or with one that is not up to date, the sets are left for later.
    """
    known_migrations()
    resolve("/healthz")
    icons()
    for name in templates("*.html"):
        get_template(name)
    for language, _name in settings.LANGUAGES:
        request = HttpRequest()
        request.method, request.path = "GET", f"/{language}/"
        unavailable(request, is_planned=False)
        for name in templates("*.jinja"):
            environment(language).get_template(name)
    with suppress(DatabaseError):
        shelf_of(current_stamp())
    connections.close_all()


def templates(kind):
    folder = settings.BASE_DIR / "templates"
    return [str(path.relative_to(folder)) for path in folder.rglob(kind) if not path.name.startswith(".")]


get_ready()
# What is there now stays for good: the processes that part from here share it longer, since nothing is looked through.
gc.collect()
gc.freeze()
