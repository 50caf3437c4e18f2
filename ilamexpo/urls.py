"""Three audiences: public at /, exhibitors at portal/, officials at office/; each app brings its own pages."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

import accounts.urls
import cooperation.urls
import enquiries.urls
import events.urls
import exhibitors.urls
import products.urls
from ilamexpo import views
from ilamexpo.records import records

public_urls = [
    path("", views.Home.as_view(), name="home"),
    path("about/", views.About.as_view(), name="about"),
    path("privacy/", views.Privacy.as_view(), name="privacy"),
    path("accessibility/", views.Accessibility.as_view(), name="accessibility"),
    path("search/", views.Search.as_view(), name="search"),
    path("search/suggestions/", views.Suggestions.as_view(), name="suggestions"),
    *products.urls.public_urls,
    *events.urls.public_urls,
    *exhibitors.urls.public_urls,
    *enquiries.urls.public_urls,
    *cooperation.urls.public_urls,
]
portal_urls = [
    path("", views.PortalHome.as_view(), name="home"),
    *exhibitors.urls.portal_urls,
    *products.urls.portal_urls,
    *enquiries.urls.portal_urls,
    *cooperation.urls.portal_urls,
    path("profile/data.zip", views.OwnData.as_view(), name="own_data"),
]
office_urls = [
    path("", views.Today.as_view(), name="today"),
    path("today/<slug:what>/", views.TodayList.as_view(), name="today_list"),
    path("search/", views.OfficeSearch.as_view(), name="search"),
    path("audit/", views.Audit.as_view(), name="audit"),
    path("health/", views.Health.as_view(), name="health"),
    path("kept/", views.Kept.as_view(), name="kept"),
    *events.urls.office_urls,
    *exhibitors.urls.office_urls,
    *products.urls.office_urls,
    *enquiries.urls.office_urls,
    *cooperation.urls.office_urls,
]

urlpatterns = [
    # What is asked most comes first: each pattern before it costs.
    *i18n_patterns(
        path("accounts/", include(accounts.urls)),
        path("portal/", include((portal_urls, "portal"))),
        path("office/records/", records.urls),
        path("office/", include((office_urls, "office"))),
        path("", include((public_urls, "public"))),
    ),
    path("", views.choose_language, name="choose_language"),
    path("q/<str:code>", views.printed_code, name="printed_code"),
    path("media/<path:name>", views.media, name="media"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("calendar.ics", events.urls.calendar, name="calendar"),
    path("feeds/exhibitions.xml", events.urls.exhibition_feed, name="exhibition_feed"),
    path("feeds/products.xml", products.urls.product_feed, name="product_feed"),
]

handler400 = "ilamexpo.views.bad_request"
handler403 = "ilamexpo.views.permission_denied"
handler404 = "ilamexpo.views.page_not_found"
handler500 = "ilamexpo.views.server_error"
