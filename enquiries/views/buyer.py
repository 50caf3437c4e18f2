"""The buyer's private page: what every maker answered, and what the buyer says to it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from accounts.audiences import LinkMixin
from accounts.limits import is_within, network_of
from enquiries import actions
from enquiries.actions.quotations import CLOSED, NotAcceptable
from enquiries.again import ask_again
from enquiries.files import forget_files, keep_files
from enquiries.forms import AgainForm, DeclineForm, ProofForm, ReplyForm
from enquiries.forms.buyer import read_contact
from enquiries.links import open_link
from enquiries.models import Attachment, Reply
from enquiries.senders import code_deleted_at, let_act, may_act, prove
from exhibitors.profile.files import serve_paper
from lib.states import MoveNotAllowed

HOUR = 3600


class PrivateMixin(LinkMixin):
    """What a private address opens; an unknown, ended or held one answers one kind page, whichever it is."""

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **kwargs):
        self.link = open_link(kwargs["token"])
        if self.link is None:
            response = show_nothing(request, kwargs["token"])
        else:
            self.enquiry = self.link.enquiry
            response = super().dispatch(request, *args, **kwargs)
        self.keep(response)
        return response

    def keep(self, response):
        super().keep(response)
        quieten(response)

    def threads(self):
        """Every maker's part, in the order in which they were opened: the first is number 1 for ever."""
        return self.enquiry.threads.for_buyer()

    def thread(self, number):
        threads = list(self.threads())
        if not 1 <= number <= len(threads):
            raise Http404
        return threads[number - 1]

    def address(self, number=None):
        address = reverse("public:buyer_page", args=[self.kwargs["token"]])
        return f"{address}#part-{number}" if number else address

    def may_act(self):
        return may_act(self.request, self.enquiry)


def show_nothing(request, token):
    """The browser that had the enquiry deleted is told so also when it presses twice or goes back."""
    if code := code_deleted_at(request, token):
        return render(request, "enquiries/public/buyer_deleted.html", {"code": code}, status=404)
    return BuyerAgain.as_view(status=404)(request)


def quieten(response):
    """The token in the address goes into no index and no referrer.

    Not "no-referrer": under it browsers send the forms of the page with ``Origin: null``, which is refused.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"


class BuyerPage(PrivateMixin, TemplateView):
    template_name = "enquiries/public/buyer_page.html"

    def get_context_data(self, *, form=None, number=None, proof=None, **kwargs):
        """``form`` is a reply that was refused, in the part ``number``; ``proof`` a contact that was."""
        enquiry = self.enquiry
        parts = []
        for each, thread in enumerate(self.threads(), start=1):
            thread.enquiry = enquiry
            last_read = max((reply.pk for reply in thread.said), default=0)
            fresh = ReplyForm(thread=thread, number=each, last_read=last_read)
            parts.append(
                {
                    "number": each,
                    "thread": thread,
                    "form": form if each == number else fresh,
                    "offers": sorted(thread.offers, key=lambda offer: (not offer.is_open, -offer.version)),
                }
            )
        return super().get_context_data(
            enquiry=enquiry,
            parts=parts,
            files=self.address() + "files/",
            may_act=self.may_act(),
            proof=proof or ProofForm(),
            form=form or proof,
            reasons=DeclineForm().fields["because"].choices,
            **kwargs | {"token": self.kwargs["token"]},
        )

    def shown_again(self, status, **context):
        return self.render_to_response(self.get_context_data(**context), status=status)


class BuyerProof(BuyerPage):
    """Whoever types the contact of the enquiry may act; every refusal has the same words."""

    http_method_names = ["post"]

    def post(self, request, token):
        form = ProofForm(request.POST)
        if form.is_valid() and not self.is_right(form.cleaned_data["contact"]):
            form.add_error(
                "contact",
                _(
                    "This did not open the enquiry. Type the phone or e-mail it was sent with; after five tries the page only reads."
                ),
            )
        if not form.is_valid():
            return self.shown_again(422, proof=form)
        let_act(request, self.enquiry)
        return redirect(self.address())

    def is_right(self, contact):
        # Beyond its limit a network tries nothing more, so that it cannot use up the tries of a link.
        within = is_within("buyer proof", network_of(self.request), limit=30, seconds=HOUR)
        return within and prove(self.link, read_contact(contact))


class ActingMixin:
    """A step of the buyer; whoever has proved nothing is led to where that is done."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        return self.act(request) if self.may_act() else self.refuse(request)

    def refuse(self, request):
        messages.error(request, _("To answer, type the phone or e-mail of the enquiry first."))
        return redirect(f"{self.address()}#proof")


class BuyerReply(ActingMixin, BuyerPage):
    def act(self, request):
        number = self.kwargs["number"]
        thread = self.thread(number)
        form = ReplyForm(request.POST, request.FILES, thread=thread, number=number)
        # Sent again while the first answer was on its way: it is kept, so it is neither counted nor refused.
        if Reply.objects.filter(request_key=form.sent_key()).exists():
            return redirect(self.address(number))
        # Asked before the form is looked at, which opens every picture.
        if not self.is_within_limits():
            form = ReplyForm(request.POST, thread=thread, number=number)
            form.add_error(None, _("Very many replies came. Please wait an hour, or call us."))
            response = self.shown_again(429, form=form, number=number)
            response["Retry-After"] = HOUR
            return response
        if not form.is_valid():
            return self.shown_again(422, form=form, number=number)
        data = form.cleaned_data
        files = keep_files(data["files"])
        try:
            actions.say(
                thread,
                key=data["key"],
                side=Reply.Side.BUYER,
                language=get_language() or self.enquiry.language,
                text=data["text"],
                last_read=data["last_read"],
                attachments=files,
            )
        except actions.ThreadClosed:
            # Deleted, on another page of the buyer, while this was on its way.
            raise Http404 from None
        except actions.AnsweredMeanwhile as answered:
            newest = thread.replies.public().order_by("-pk").first()
            form.replace("last_read", str(newest.pk))
            form.add_error(None, str(answered))
            return self.shown_again(409, form=form, number=number)
        finally:
            forget_files(files)
        messages.success(request, _("Your reply has been sent."))
        return redirect(self.address(number))

    def is_within_limits(self):
        return is_within("buyer reply", network_of(self.request), limit=120, seconds=HOUR) and is_within(
            "buyer reply", self.enquiry.code, limit=30, seconds=HOUR
        )


class DecidingMixin(ActingMixin):
    """A step about one quotation of this enquiry, named by its code; drafts are not found."""

    def act(self, request):
        for number, thread in enumerate(self.threads(), start=1):
            for offer in thread.offers:
                if offer.code == self.kwargs["code"]:
                    self.try_to_decide(offer)
                    return redirect(self.address(number))
        raise Http404

    def try_to_decide(self, quotation):
        try:
            self.decide(quotation)
        except NotAcceptable as reason:
            messages.error(self.request, str(reason))
        except MoveNotAllowed:
            messages.error(self.request, CLOSED)

    def decide(self, quotation):
        raise NotImplementedError


class BuyerAccept(DecidingMixin, BuyerPage):
    def decide(self, quotation):
        actions.accept_quotation(quotation)
        messages.success(self.request, _("You have accepted the quotation. The maker has been told."))


class BuyerDecline(DecidingMixin, BuyerPage):
    def decide(self, quotation):
        form = DeclineForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, _("Please choose why not, so that the maker can do better."))
            return
        actions.decline_quotation(quotation, because=form.cleaned_data["because"])
        messages.success(self.request, _("The maker has been told that you do not want it."))


class BuyerFile(PrivateMixin, View):
    """A file of this enquiry, or of what was said in it in public."""

    def get(self, request, token, number):
        files = Attachment.objects.of(self.enquiry, self.enquiry.threads.all()).public()
        file = get_object_or_404(files, pk=number)
        return serve_paper(file.file, file.name)


class BuyerAgain(LinkMixin, FormView):
    """Sends fresh private addresses to a contact; the answer never tells whether that contact is known.

    With ``status`` 404 it is what an address that opens nothing answers.
    """

    form_class = AgainForm
    template_name = "enquiries/public/buyer_again.html"
    status = 200

    def keep(self, response):
        super().keep(response)
        quieten(response)

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(is_gone=self.status == 404), status=self.status)

    def get_form_kwargs(self):
        # What was posted to an address that opens nothing was another form.
        return super().get_form_kwargs() if self.status == 200 else {"initial": self.get_initial()}

    def post(self, request, *args, **kwargs):
        # An address that opens nothing takes nothing either; the form posts to this page's own address.
        return self.get(request) if self.status == 404 else super().post(request, *args, **kwargs)

    def form_valid(self, form):
        network = network_of(self.request)
        if not is_within("address again", network, limit=20, seconds=HOUR):
            form.add_error(None, _("This was asked very often from your network. Please wait an hour, or call us."))
            response = self.form_invalid(form, status=429)
            response["Retry-After"] = HOUR
            return response
        data = form.cleaned_data
        ask_again(read_contact(data["contact"]), code=data["code"], network=network)
        return self.render_to_response(self.get_context_data(form=form, is_sent=True))

    def form_invalid(self, form, status=422):
        return self.render_to_response(self.get_context_data(form=form), status=status)
