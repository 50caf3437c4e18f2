"""What is still kept of people, for those who oversee everything."""

from django.views.generic import TemplateView

from accounts.audiences import OfficeMixin
from ilamexpo.retention import report


class Kept(OfficeMixin, TemplateView):
    """How many records of each kind remain, and what the clean-up last did: numbers and moments, no words of anybody."""

    permission_required = "ilamexpo.view_cleanup"
    template_name = "ilamexpo/office/kept.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, report=report())
