from django.urls import path

from events.feeds import ExhibitionFeed
from events.views import public

public_urls = [
    path("exhibitions/", public.ExhibitionList.as_view(), name="exhibition_list"),
    path("exhibitions/<slug:slug>/programme/", public.ExhibitionProgramme.as_view(), name="exhibition_programme"),
    path("exhibitions/<slug:slug>/exhibition.ics", public.ExhibitionCalendar.as_view(), name="exhibition_calendar"),
]
office_urls = []
calendar = public.Calendar.as_view()
exhibition_feed = ExhibitionFeed()
