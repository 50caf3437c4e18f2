"""Pictures of a work: sent several at once, put in order, described, removed and put back; with and without scripts."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from exhibitors.acting import PortalPage
from exhibitors.views.uploads import TakesPictures, refusal, short, wants_part
from lib.pictures import BYTES_LIMIT, PictureRefused
from products import pictures
from products.alternative import material_names, words_of
from products.forms.pictures import PictureForm
from products.revisions import editable, row_to_write
from products.states import PictureState
from products.uploads import receive
from products.views.portal import OwnWork, steps_of

MOST_AT_ONCE = 30


class PicturesOfWork(OwnWork):
    """What all views of pictures share: the row that is shown or written, and the answer to a button."""

    def find_row(self):
        """The work, or its revision, to look at; None while an official reads it."""
        return editable(self.product)

    def find_row_to_write(self):
        return row_to_write(self.product)

    def find_picture(self, row):
        found = next((each for each in row.pictures.all() if each.key == self.kwargs["key"]), None)
        if found is None:
            raise Http404
        found.product = row
        return found

    def list_context(self, row):
        """What the list of pictures shows."""
        language, materials = get_language() or "fa", material_names(row)
        standing, removed = [], []
        for picture in row.pictures.all():
            picture.words = words_of(picture, row, language, materials)
            picture.reason = pictures.PROBLEMS.get(picture.problem, pictures.PROBLEMS["set_aside"])
            (removed if picture.state == PictureState.REMOVED else standing).append(picture)
        is_any_waiting = any(each.state == PictureState.WAITING for each in standing)
        return {
            "product": self.product,
            "row": row,
            "pictures": standing,
            "removed": removed,
            "is_any_waiting": is_any_waiting,
            "main": next((each for each in standing if each.state == PictureState.READY), None),
        }

    def list_html(self, row):
        return render_to_string("products/portal/picture_list.html", self.list_context(row), self.request)

    def answer(self, row):
        """The list alone for the script, the whole page for everybody else."""
        if wants_part(self.request):
            return TemplateResponse(self.request, "products/portal/picture_list.html", self.list_context(row))
        return redirect("portal:product_pictures", self.product.code)

    def refuse(self):
        words = _("An official is reading this work. Take it back first if you want to change it.")
        if wants_part(self.request):
            return JsonResponse({"files": [], "error": words}, status=409)
        messages.warning(self.request, words)
        return self.go_back(self.product)


class ProductPictures(TakesPictures, PicturesOfWork, PortalPage, TemplateView):
    """Step 1 of a work. A GET with ``X-Part`` gives the list alone; a POST takes files, one or several."""

    template_name = "products/portal/product_pictures.html"

    def get(self, request, code):
        row = self.find_row()
        if row is None:
            return self.refuse()
        if wants_part(request):
            return self.answer(row)
        return self.render_to_response(self.get_context_data(row=row))

    def get_context_data(self, **kwargs):
        row = kwargs.pop("row")
        steps = list(steps_of(self.product, row))
        return super().get_context_data(
            **kwargs,
            **self.list_context(row),
            steps=steps,
            step=steps[0],
            most=pictures.MOST,
            megabytes=BYTES_LIMIT // 10**6,
        )

    def post(self, request, code):
        files = request.FILES.getlist("files")
        row = self.find_row_to_write()
        if row is None:
            return self.refuse()
        said = [take(row, file) for file in files[:MOST_AT_ONCE]]
        said += [refusal(name, pictures.PROBLEMS["too_many_bytes"]) for name in self.capped.dropped]
        said += [refusal(file.name, pictures.PROBLEMS["too_many"]) for file in files[MOST_AT_ONCE:]]
        if wants_part(request):
            return JsonResponse({"files": said, "list": self.list_html(row)})
        if not said:
            messages.warning(request, _("Choose at least one picture."))
        for each in said:
            if each["reason"]:
                messages.error(request, _("{name}: {reason}").format(name=each["name"], reason=each["reason"]))
        return self.answer(row)


def take(row, file):
    """What became of one ``file``: {name, id, state, reason}."""
    try:
        picture = receive(row, file)
    except PictureRefused as refused:
        return refusal(file.name, pictures.PROBLEMS[refused.code])
    return {"name": short(file.name), "id": picture.key, "state": picture.state, "reason": ""}


class PictureButton(PicturesOfWork, PortalPage, View):
    """One tap on a picture, and back to the list."""

    http_method_names = ["post", "options"]

    def post(self, request, code, **kwargs):
        # Found before a revision is made for it.
        if (row := editable(self.product)) is not None and "key" in kwargs:
            self.find_picture(row)
        row = self.find_row_to_write()
        if row is None:
            return self.refuse()
        try:
            self.act(row)
        except PictureRefused as refused:
            if wants_part(request):
                return JsonResponse({"files": [], "error": str(refused)}, status=409)
            messages.error(request, str(refused))
        return self.answer(row)

    def act(self, row):
        raise NotImplementedError


class PictureMove(PictureButton):
    """Earlier, later, or to the front."""

    def act(self, row):
        to = self.request.POST.get("to", "")
        if to not in {"earlier", "later", "main"}:
            raise Http404
        pictures.move(row, self.find_picture(row).key, to)


class PictureOrder(PictureButton):
    """All of them as they were dragged."""

    def act(self, row):
        pictures.arrange(row, self.request.POST.getlist("key"))


class PictureRemove(PictureButton):
    def act(self, row):
        pictures.remove(self.find_picture(row))


class PicturePutBack(PictureButton):
    def act(self, row):
        pictures.put_back(self.find_picture(row))


class PictureChange(PicturesOfWork, PortalPage, FormView):
    """What one picture shows, and its words in four languages."""

    form_class = PictureForm
    template_name = "products/portal/picture_change.html"

    def get(self, request, *args, **kwargs):
        self.row = self.find_row()
        if self.row is None:
            return self.refuse()
        self.picture = self.find_picture(self.row)
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        self.row = self.find_row_to_write()
        if self.row is None:
            return self.refuse()
        self.picture = self.find_picture(self.row)
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        form.save()
        messages.success(request, _("Saved."))
        return redirect("portal:product_pictures", self.product.code)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.picture, "materials": material_names(self.row)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, product=self.product, row=self.row, picture=self.picture)
