"""The profile in the portal: what is there, what is missing, and the steps of the whole of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import FormView, TemplateView, View

from accounts.records.publishing import NotReady
from exhibitors.acting import Level, PortalPage
from exhibitors.models import Credential, Exhibitor
from exhibitors.profile import forms, reviewing, uploads
from exhibitors.profile.erasing import ask_deletion, cancel_deletion
from exhibitors.profile.files import serve_paper
from exhibitors.profile.members import leave_group
from exhibitors.profile.proposals import differences, named, propose, stored, wanted
from exhibitors.states import ReviewState
from exhibitors.views.saving import saved_at
from lib.dates import today_in_ilam
from lib.languages import CODES
from lib.numbers import number_words
from lib.states import MoveNotAllowed


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
            groups=list(exhibitor.groups.all()),
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
            "portrait": self.said_of_portrait(now["portrait"]),
            "contacts": _("{number} entered").format(number=number_words(contacts)) if contacts else "",
            "credentials": _("{number} entered").format(number=number_words(credentials)) if credentials else "",
        }
        if lapsed:
            said["credentials"] += comma + _("{number} lapsed").format(number=number_words(lapsed))
        if exhibitor.kind == Exhibitor.Kind.GROUP:
            members = len(now["members"])
            said["members"] = _("{number} entered").format(number=number_words(members)) if members else ""
        for name, words in said.items():
            yield {
                "name": name,
                "words": part_names()[name],
                "address": reverse(f"portal:profile_{name}"),
                "is_lacking": name in lacking,
                "said": words,
            }

    def said_of_portrait(self, portrait):
        if upload := uploads.upload_of(self.exhibitor):
            return _("being prepared") if upload.is_waiting else _("refused")
        return _("there") if portrait else ""


def part_names():
    return {
        "texts": _("Name and texts"),
        "crafts": _("Crafts and county"),
        "portrait": _("Portrait"),
        "contacts": _("Ways to reach you"),
        "credentials": _("Licences and honours"),
        "members": _("Members of the group"),
    }


class ProfileFile(ProfilePage, View):
    """One's own paper, to be kept; never shown inside the site."""

    def get(self, request, name):
        return paper_response(self.narrow(Exhibitor.objects.all()), name)


def paper_response(exhibitors, name):
    """The paper of one of ``exhibitors`` that has this name, as an attachment of exactly its type; 404 without one."""
    papers = Credential.objects.filter(exhibitor__in=exhibitors).select_related("exhibitor")
    stored_as = f"credentials/{name}"
    credential = papers.filter(file=stored_as).first() if name.isprintable() else None
    if credential is None:
        raise Http404
    return serve_paper(stored_as, f"{credential.exhibitor.code}-{credential.kind}.{name.rpartition('.')[2]}")


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


class ProfileLeave(ProfileButton):
    """Not be shown as a member of a group any more, from now on: it is one's own name."""

    def act(self):
        group = self.exhibitor.groups.filter(code=self.request.POST.get("group", "").replace("\x00", "")).first()
        if group is None:
            raise Http404
        leave_group(self.exhibitor, group)
        messages.success(
            self.request, _("The page of {group} does not show you as a member any more.").format(group=group)
        )


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
