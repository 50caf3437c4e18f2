"""What was done on the site, by whom, when and to what; nothing here can be changed."""

from django.views.generic import TemplateView

from accounts.audiences import OfficeMixin
from accounts.models import User
from ilamexpo import audit

MOST_PEOPLE = 200


class Audit(OfficeMixin, TemplateView):
    """Both trails as one list, the newest first, narrowed by person, kind, act, days and name."""

    http_method_names = ["get", "head", "options"]
    permission_required = "accounts.view_statechange"
    template_name = "ilamexpo/office/audit.html"

    def get_context_data(self, **kwargs):
        query, user = self.request.GET, self.request.user
        asked = audit.Asked.read(query)
        rows, place = audit.page_of(asked, with_log=user.has_perm("auditlog.view_logentry"))
        audit.add_pages(rows, user)
        unread = {name for name in ("since", "until") if query.get(name) and not getattr(asked, name)}
        return super().get_context_data(
            **kwargs,
            asked=asked,
            rows=rows,
            kinds=audit.kind_choices(),
            acts=audit.ACTS.items(),
            people=User.objects.exclude(roles=None).distinct().order_by("name", "email")[:MOST_PEOPLE],
            typed={name: query.get(name, "")[:40] for name in unread},
            next_query=asked.address(after=place) if place else "",
            first_query=asked.address() if asked.after else None,
        )
