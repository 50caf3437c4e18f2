"""What officials decide about profiles: publish, return, erase."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, View

from accounts.audiences import OfficeMixin
from accounts.records.publishing import NotReady
from accounts.undoing import UndoDecision, remember, remembered
from exhibitors.models import Exhibitor
from exhibitors.profile import emails, reviewing
from exhibitors.profile.erasing import erase_exhibitor, refuse_deletion, undo_refusal, what_is_open
from exhibitors.profile.forms import LANGUAGE_NAMES, ReasonForm
from exhibitors.profile.members import joining
from exhibitors.profile.proposals import differences
from exhibitors.views.profile import paper_response
from lib.states import MoveNotAllowed

UNDO = "undo_profile"  # in the session: whose profile was decided last, and the messages about it
UNDO_REFUSAL = "undo_refusal"  # in the session: whose deletion was refused last, and the request as it was


class Reviewed:
    """Exhibitors within the very roles that may decide about them."""

    permission_required = "exhibitors.change_exhibitor"
    queryset = Exhibitor.objects.select_related("place")
    context_object_name = "exhibitor"

    def narrow(self, rows):
        return rows.reviewed_by(self.request.user)


class ProfileList(Reviewed, OfficeMixin, ListView):
    """Profiles that were sent, the oldest first."""

    queryset = Exhibitor.objects.select_related("place").sent()
    context_object_name = "exhibitors"
    template_name = "exhibitors/office/profile_list.html"
    paginate_by = 50

    def get_context_data(self, **kwargs):
        deletions = self.narrow(Exhibitor.objects.asking_deletion()).count()
        return super().get_context_data(**kwargs, deletions=deletions, undo=remembered(self.request, UNDO))


class ProfileReview(Reviewed, OfficeMixin, DetailView):
    """One profile before and after; agree, or return it with a reason. What will be said is shown first."""

    template_name = "exhibitors/office/profile_review.html"
    sure_template = "exhibitors/office/profile_return.html"

    def get_context_data(self, **kwargs):
        exhibitor, form = self.object, kwargs.pop("form", None)
        is_sent = exhibitor.review == reviewing.ReviewState.SENT
        return super().get_context_data(
            form=form or ReasonForm(initial={"seen": reviewing.read_by(exhibitor)}),
            is_sent=is_sent,
            may_act=self.request.user.has_perm("exhibitors.act_for_exhibitor", exhibitor),
            seen=reviewing.read_by(exhibitor),
            differences=differences(exhibitor) if is_sent else [],
            languages=LANGUAGE_NAMES,
            missing=[each.words for each in reviewing.missing_for_sending(exhibitor)],
            credentials=exhibitor.credentials.all(),
            contacts=exhibitor.contact_points.all(),
            drafts=emails.approved(exhibitor, joining(exhibitor)) if is_sent else [],
            **kwargs,
        )

    def post(self, request, slug):
        self.object = self.get_object()
        try:
            if "approve" in request.POST:
                return self.approve()
            return self.give_back()
        except MoveNotAllowed:
            messages.warning(request, _("It has changed since you opened this page. Please look again."))
        except NotReady as refusal:
            messages.error(request, str(refusal))
        return redirect("office:profile_review", slug)

    def approve(self):
        seen = self.request.POST.get("seen", "")
        said = reviewing.approve_profile(self.object, seen=seen, actor=self.request.user)
        remember(self.request, UNDO, [self.object], said)
        messages.success(self.request, _("The profile is public as it was sent; its people get a message."))
        return redirect("office:profile_list")

    def give_back(self):
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        if "sure" not in self.request.POST:
            self.template_name = self.sure_template
            drafts = emails.returned(self.object, reason)
            context = DetailView.get_context_data(self, drafts=drafts, reason=reason, seen=seen)
            return self.render_to_response(context)
        said = reviewing.return_profile(self.object, seen=seen, reason=reason, actor=self.request.user)
        remember(self.request, UNDO, [self.object], said)
        messages.success(self.request, _("The profile went back with your words."))
        return redirect("office:profile_list")


class ProfileUndo(Reviewed, OfficeMixin, UndoDecision):
    key, back = UNDO, "office:profile_list"

    def get_rows(self):
        return self.narrow(Exhibitor.objects.all())

    def undo(self, row):
        reviewing.undo_decision(row, actor=self.request.user)

    def say_done(self, count):
        return _("The profile is back in the queue.")


class ProfilePaper(OfficeMixin, View):
    """The paper behind a licence, as an attachment; for those who may read private records of this exhibitor."""

    permission_required = "exhibitors.open_credential_file"

    def get(self, request, slug, name):
        exhibitor = self.narrow(Exhibitor.objects.all()).filter(slug=slug).first()
        if exhibitor is None or not request.user.has_perm(self.permission_required, exhibitor):
            raise Http404
        return paper_response([exhibitor], name)


class DeletionList(Reviewed, OfficeMixin, ListView):
    """Who asks for deletion, the oldest request first."""

    permission_required = "exhibitors.delete_exhibitor"
    queryset = Exhibitor.objects.select_related("place").asking_deletion()
    context_object_name = "exhibitors"
    template_name = "exhibitors/office/deletion_list.html"
    paginate_by = 50

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, undo=remembered(self.request, UNDO_REFUSAL))


class DeletionReview(Reviewed, OfficeMixin, DetailView):
    """Settle one request: erase everything, said twice, or keep it and say why."""

    permission_required = "exhibitors.delete_exhibitor"
    template_name = "exhibitors/office/deletion_review.html"
    sure_template = "exhibitors/office/deletion_sure.html"

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or self.refusal()
        return super().get_context_data(form=form, open_matters=what_is_open(self.object), **kwargs)

    def refusal(self, *sent):
        # Named before it is checked: what is wrong is said under that name.
        form = ReasonForm(*sent, auto_id="id_refuse_%s")
        form.fields["reason"].label = _("Why is it not deleted?")
        return form

    def post(self, request, slug):
        self.object = self.get_object()
        try:
            return self.erase() if "erase" in request.POST else self.refuse()
        except MoveNotAllowed:
            messages.warning(request, _("The request was settled or taken back meanwhile."))
        return redirect("office:deletion_list")

    def erase(self):
        if "sure" not in self.request.POST:
            matters = what_is_open(self.object)
            return self.ask_again(drafts=emails.gone(self.object), is_erasing=True, open_matters=matters)
        name = str(self.object)
        erase_exhibitor(self.object, actor=self.request.user)
        messages.success(self.request, _("The data of {name} have been deleted.").format(name=name))
        return redirect("office:deletion_list")

    def refuse(self):
        form = self.refusal(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        words = form.cleaned_data["reason"]
        if "sure" not in self.request.POST:
            return self.ask_again(drafts=emails.kept(self.object, words), reason=words)
        asked_at, reason = self.object.deletion_asked_at, self.object.deletion_reason
        said = refuse_deletion(self.object, words=words)
        remember(self.request, UNDO_REFUSAL, [self.object], said, asked_at=asked_at.isoformat(), reason=reason)
        messages.success(self.request, _("The request is answered; everything stays."))
        return redirect("office:deletion_list")

    def ask_again(self, **context):
        self.template_name = self.sure_template
        return self.render_to_response(DetailView.get_context_data(self, **context))


class DeletionUndo(Reviewed, OfficeMixin, UndoDecision):
    """Take a refusal back before it was told. What was erased is gone, which is why that is asked twice."""

    permission_required = "exhibitors.delete_exhibitor"
    key, back = UNDO_REFUSAL, "office:deletion_list"

    def get_rows(self):
        return self.narrow(Exhibitor.objects.all())

    def undo(self, row):
        undo_refusal(row, asked_at=parse_datetime(self.remembered["asked_at"]), reason=self.remembered["reason"])

    def say_done(self, count):
        return _("The request waits again.")
