from django.urls import path

from events.feeds import ExhibitionFeed
from events.views import public
from events.views.office import publication

public_urls = [
    path("exhibitions/", public.ExhibitionList.as_view(), name="exhibition_list"),
    path("exhibitions/<slug:slug>/programme/", public.ExhibitionProgramme.as_view(), name="exhibition_programme"),
    path("exhibitions/<slug:slug>/exhibition.ics", public.ExhibitionCalendar.as_view(), name="exhibition_calendar"),
]
office_urls = [
    path("exhibitions/<slug:slug>/publish/", publication.ExhibitionPublish.as_view(), name="exhibition_publish"),
    path("exhibitions/<slug:slug>/withdraw/", publication.ExhibitionWithdraw.as_view(), name="exhibition_withdraw"),
]
calendar = public.Calendar.as_view()
exhibition_feed = ExhibitionFeed.as_view()
