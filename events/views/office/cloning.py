"""An exhibition made after another one: choose the first day, see all days, make it."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from accounts.audiences import OfficeMixin
from events.cloning import clone_exhibition, shift_to
from events.forms.cloning import CloneForm
from events.models import Exhibition


class ExhibitionClone(OfficeMixin, DetailView):
    """Nothing is made before the resulting days were on the page."""

    queryset = Exhibition.objects.prefetch_related("programme")
    permission_required = "events.add_exhibition"
    template_name = "events/office/exhibition_clone.html"
    context_object_name = "exhibition"

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or CloneForm(source=self.object)
        days = form.days()
        shift = shift_to(self.object, days[0]) if days else None
        programme = [(item, item.day, shift.day(item.day)) for item in self.object.programme.all()] if shift else []
        return super().get_context_data(form=form, days=days, programme=programme, **kwargs)

    def post(self, request, slug):
        self.object = self.get_object()
        form = CloneForm(request.POST, source=self.object)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        day = form.cleaned_data["day"]
        if "look" in request.POST or form.cleaned_data["shown"] != day.isoformat():
            return self.render_to_response(self.get_context_data(form=form, is_looking=True))
        exhibition = clone_exhibition(self.object, starts_on=day, actor=request.user, texts=form.names)
        words = _("{exhibition} is made. It is a draft: nobody but the office sees it.")
        messages.success(request, words.format(exhibition=exhibition))
        return redirect("office:exhibition_detail", exhibition.slug)
