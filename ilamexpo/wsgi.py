import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilamexpo.settings")
# Nobody in front of a browser waits as long for a locked SQLite file as a job may.
os.environ.setdefault("DATABASE_PATIENCE", "1.2")
application = get_wsgi_application()
# Only now are there models to import.
from ilamexpo.health import known_migrations  # noqa: E402

known_migrations()  # reads many files: before the processes part, and not when /readyz is asked first
