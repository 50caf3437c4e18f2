"""How allauth signs people in here: nobody signs up, and sample accounts stay on local machines."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpResponseForbidden
from django.utils.translation import override
from post_office import mail


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        if user.is_sample and settings.SECURE:
            return HttpResponseForbidden()
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request):
        return "/"

    def send_mail(self, template_prefix, email, context):
        """Hand the mail to the outbox, in the recipient's own language."""
        user = context.get("user")
        with override(user.language if user else None):
            message = self.render_mail(template_prefix, email, context)
        mail.send(email, message.from_email, subject=message.subject, message=message.body, priority="high")
