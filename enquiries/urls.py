from django.urls import path

from enquiries.views import buyer, documents, office, own_data, portal, public, talk

public_urls = [
    path("enquiry/", public.EnquiryPage.as_view(), name="enquiry"),
    path("enquiry/again/", buyer.BuyerAgain.as_view(), name="buyer_again"),
    path("enquiry/talk/<str:channel>/", talk.TalkPage.as_view(), name="talk"),
    path("enquiry/<str:token>/", buyer.BuyerPage.as_view(), name="buyer_page"),
    path("enquiry/<str:token>/files/<int:number>/", buyer.BuyerFile.as_view(), name="buyer_file"),
    path("enquiry/<str:token>/data.zip", own_data.BuyerData.as_view(), name="buyer_data"),
    path("enquiry/<str:token>/delete/", own_data.BuyerDelete.as_view(), name="buyer_delete"),
    path("enquiry/<str:token>/proof/", buyer.BuyerProof.as_view(), name="buyer_proof"),
    path("enquiry/<str:token>/parts/<int:number>/reply/", buyer.BuyerReply.as_view(), name="buyer_reply"),
    path("enquiry/<str:token>/quotations/<str:code>/accept/", buyer.BuyerAccept.as_view(), name="buyer_accept"),
    path("enquiry/<str:token>/quotations/<str:code>/decline/", buyer.BuyerDecline.as_view(), name="buyer_decline"),
    path(
        "enquiry/<str:token>/quotations/<str:code>/quotation.pdf",
        documents.BuyerQuotation.as_view(),
        name="buyer_quotation",
    ),
    path("check/", documents.Check.as_view(), name="check"),
    path("check/<str:code>/", documents.CheckQuotation.as_view(), name="check_quotation"),
]
portal_urls = [
    path("enquiries/", portal.ThreadList.as_view(), name="thread_list"),
    path("enquiries/<str:code>/", portal.ThreadDetail.as_view(), name="thread_detail"),
    path("enquiries/<str:code>/files/<int:number>/", portal.ThreadFile.as_view(), name="thread_file"),
    path("enquiries/<str:code>/move/", portal.ThreadMove.as_view(), name="thread_move"),
    path("enquiries/<str:code>/quotation/", portal.QuotationEdit.as_view(), name="quotation_edit"),
    path("enquiries/<str:code>/quotation/preview/", portal.QuotationPreview.as_view(), name="quotation_preview"),
    path("enquiries/<str:code>/quotation/send/", portal.QuotationSend.as_view(), name="quotation_send"),
    path(
        "enquiries/<str:code>/quotation/<str:quotation>.pdf",
        documents.OwnQuotation.as_view(),
        name="quotation_paper",
    ),
]
office_urls = [
    path("enquiries/", office.EnquiryList.as_view(), name="enquiry_list"),
    path("enquiries/new/", office.EnquiryNew.as_view(), name="enquiry_new"),
    path("enquiries/export.xlsx", office.EnquiryExport.as_view(), name="enquiry_export"),
    path("enquiries/<str:code>/", office.EnquiryDetail.as_view(), name="enquiry_detail"),
    path("enquiries/<str:code>/files/<int:number>/", office.EnquiryFile.as_view(), name="enquiry_file"),
    path("enquiries/<str:code>/here/", office.EnquiryHere.as_view(), name="enquiry_here"),
    path("enquiries/<str:code>/see/", office.EnquirySee.as_view(), name="enquiry_see"),
    path("enquiries/<str:code>/release/", office.EnquiryRelease.as_view(), name="enquiry_release"),
    path("enquiries/<str:code>/hold/", office.EnquiryHold.as_view(), name="enquiry_hold"),
    path("enquiries/<str:code>/contact/", office.EnquiryContact.as_view(), name="enquiry_contact"),
    path("enquiries/<str:code>/address/", office.EnquiryAddress.as_view(), name="enquiry_address"),
    path(
        "enquiries/<str:code>/quotation/<str:quotation>.pdf",
        documents.EnquiryQuotation.as_view(),
        name="enquiry_quotation",
    ),
    path("enquiries/<str:code>/<str:maker>/reply/", office.ThreadReply.as_view(), name="thread_reply"),
    path("enquiries/<str:code>/<str:maker>/note/", office.ThreadNote.as_view(), name="thread_note"),
    path("enquiries/<str:code>/<str:maker>/assign/", office.ThreadAssign.as_view(), name="thread_assign"),
    path("enquiries/<str:code>/<str:maker>/close/", office.ThreadClose.as_view(), name="thread_close"),
    path("enquiries/<str:code>/<str:maker>/reopen/", office.ThreadReopen.as_view(), name="thread_reopen"),
    path("enquiries/<str:code>/<str:maker>/quote/", office.ThreadQuote.as_view(), name="thread_quote"),
    path("enquiries/<str:code>/<str:maker>/decide/", office.ThreadDecide.as_view(), name="thread_decide"),
    path("messages/", office.MessageList.as_view(), name="message_list"),
]
