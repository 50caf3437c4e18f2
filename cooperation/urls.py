from django.urls import path

from cooperation.views import public

public_urls = [
    path("cooperation/", public.CooperationList.as_view(), name="cooperation_list"),
    path("cooperation/<slug:slug>/", public.CooperationDetail.as_view(), name="cooperation_detail"),
    path("cooperation/<slug:slug>/papers/<int:number>/", public.CooperationPaper.as_view(), name="cooperation_paper"),
]
