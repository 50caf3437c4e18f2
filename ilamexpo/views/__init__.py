"""The pages that belong to no single app, and what every site has: errors, media, robots, sitemap."""

from ilamexpo.views.audit import Audit
from ilamexpo.views.errors import bad_request, csrf_failure, page_not_found, permission_denied, server_error
from ilamexpo.views.health import Health, Readyz
from ilamexpo.views.kept import Kept
from ilamexpo.views.office import Today, TodayList
from ilamexpo.views.office_search import OfficeSearch
from ilamexpo.views.own_data import OwnData
from ilamexpo.views.portal import PortalHome
from ilamexpo.views.public import About, Accessibility, Home, Privacy
from ilamexpo.views.search import Search, Suggestions
from ilamexpo.views.sitemap import Sitemap
from ilamexpo.views.technical import ChooseLanguage, Favicon, Healthz, Media, PrintedCode, Robots

__all__ = [
    "About",
    "Accessibility",
    "Audit",
    "Health",
    "Home",
    "Kept",
    "OfficeSearch",
    "OwnData",
    "PortalHome",
    "Privacy",
    "Search",
    "Suggestions",
    "Today",
    "TodayList",
    "bad_request",
    "choose_language",
    "csrf_failure",
    "favicon",
    "healthz",
    "media",
    "page_not_found",
    "permission_denied",
    "printed_code",
    "readyz",
    "robots",
    "server_error",
    "sitemap",
]

choose_language = ChooseLanguage.as_view()
favicon = Favicon.as_view()
healthz = Healthz.as_view()
media = Media.as_view()
printed_code = PrintedCode.as_view()
readyz = Readyz.as_view()
robots = Robots.as_view()
sitemap = Sitemap.as_view()
