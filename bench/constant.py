"""C, what every measurement is compared with: one constant page of 30 kB from Django without middleware."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

PAGE = b"<!doctype html><title>C</title>" + b"<p>constant</p>" * 2045

settings.configure(ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="of no use here")
urlpatterns = [path("", lambda request: HttpResponse(PAGE))]
application = get_wsgi_application()
