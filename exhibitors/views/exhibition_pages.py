"""What the pages about one exhibition share: the exhibition, as far as this official may see and change it."""

from django.db import transaction
from django.http import Http404
from django.utils.functional import cached_property

from events.models import Exhibition
from events.views.office import pages


class OfExhibition(pages.OfExhibition):
    """With its call, and whether this official may write here."""

    changes: str
    exhibitions = Exhibition.objects.select_related("call")

    @cached_property
    def may_change(self):
        return self.request.user.has_perm(self.changes, self.exhibition)

    def get_context_data(self, **kwargs):
        return super().get_context_data(exhibition=self.exhibition, may_change=self.may_change, **kwargs)  # type: ignore[misc]


class Writing(OfExhibition):
    """A form about a record of the exhibition, which is locked while it is saved: nothing changes after we looked."""

    def get_instance(self):
        raise NotImplementedError

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.get_instance()}  # type: ignore[misc]

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]


def nth(rows, number):
    """The row of that number, counted from one as they were made, or 404."""
    row = rows.order_by("pk")[number - 1 : number].first() if 0 < number < 100_000 else None
    if row is None:
        raise Http404
    return row
