"""One box that finds what the office works with."""

from django.shortcuts import redirect
from django.views.generic import TemplateView

from accounts.audiences import OfficeMixin
from ilamexpo.finding import Search


class OfficeSearch(OfficeMixin, TemplateView):
    """Everything of that name, phone or number this official oversees; a whole code leads to its record."""

    http_method_names = ["get", "head", "options"]
    permission_required = "events.view_today"
    template_name = "ilamexpo/office/search.html"

    def get(self, request):
        search = Search(request.user, request.GET.get("q", ""))
        if address := search.address():
            return redirect(address)
        groups = search.groups()
        total = sum(len(group.rows) for group in groups)
        return self.render_to_response(
            self.get_context_data(query=search.text, office_query=search.text, groups=groups, total=total)
        )
