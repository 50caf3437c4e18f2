"""What the organiser does with exhibitors."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, View

from accounts.audiences import OfficeMixin
from events.permissions import OFFICIALS
from exhibitors import access
from exhibitors.acting import act_for, find_overseen
from exhibitors.forms import InviteForm
from exhibitors.models import Exhibitor, Representative
from lib.numbers import row_number
from lib.phones import parse_phone

Level = Representative.Level


class ExhibitorList(OfficeMixin, ListView):
    """Everybody this official oversees, with who represents them; ``q`` searches names, places and codes."""

    queryset = access.with_representatives(Exhibitor.objects.order_by("slug"))
    permission_required = "exhibitors.view_representative"
    template_name = "exhibitors/office/exhibitor_list.html"
    context_object_name = "exhibitors"
    paginate_by = 50

    def get_queryset(self):
        self.query = self.request.GET.get("q", "").replace("\x00", "").strip()[:200]
        return super().get_queryset().matching(self.query)

    def paginate_queryset(self, queryset, page_size):
        page = self.get_paginator(queryset, page_size).get_page(self.request.GET.get("page"))
        return page.paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs, query=self.query)
        shown = list(context["exhibitors"])
        changed = Exhibitor.objects.within_roles(self.request.user, OFFICIALS)
        mine = set(changed.filter(pk__in=[each.pk for each in shown]).values_list("pk", flat=True))
        for each in shown:
            each.may_act, each.last_entry = each.pk in mine, access.last_entry(each)
        return context | {"exhibitors": shown}


class OfExhibitor(OfficeMixin):
    """A page about one exhibitor, for whoever may do everything in its name."""

    permission_required = "exhibitors.act_for_exhibitor"

    @cached_property
    def exhibitor(self):
        exhibitor = self.narrow(Exhibitor.objects.all()).filter(slug=self.kwargs["slug"]).first()
        if exhibitor is None or not find_overseen(self.request.user, exhibitor.pk):
            raise Http404
        return exhibitor


class ExhibitorAct(OfExhibitor, View):
    """Enter the portal in the name of an exhibitor; everything done there is recorded with the official's name."""

    http_method_names = ["post", "options"]

    def post(self, request, slug):
        act_for(request, self.exhibitor)
        return redirect("portal:home")


class ExhibitorAccess(OfExhibitor, FormView):
    """Who comes in for an exhibitor: invite, let in by a code, withdraw, take away; and the codes made so far."""

    form_class = InviteForm
    template_name = "exhibitors/office/exhibitor_access.html"

    def get(self, request, *args, **kwargs):
        _found = self.exhibitor
        return super().get(request, *args, **kwargs)

    def get_initial(self):
        is_first = not self.exhibitor.representatives.exists()
        return {"level": Level.OWNER if is_first else Level.EDITOR}

    def post(self, request, *args, **kwargs):
        act = request.POST.get("act", "")
        if "representative" not in request.POST:
            _found = self.exhibitor
            return super().post(request, *args, **kwargs)
        representative = self.representative()
        acts = {
            "mail": self.send_again,
            "code": self.make_again,
            "sign-in": self.make_sign_in_code,
            "withdraw": self.withdraw,
            "take-away": self.take_away,
        }
        if act not in acts:
            raise Http404
        try:
            told = acts[act](representative)
        except ValidationError as error:
            return self.refuse(representative, error.messages[0])
        return self.hand_over(told) if told else redirect("office:exhibitor_access", self.exhibitor.slug)

    def representative(self):
        number = self.request.POST["representative"]
        people = self.exhibitor.representatives.select_related("user", "exhibitor")
        found = people.filter(pk=row_number(number)).first()
        if found is None:
            raise Http404
        return found

    def send_again(self, representative):
        access.make_invitation(representative, by_mail=True, actor=self.request.user)
        messages.success(self.request, _("A new invitation is on its way; the one before opens nothing any more."))

    def make_again(self, representative):
        return access.make_invitation(representative, by_mail=False, actor=self.request.user)

    def make_sign_in_code(self, representative):
        try:
            typed = self.request.POST.get("phone", "").strip()
            phone = parse_phone(typed) if typed else None
        except ValueError:
            raise ValidationError(_("This is not a phone number. Write 0770 123 4567 or +98 918 123 4567.")) from None
        return access.make_sign_in_code(representative, actor=self.request.user, phone=phone)

    def withdraw(self, representative):
        access.withdraw_invitation(representative)
        messages.success(self.request, _("The invitation is withdrawn."))

    def take_away(self, representative):
        access.take_away(representative)
        messages.success(self.request, _("This person does not act for the exhibitor any more."))

    def refuse(self, representative, reason):
        """The page again, with the reason beside the person it is about and what was typed."""
        context = self.get_context_data(form=self.get_form_class()(initial=self.get_initial()))
        for each in context["people"]:
            if each.pk == representative.pk:
                each.problem, each.typed = reason, self.request.POST.get("phone", "")
        return self.render_to_response(context, status=422)

    def form_valid(self, form):
        by_mail = self.request.POST.get("act") == "mail"
        try:
            representative, told = access.invite(
                self.exhibitor, **form.cleaned_data, by_mail=by_mail, actor=self.request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        if told:
            return self.hand_over(told)
        messages.success(self.request, self.what_happened(representative))
        return redirect("office:exhibitor_access", self.exhibitor.slug)

    def what_happened(self, representative):
        user = representative.user
        if user.last_login is None and access.why_not_let_in(user, actor=self.request.user):
            return _("{name} is added; the invitation that this account has already opens this exhibitor too.").format(
                name=user
            )
        if user.last_login is None:
            return _("The invitation to {name} is on its way.").format(name=user)
        return _("{name} has an account and is added to it.").format(name=user)

    def hand_over(self, told):
        """The code, on the answer itself: it is kept nowhere, so the page can be shown once only."""
        template = "exhibitors/office/exhibitor_code.html"
        context = {"exhibitor": self.exhibitor, "told": told}
        return self.response_class(self.request, template, context, using=self.template_engine)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            exhibitor=self.exhibitor,
            people=access.people_of(self.exhibitor, actor=self.request.user),
            codes=access.codes_of(self.exhibitor),
        )
