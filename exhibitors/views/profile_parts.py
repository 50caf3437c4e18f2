"""The parts of the profile in the portal, one page each."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from exhibitors.models import ContactPoint, Credential, Exhibitor
from exhibitors.profile import forms, uploads
from exhibitors.profile.channels import CHANNELS, greeting, split_channels
from exhibitors.profile.files import remove_file
from exhibitors.profile.portraits import Portrait
from exhibitors.profile.proposals import named, propose, wanted, with_copies
from exhibitors.states import ReviewState
from exhibitors.views.profile import ProfilePage, part_names
from exhibitors.views.saving import COPIED, NOTHING_TO_COPY, saved_at, saves_itself
from exhibitors.views.uploads import TakesPictures, refusal, short, wants_part
from lib.dates import today_in_ilam
from lib.languages import CODES
from lib.numbers import row_number
from lib.phones import channel_link
from lib.pictures import BYTES_LIMIT, PictureRefused
from lib.states import MoveNotAllowed

# In the order in which "save and go on" leads through them; the last leads back to the list.
PARTS = ("texts", "crafts", "portrait", "contacts", "credentials")
MOST_ROWS = 30
BEING_READ = gettext_lazy("An official is reading the profile. Take it back first if you want to change it.")


class ProfilePart(ProfilePage):
    """One part, and the way to the next."""

    part: str

    def get_context_data(self, **kwargs):
        following = self.following()
        return super().get_context_data(
            title=part_names()[self.part],
            next_words=part_names()[following] if following else "",
            next_address=self.next_address(),
            **kwargs,
        )

    def following(self):
        position = PARTS.index(self.part) + 1 if self.part in PARTS else len(PARTS)
        return PARTS[position] if position < len(PARTS) else ""

    def next_address(self):
        following = self.following()
        return reverse(f"portal:profile_{following}" if following else "portal:profile")

    def go_on(self):
        self.say_saved()
        return redirect("portal:profile" if "leave" in self.request.POST else self.next_address())


class ReviewedPart(ProfilePart, FormView):
    """A part that an official agrees to: refused while one reads it, saved as far as it is valid by itself."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"exhibitor": self.exhibitor}

    def post(self, request, *args, **kwargs):
        if self.exhibitor.review == ReviewState.SENT:
            return self.refuse()
        form = self.get_form()
        is_valid, by_itself = form.is_valid(), saves_itself(request)
        try:
            if is_valid or by_itself:
                propose(self.exhibitor, self.get_changes(form), **self.who)
        except MoveNotAllowed:
            # It was sent from another device while this page stood open.
            return self.refuse()
        if by_itself:
            return JsonResponse({"saved_at": saved_at(), "errors": form.errors})
        if not is_valid:
            return self.form_invalid(form)
        return self.go_on()

    def get_changes(self, form):
        return form.changes()

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def refuse(self):
        if saves_itself(self.request):
            return JsonResponse({"saved_at": "", "errors": {"": [BEING_READ]}}, status=409)
        messages.warning(self.request, BEING_READ)
        return redirect("portal:profile")


class ProfileTexts(ReviewedPart):
    part = "texts"
    said = ""
    form_class = forms.TextsForm
    template_name = "exhibitors/portal/profile_texts.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"language": forms.own_language(self.request.user, self.acting)}

    def get_changes(self, form):
        """With the button ``copy``, which names a language, also copies for what is missing in it."""
        changes, code = super().get_changes(form), self.request.POST.get("copy", "")
        with_them = with_copies(self.exhibitor, changes, code) if code in CODES and form.is_valid() else None
        self.said = (COPIED if with_them else NOTHING_TO_COPY) if code in CODES else ""
        return with_them or changes

    def go_on(self):
        if not self.said:
            return super().go_on()
        messages.info(self.request, self.said)
        return redirect(self.request.path)


class ProfileCrafts(ReviewedPart):
    part = "crafts"
    form_class = forms.CraftsForm
    template_name = "exhibitors/portal/profile_crafts.html"


class ProfilePortrait(TakesPictures, ProfilePart, TemplateView):
    """A new picture, which a job prepares, or none any more (``remove``).

    A GET with ``X-Part`` gives what there is alone; a POST takes the file, with scripts and without.
    """

    part = "portrait"
    template_name = "exhibitors/portal/profile_portrait.html"
    part_template = "exhibitors/portal/portrait_now.html"

    def get(self, request):
        return (
            TemplateResponse(request, self.part_template, self.now()) if wants_part(request) else super().get(request)
        )

    def post(self, request):
        if self.exhibitor.review == ReviewState.SENT:
            return self.refuse()
        try:
            said = self.remove() if "remove" in request.POST else self.take()
        except MoveNotAllowed:
            # It was sent from another device while this page stood open.
            return self.refuse()
        if wants_part(request):
            if said is None:
                return TemplateResponse(request, self.part_template, self.now())
            return JsonResponse({"files": said, "list": render_to_string(self.part_template, self.now(), request)})
        for each in said or []:
            if each["reason"]:
                messages.error(request, _("{name}: {reason}").format(name=each["name"], reason=each["reason"]))
        if said == []:
            messages.warning(request, _("Choose a picture."))
        if said is None:
            messages.success(request, _("The portrait was removed."))
        return redirect("portal:profile_portrait")

    def take(self):
        """What became of the file: [{name, id, state, reason}], empty where there was none."""
        if self.capped.dropped:
            return [refusal(self.capped.dropped[0], uploads.PROBLEMS["too_many_bytes"])]
        file = self.request.FILES.get("files")
        if file is None:
            return []
        try:
            uploads.receive(self.exhibitor, file, **self.who)
        except PictureRefused as refused:
            return [refusal(file.name, refused)]
        return [{"name": short(file.name), "id": "", "state": "waiting", "reason": ""}]

    def remove(self):
        propose(self.exhibitor, {"portrait": None}, **self.who)
        uploads.cancel(self.exhibitor)

    def refuse(self):
        if wants_part(self.request):
            return JsonResponse({"files": [], "error": BEING_READ}, status=409)
        messages.warning(self.request, BEING_READ)
        return redirect("portal:profile")

    def now(self):
        """What stands on the page of her portrait: the picture, and one that is on its way or was refused."""
        # First what is on its way: read last, it might have become the portrait that was not there yet.
        upload = uploads.upload_of(self.exhibitor)
        exhibitor = Exhibitor.objects.get(pk=self.exhibitor.pk)
        portrait = wanted(exhibitor)["portrait"]
        return {
            "exhibitor": exhibitor,
            "portrait": Portrait(**portrait) if portrait else None,
            "upload": upload,
            "reason": uploads.PROBLEMS.get(upload.problem, uploads.PROBLEMS["set_aside"]) if upload else "",
            "is_locked": exhibitor.review == ReviewState.SENT,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | self.now() | {"megabytes": BYTES_LIMIT // 10**6}


class ProfileMembers(ReviewedPart):
    """Members of a group: those there are, one more by its code, one less by its button."""

    part = "members"
    form_class = forms.MemberForm
    template_name = "exhibitors/portal/profile_members.html"

    def get_form_kwargs(self):
        if self.exhibitor.kind != Exhibitor.Kind.GROUP:
            raise Http404
        return super().get_form_kwargs()

    def post(self, request, *args, **kwargs):
        code = request.POST.get("remove", "")
        if not code or self.exhibitor.kind != Exhibitor.Kind.GROUP or self.exhibitor.review == ReviewState.SENT:
            return super().post(request, *args, **kwargs)
        members = wanted(self.exhibitor)["members"]
        if code not in members:
            raise Http404
        try:
            propose(self.exhibitor, {"members": [each for each in members if each != code]}, **self.who)
        except MoveNotAllowed:
            return self.refuse()
        self.say_saved()
        return redirect("portal:profile_members")

    def go_on(self):
        self.say_saved()
        return redirect("portal:profile_members")

    def get_context_data(self, **kwargs):
        members = named("members", wanted(self.exhibitor)["members"])
        return super().get_context_data(**kwargs, members=members)


class RowsPart(ProfilePart, TemplateView):
    """Rows that are public, or private, at once: a small form for each, and one for a new row."""

    rows_name: str
    form_class: type[forms.RowForm]
    MODEL: type

    def get_rows(self):
        rows = getattr(self.exhibitor, self.rows_name)
        return rows.all()

    def get_row(self):
        """The row that the form names, of this exhibitor only; a new one where it names none."""
        number = self.request.POST.get("row", "")
        if not number:
            return None
        found = self.get_rows().filter(pk=row_number(number)).first()
        if found is None:
            raise Http404
        return found

    def make_form(self, row, data=None, files=None):
        prefix = f"row{row.pk}" if row else "new"
        instance = row or self.MODEL(exhibitor=self.exhibitor)
        return self.form_class(data, files, instance=instance, auto_id=f"id_{prefix}_%s")

    def post(self, request):
        row = self.get_row()
        if row and "remove" in request.POST:
            return self.remove(row)
        form = self.make_form(row, request.POST, request.FILES)
        is_valid = form.is_valid()
        if saves_itself(request):
            # A new row waits for its button: half a number saved now would be a second row a moment later.
            if row:
                form.save_valid()
            return JsonResponse({"saved_at": saved_at() if row else "", "errors": form.errors})
        if not is_valid:
            return self.render_to_response(self.get_context_data(form=form, wrong=row), status=422)
        if row is None and self.get_rows().count() >= MOST_ROWS:
            messages.error(request, _("There are too many already. Remove one first."))
            return redirect(request.path)
        self.replaced(row)
        form.save_valid()
        self.say_saved()
        return redirect(request.path)

    def replaced(self, row):
        """Before a row is written."""

    def remove(self, row):
        row.delete()
        messages.success(self.request, _("Removed."))
        return redirect(self.request.path)

    def get_context_data(self, **kwargs):
        form, wrong = kwargs.pop("form", None), kwargs.pop("wrong", None)
        rows = list(self.get_rows())
        shown = [(row, form if form and wrong and row.pk == wrong.pk else self.make_form(row)) for row in rows]
        new = form if form and wrong is None else self.make_form(None)
        return super().get_context_data(rows=shown, new=new, form=form, **kwargs)


class ProfileContacts(RowsPart):
    part = "contacts"
    rows_name, MODEL, form_class = "contact_points", ContactPoint, forms.ContactForm
    template_name = "exhibitors/portal/profile_contacts.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["rows"] = [(row, form, self.without_link(row)) for row, form in context["rows"]]
        return context | {"greeting": greeting(self.exhibitor)}

    @staticmethod
    def without_link(row):
        """The channels of a number that no address opens: buyers get a text to copy."""
        if row.kind != ContactPoint.Kind.PHONE:
            return []
        return [
            CHANNELS[each]
            for each in split_channels(row.channels)
            if each in CHANNELS and not channel_link(each, row.value)
        ]


class ProfileCredentials(RowsPart):
    part = "credentials"
    rows_name, MODEL, form_class = "credentials", Credential, forms.CredentialForm
    template_name = "exhibitors/portal/profile_credentials.html"

    def replaced(self, row):
        if row and row.file and self.request.FILES.get("upload"):
            remove_file(row.file.name)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, today=today_in_ilam())
