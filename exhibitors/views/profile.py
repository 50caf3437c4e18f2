"""The profile in the portal: what is there, what is missing, and every part of it."""

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from accounts.records.publishing import NotReady
from exhibitors.acting import Level, PortalPage
from exhibitors.models import ContactPoint, Credential, Exhibitor
from exhibitors.profile import forms, reviewing
from exhibitors.profile.channels import CHANNELS, greeting, split_channels
from exhibitors.profile.erasing import ask_deletion, cancel_deletion
from exhibitors.profile.files import content_type, remove_file
from exhibitors.profile.portraits import Portrait, keep_portrait
from exhibitors.profile.proposals import differences, named, propose, stored, wanted, with_copies
from exhibitors.states import ReviewState
from exhibitors.views.saving import COPIED, NOTHING_TO_COPY, saved_at, saves_itself
from lib.dates import today_in_ilam
from lib.languages import CODES
from lib.numbers import format_number
from lib.phones import channel_link
from lib.states import MoveNotAllowed

# In the order in which "save and go on" leads through them; the last leads back to the list.
PARTS = ("texts", "crafts", "portrait", "contacts", "credentials")
MOST_ROWS = 30


class ProfilePage(PortalPage):
    """What all pages of the profile share."""

    @property
    def exhibitor(self):
        return self.acting.exhibitor

    @property
    def who(self):
        return {"actor": self.request.user, "on_behalf_of": self.acting.on_behalf_of}

    def get_context_data(self, **kwargs):
        is_locked = self.exhibitor.review == ReviewState.SENT
        return super().get_context_data(exhibitor=self.exhibitor, is_locked=is_locked, **kwargs)

    def say_saved(self):
        messages.success(self.request, _("Saved at {time}.").format(time=saved_at()))


class Profile(ProfilePage, TemplateView):
    """What is there and what is missing, with a way to each part; and what can be done with the whole."""

    template_name = "exhibitors/portal/profile.html"

    def get_context_data(self, **kwargs):
        exhibitor = self.exhibitor
        missing = reviewing.missing_for_sending(exhibitor)
        return super().get_context_data(
            **kwargs,
            parts=list(self.get_parts({each.part for each in missing})),
            missing=[(each.words, reverse(f"portal:profile_{each.part}")) for each in missing],
            may_send=reviewing.may_send(exhibitor),
            changed=differences(exhibitor) if exhibitor.is_published else [],
            may_ask_deletion=self.acting.level == Level.OWNER,
        )

    def get_parts(self, lacking):
        """{name, words, address, is_lacking, said} of every part."""
        now, exhibitor = wanted(self.exhibitor), self.exhibitor
        names = dict(forms.LANGUAGE_NAMES)
        written = [names[code] for code in CODES if now[f"story_{code}"] or now[f"name_{code}"]]
        crafts = [str(each) for each in named("crafts", now["crafts"])]
        places = [str(each) for each in named("place", now["place"])]
        contacts, credentials = exhibitor.contact_points.count(), exhibitor.credentials.count()
        lapsed = exhibitor.credentials.filter(expires_on__lt=today_in_ilam()).count()
        comma = pgettext("list", ", ")
        said = {
            "texts": comma.join(written),
            "crafts": comma.join([*crafts, *places]),
            "portrait": _("there") if now["portrait"] else "",
            "contacts": _("{number} entered").format(number=digits(contacts)) if contacts else "",
            "credentials": _("{number} entered").format(number=digits(credentials)) if credentials else "",
        }
        if lapsed:
            said["credentials"] += comma + _("{number} lapsed").format(number=digits(lapsed))
        if exhibitor.kind == Exhibitor.Kind.GROUP:
            members = len(now["members"])
            said["members"] = _("{number} entered").format(number=digits(members)) if members else ""
        for name, words in said.items():
            yield {
                "name": name,
                "words": part_names()[name],
                "address": reverse(f"portal:profile_{name}"),
                "is_lacking": name in lacking,
                "said": words,
            }


def digits(number):
    return format_number(number, get_language() or "fa")


def part_names():
    return {
        "texts": _("Name and texts"),
        "crafts": _("Crafts and county"),
        "portrait": _("Portrait"),
        "contacts": _("Ways to reach you"),
        "credentials": _("Licences and honours"),
        "members": _("Members of the group"),
    }


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
        words = _("An official is reading the profile. Take it back first if you want to change it.")
        if saves_itself(self.request):
            return JsonResponse({"saved_at": "", "errors": {"": [words]}}, status=409)
        messages.warning(self.request, words)
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


class ProfilePortrait(ReviewedPart):
    """A new picture, or none any more (``remove``)."""

    part = "portrait"
    form_class = forms.PortraitForm
    template_name = "exhibitors/portal/profile_portrait.html"

    def post(self, request, *args, **kwargs):
        if "remove" not in request.POST or self.exhibitor.review == ReviewState.SENT:
            return super().post(request, *args, **kwargs)
        try:
            propose(self.exhibitor, {"portrait": None}, **self.who)
        except MoveNotAllowed:
            return self.refuse()
        messages.success(request, _("The portrait was removed."))
        return redirect("portal:profile_portrait")

    def get_changes(self, form):
        if not hasattr(form, "derived"):
            return {}
        return {"portrait": keep_portrait(self.exhibitor, form.derived, form.cleaned_data["upload"])}

    def go_on(self):
        """Stay, so that she sees the picture; the way on stands below it."""
        self.say_saved()
        return redirect("portal:profile_portrait")

    def get_context_data(self, **kwargs):
        portrait = wanted(self.exhibitor)["portrait"]
        return super().get_context_data(**kwargs, portrait=Portrait(**portrait) if portrait else None)


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
        found = (
            self.get_rows().filter(pk=int(number)).first()
            if number.isascii() and number.isdecimal() and len(number) < 18
            else None
        )
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


class ProfileFile(ProfilePage, View):
    """One's own paper, to be kept; never shown inside the site."""

    def get(self, request, name):
        return paper_response(self.narrow(Exhibitor.objects.all()), name)


def paper_response(exhibitors, name):
    """The paper of one of ``exhibitors`` that has this name, as an attachment of exactly its type; 404 without one."""
    storage = storages["default"]
    papers = Credential.objects.filter(exhibitor__in=exhibitors).select_related("exhibitor")
    stored_as = f"credentials/{name}"
    credential = papers.filter(file=stored_as).first() if name.isprintable() else None
    if credential is None or not storage.exists(stored_as):
        raise Http404
    kind = name.rpartition(".")[2]
    response = FileResponse(
        storage.open(stored_as),
        as_attachment=True,
        filename=f"{credential.exhibitor.code}-{credential.kind}.{kind}",
        content_type=content_type(name),
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


class ProfileButton(ProfilePage, View):
    """A step of the whole profile: one tap, and back to the list."""

    http_method_names = ["post", "options"]

    def post(self, request):
        try:
            self.act()
        except NotReady as refusal:
            messages.error(
                request,
                _("This is still missing: {list}").format(list=pgettext("list", ", ").join(map(str, refusal.missing))),
            )
        except MoveNotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect("portal:profile")


class ProfileSend(ProfileButton):
    def act(self):
        reviewing.send_profile(self.exhibitor, **self.who)
        messages.success(self.request, _("Sent. An official reads it and writes to you."))


class ProfileTakeBack(ProfileButton):
    def act(self):
        reviewing.take_back(self.exhibitor, **self.who)
        messages.success(self.request, _("You can go on changing it."))


class ProfileDiscard(ProfileButton):
    """Forget what was changed on a public profile and not sent."""

    def act(self):
        if not self.exhibitor.is_published:
            raise Http404
        propose(self.exhibitor, stored(self.exhibitor), **self.who)
        messages.success(self.request, _("The changes are forgotten; the public page stays as it is."))


class ProfileDeletion(ProfilePage, FormView):
    """Ask for deletion: why, and whether it is really meant; an owner's matter. It can be taken back until settled."""

    levels = (Level.OWNER,)
    form_class = forms.DeletionForm
    template_name = "exhibitors/portal/profile_deletion.html"

    def post(self, request, *args, **kwargs):
        if "keep" in request.POST:
            cancel_deletion(self.exhibitor)
            messages.success(request, _("Nothing will be deleted."))
            return redirect("portal:profile")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        if "sure" not in self.request.POST:
            self.template_name = "exhibitors/portal/profile_deletion_sure.html"
            return self.render_to_response(self.get_context_data(form=form, reason=form.cleaned_data["reason"]))
        ask_deletion(self.exhibitor, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("The office has your request and answers you."))
        return redirect("portal:profile_deletion")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
