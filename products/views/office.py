"""What the office sees before visitors do."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import DetailView, FormView, View

from accounts.audiences import OfficeMixin
from events.actions import missing_for_publication
from events.models import Exhibition
from events.states import Publication
from lib.numbers import number_words
from products.views.exhibitions import ExhibitionPage
from products.workbook import waiting
from products.workbook.forms import ConfirmForm, WorkbookForm
from products.workbook.reading import read_workbook
from products.workbook.saving import hold_catalogue, save_workbook
from products.workbook.template import XLSX, template_workbook


class ExhibitionPreview(OfficeMixin, ExhibitionPage, DetailView):
    """The public page of an exhibition that is not public yet.

    It is published for the moment of drawing the page, in a transaction that is rolled back: so the preview cannot
    show more or less than visitors will see.
    """

    permission_required = "events.view_exhibition"
    template_name = "products/office/exhibition_preview.html"

    def get(self, request, slug):
        exhibition = get_object_or_404(self.narrow(Exhibition.objects.all()), slug=slug)
        self.extra_context = {
            "was_published": exhibition.is_published,
            "missing": missing_for_publication(exhibition),
            "may_publish": request.user.has_perm("events.publish_exhibition", exhibition),
        }
        with transaction.atomic():
            Exhibition.objects.filter(pk=exhibition.pk).update(
                publication=Publication.PUBLISHED, published_at=exhibition.published_at or timezone.now()
            )
            response = super().get(request, slug=slug)
            response.render()
            transaction.set_rollback(True)
        return response


class WorkbookTemplate(OfficeMixin, View):
    """The empty workbook to be filled in."""

    permission_required = "products.import_workbook"

    def get(self, request):
        headers = {"Content-Disposition": 'attachment; filename="ilamexpo.xlsx"'}
        return HttpResponse(template_workbook(), content_type=XLSX, headers=headers)


class WorkbookImport(OfficeMixin, FormView):
    """Exhibitors and works from one workbook: choose it, see every row, confirm."""

    permission_required = "products.import_workbook"
    form_class = WorkbookForm
    template_name = "products/office/workbook_import.html"
    preview_template = "products/office/workbook_preview.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"read": lambda content: read_workbook(content, self.request.user)}

    def form_valid(self, form):
        token = waiting.keep(form.content, fingerprint=form.reading.fingerprint, user=self.request.user)
        return self.preview(form.reading, token)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def preview(self, reading, token, status=200):
        self.template_name = self.preview_template
        form = ConfirmForm(initial={"token": token}, reading=reading)
        return self.render_to_response(self.get_context_data(form=form, reading=reading), status=status)

    def post(self, request):
        return self.confirm() if "token" in request.POST else super().post(request)

    def confirm(self):
        user = self.request.user
        try:
            name, content, fingerprint = waiting.fetch(self.request.POST["token"], user=user)
        except waiting.WorkbookGone:
            text = _("This workbook was saved already, or waited too long. Please choose the file again.")
            messages.error(self.request, text)
            return redirect("office:workbook_import")
        try:
            with transaction.atomic():
                hold_catalogue()
                reading = read_workbook(content, user)
                if reading.fingerprint != fingerprint:
                    return self.show_again(name, reading)
                saved = save_workbook(reading, actor=user, is_public="is_public" in self.request.POST)
        except IntegrityError:
            # Somebody entered one of the new exhibitors in the records just now.
            return self.show_again(name, read_workbook(content, user))
        waiting.forget(name)
        self.tell(saved, reading.count("wrong"))
        return redirect("records:exhibitors_exhibitor_changelist")

    def show_again(self, name, reading):
        text = _("The records have changed since you saw this list. Please look again; nothing was saved.")
        messages.warning(self.request, text)
        token = waiting.sign(name, fingerprint=reading.fingerprint, user=self.request.user)
        return self.preview(reading, token, status=409)

    def tell(self, saved, wrong):
        exhibitors = ngettext("{number} exhibitor was saved.", "{number} exhibitors were saved.", saved.exhibitors)
        products = ngettext("{number} work was saved.", "{number} works were saved.", saved.products)
        drafts = ngettext(
            "{number} page stays a draft: it lacks something.",
            "{number} pages stay drafts: they lack something.",
            saved.drafts,
        )
        left_out = ngettext("{number} wrong row was left out.", "{number} wrong rows were left out.", wrong)
        for say, text, number in (
            (messages.success, exhibitors, saved.exhibitors),
            (messages.success, products, saved.products),
            (messages.warning, drafts, saved.drafts),
            (messages.warning, left_out, wrong),
        ):
            if number or say is messages.success:
                say(self.request, text.format(number=number_words(number)))
