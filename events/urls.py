from django.urls import path

from events.feeds import ExhibitionFeed
from events.views import public
from events.views.office import cloning, exhibitions, programme, publication, rescheduling, setting_up, visitors

public_urls = [
    path("exhibitions/", public.ExhibitionList.as_view(), name="exhibition_list"),
    path("exhibitions/<slug:slug>/programme/", public.ExhibitionProgramme.as_view(), name="exhibition_programme"),
    path("exhibitions/<slug:slug>/exhibition.ics", public.ExhibitionCalendar.as_view(), name="exhibition_calendar"),
]
office_urls = [
    path("exhibitions/", exhibitions.ExhibitionList.as_view(), name="exhibition_list"),
    path("exhibitions/new/", setting_up.ExhibitionNew.as_view(), name="exhibition_new"),
    path("exhibitions/<slug:slug>/", exhibitions.ExhibitionDetail.as_view(), name="exhibition_detail"),
    path("exhibitions/<slug:slug>/edit/", setting_up.ExhibitionEdit.as_view(), name="exhibition_edit"),
    path("exhibitions/<slug:slug>/programme/", programme.ExhibitionProgramme.as_view(), name="exhibition_programme"),
    path("exhibitions/<slug:slug>/visitors/", visitors.ExhibitionVisitors.as_view(), name="exhibition_visitors"),
    path("exhibitions/<slug:slug>/visitors/count/", visitors.VisitorTally.as_view(), name="visitor_tally"),
    path("exhibitions/<slug:slug>/visitors/sheet/", visitors.VisitorSheet.as_view(), name="visitor_sheet"),
    path("exhibitions/<slug:slug>/status/", exhibitions.ExhibitionStatus.as_view(), name="exhibition_status"),
    path("exhibitions/<slug:slug>/clone/", cloning.ExhibitionClone.as_view(), name="exhibition_clone"),
    path(
        "exhibitions/<slug:slug>/reschedule/", rescheduling.ExhibitionReschedule.as_view(), name="exhibition_reschedule"
    ),
    path("exhibitions/<slug:slug>/publish/", publication.ExhibitionPublish.as_view(), name="exhibition_publish"),
    path("exhibitions/<slug:slug>/withdraw/", publication.ExhibitionWithdraw.as_view(), name="exhibition_withdraw"),
]
calendar = public.Calendar.as_view()
exhibition_feed = ExhibitionFeed.as_view()
