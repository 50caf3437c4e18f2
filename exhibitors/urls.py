from django.urls import path

from exhibitors.views import public

public_urls = [
    path("exhibitors/", public.ExhibitorList.as_view(), name="exhibitor_list"),
    path(
        "exhibitions/<slug:slug>/exhibitors/",
        public.ExhibitionExhibitorList.as_view(),
        name="exhibition_exhibitor_list",
    ),
    path("exhibitions/<slug:slug>/plan/", public.ExhibitionPlan.as_view(), name="exhibition_plan"),
]
