from django.urls import path

from enquiries.views import buyer, office, public

public_urls = [
    path("enquiry/", public.EnquiryPage.as_view(), name="enquiry"),
    path("enquiry/again/", buyer.BuyerAgain.as_view(), name="buyer_again"),
    path("enquiry/<str:token>/", buyer.BuyerPage.as_view(), name="buyer_page"),
    path("enquiry/<str:token>/proof/", buyer.BuyerProof.as_view(), name="buyer_proof"),
    path("enquiry/<str:token>/parts/<int:number>/reply/", buyer.BuyerReply.as_view(), name="buyer_reply"),
    path("enquiry/<str:token>/quotations/<str:code>/accept/", buyer.BuyerAccept.as_view(), name="buyer_accept"),
    path("enquiry/<str:token>/quotations/<str:code>/decline/", buyer.BuyerDecline.as_view(), name="buyer_decline"),
]
office_urls = [
    path("enquiries/", office.EnquiryList.as_view(), name="enquiry_list"),
    path("enquiries/<str:code>/", office.EnquiryDetail.as_view(), name="enquiry_detail"),
    path("enquiries/<str:code>/see/", office.EnquirySee.as_view(), name="enquiry_see"),
    path("enquiries/<str:code>/release/", office.EnquiryRelease.as_view(), name="enquiry_release"),
]
