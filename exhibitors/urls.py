from django.urls import path

from exhibitors.views import office, portal, profile, profile_parts, public, review

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
    path("profile/", profile.Profile.as_view(), name="profile"),
    path("profile/texts/", profile_parts.ProfileTexts.as_view(), name="profile_texts"),
    path("profile/crafts/", profile_parts.ProfileCrafts.as_view(), name="profile_crafts"),
    path("profile/portrait/", profile_parts.ProfilePortrait.as_view(), name="profile_portrait"),
    path("profile/contacts/", profile_parts.ProfileContacts.as_view(), name="profile_contacts"),
    path("profile/licences/", profile_parts.ProfileCredentials.as_view(), name="profile_credentials"),
    path("profile/licences/<str:name>", profile.ProfileFile.as_view(), name="profile_file"),
    path("profile/members/", profile_parts.ProfileMembers.as_view(), name="profile_members"),
    path("profile/leave/", profile.ProfileLeave.as_view(), name="profile_leave"),
    path("profile/send/", profile.ProfileSend.as_view(), name="profile_send"),
    path("profile/take-back/", profile.ProfileTakeBack.as_view(), name="profile_take_back"),
    path("profile/discard/", profile.ProfileDiscard.as_view(), name="profile_discard"),
    path("profile/deletion/", profile.ProfileDeletion.as_view(), name="profile_deletion"),
]
office_urls = [
    path("exhibitors/", office.ExhibitorList.as_view(), name="exhibitor_list"),
    path("exhibitors/<slug:slug>/access/", office.ExhibitorAccess.as_view(), name="exhibitor_access"),
    path("exhibitors/<slug:slug>/act/", office.ExhibitorAct.as_view(), name="exhibitor_act"),
    path("review/profiles/", review.ProfileList.as_view(), name="profile_list"),
    path("review/profiles/<slug:slug>/", review.ProfileReview.as_view(), name="profile_review"),
    path("review/profiles/<slug:slug>/papers/<str:name>", review.ProfilePaper.as_view(), name="profile_paper"),
    path("review/undo-profile/", review.ProfileUndo.as_view(), name="profile_undo"),
    path("review/deletions/", review.DeletionList.as_view(), name="deletion_list"),
    path("review/undo-refusal/", review.DeletionUndo.as_view(), name="deletion_undo"),
    path("review/deletions/<slug:slug>/", review.DeletionReview.as_view(), name="deletion_review"),
]
