"""One box over works, makers, crafts and exhibitions, and what it offers while somebody types."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts.audiences import PublicMixin
from ilamexpo.searching import clean, crafts_among, entries, page_of_code, search
from ilamexpo.suggesting import suggestions
from products.facets import current_stamp


class Search(PublicMixin, TemplateView):
    """What ``q`` finds; a whole code leads to its work or maker (at most 8 queries)."""

    template_name = "ilamexpo/public/search.html"

    def get(self, request, *args, **kwargs):
        self.query = clean(request.GET.get("q", ""))
        if self.query and (address := page_of_code(self.query)):
            return redirect(address)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        stamp = current_stamp()
        known = entries(stamp)
        context = {"query": self.query, "breadcrumbs": [(_("Search"), "")], "crafts": crafts_among(known)}
        if self.query:
            asked = urlencode({"q": self.query})
            feed = f"{reverse('product_feed')}?{urlencode({'language': get_language()})}&{asked}"
            context |= {"found": search(self.query, stamp, known), "asked": asked, "feed": feed}
            context["wanted"] = urlencode({"wanted": self.query})
        return super().get_context_data(**kwargs, **context)


class Suggestions(PublicMixin, View):
    """The lines of ``ilamexpo.suggesting`` as JSON, the same bytes for everybody."""

    def get(self, request):
        lines = suggestions(clean(request.GET.get("q", "")))
        return JsonResponse({"suggestions": lines}, json_dumps_params={"ensure_ascii": False})
