from django.urls import path

from exhibitors.views import office, portal, public

public_urls = [
    path("exhibitors/", public.ExhibitorList.as_view(), name="exhibitor_list"),
    path(
        "exhibitions/<slug:slug>/exhibitors/",
        public.ExhibitionExhibitorList.as_view(),
        name="exhibition_exhibitor_list",
    ),
    path("exhibitions/<slug:slug>/plan/", public.ExhibitionPlan.as_view(), name="exhibition_plan"),
]
portal_urls = [
    path("switch/", portal.Switch.as_view(), name="switch"),
]
office_urls = [
    path("exhibitors/", office.ExhibitorList.as_view(), name="exhibitor_list"),
    path("exhibitors/<slug:slug>/access/", office.ExhibitorAccess.as_view(), name="exhibitor_access"),
    path("exhibitors/<slug:slug>/act/", office.ExhibitorAct.as_view(), name="exhibitor_act"),
]
