"""Signing in, under ``/<lang>/accounts/``: those of allauth's pages that we want, and some of our own.

Nobody signs up and nobody changes the own e-mail address: both are the office's work, in the records.
"""

from allauth.account import views as account
from django.urls import include, path, re_path

from accounts import views

urlpatterns = [
    path("", views.Account.as_view(), name="account_home"),
    path("home/", views.HomeOfUser.as_view(), name="home_of_user"),
    path("invitation/", views.Invitation.as_view(), name="invitation"),
    path("invitation/<str:token>/", views.InvitationEntry.as_view(), name="invitation_entry"),
    path("link/<str:token>/", views.SignInLink.as_view(), name="sign_in_link"),
    path("login/", account.login, name="account_login"),
    path("login/phone/", views.PhoneLogin.as_view(), name="phone_login"),
    path("login/code/", account.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", account.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("two-factor/webauthn/add/", views.PasskeyAdd.as_view(), name="mfa_add_webauthn"),
    path("two-factor/", include("allauth.mfa.urls")),
    path("sessions/", views.Sessions.as_view(), name="usersessions_list"),
]
