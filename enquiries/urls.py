from django.urls import path

from enquiries.views import office, public

public_urls = [
    path("enquiry/", public.EnquiryPage.as_view(), name="enquiry"),
]
office_urls = [
    path("enquiries/", office.EnquiryList.as_view(), name="enquiry_list"),
    path("enquiries/<str:code>/", office.EnquiryDetail.as_view(), name="enquiry_detail"),
    path("enquiries/<str:code>/see/", office.EnquirySee.as_view(), name="enquiry_see"),
    path("enquiries/<str:code>/release/", office.EnquiryRelease.as_view(), name="enquiry_release"),
]
