"""The trade enquiry: one page, no account."""

from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.audiences import PublicMixin
from accounts.limits import is_within, network_of
from enquiries.actions import receive_enquiry
from enquiries.files import forget_files, keep_files
from enquiries.forms import EnquiryForm, new_key
from enquiries.models import Enquiry
from enquiries.senders import hand_address, handed_token
from exhibitors.models import Exhibitor
from exhibitors.visits import read_visit
from lib import codes
from lib.pdf import qr_svg
from lib.text import one_line
from products.models import Product
from vocabulary.naming import named_craft

MOST_LINES = 50
MOST_MAKERS = 15  # a day, by one contact
HOUR, DAY = 3600, 86_400
LONGEST = 200  # of what was looked for


class EnquiryPage(PublicMixin, FormView):
    """The form; ``add`` (repeatable) names works by code, ``exhibitor`` and ``exhibition`` by slug, ``stand`` by the
    code that hangs there, ``wanted`` what the search did not find: it goes to the office alone, so to no maker.

    After sending it answers with a redirect to itself, where ``sent`` is the signed code of what was stored.
    """

    form_class = EnquiryForm
    template_name = "enquiries/public/enquiry.html"
    sent_template_name = "enquiries/public/enquiry_sent.html"
    counted_as = "enquiry"  # of a network; of a contact all ways to ask count together

    def keep(self, response):
        # It carries a token of its own, so it is nobody else's.
        patch_cache_control(response, private=True, no_store=True)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.products = self.get_products()
        self.exhibitor = self.about(Exhibitor, "exhibitor")
        self.visit = read_visit(self.asked())
        self.wanted = (
            ""
            if self.products or self.exhibitor
            else one_line(self.asked().get("wanted", "").replace("\0", ""))[:LONGEST]
        )

    def get(self, request, *args, **kwargs):
        if sent := request.GET.get("sent"):
            return self.confirm(sent)
        return super().get(request, *args, **kwargs)

    def confirm(self, sent):
        try:
            code = signing.loads(sent, salt="enquiry-sent")
        except signing.BadSignature:
            return redirect("public:enquiry")
        enquiry = Enquiry.objects.filter(code=code).first()
        if enquiry is None:
            return redirect("public:enquiry")
        self.template_name = self.sent_template_name
        return self.render_to_response(self.sent_context(enquiry))

    def sent_context(self, enquiry):
        context = {"view": self, "enquiry": enquiry, "lines": enquiry.lines.all(), "breadcrumbs": self.breadcrumbs()}
        if token := handed_token(self.request, enquiry):
            # Whoever else got the address of this page learns nothing of the private one.
            address = settings.SITE_URL + reverse("public:buyer_page", args=[token])
            context |= {"private_path": reverse("public:buyer_page", args=[token]), "private_address": address}
            context |= {"qr": mark_safe(qr_svg(address))}
        return context

    def asked(self):
        return self.request.POST if self.request.method == "POST" else self.request.GET

    def get_products(self):
        """The published works named by ``add``, in that order; codes of others are kept as ``withdrawn``."""
        wanted = []
        for text in self.asked().getlist("add")[:MOST_LINES]:
            try:
                wanted.append(codes.read(text))
            except ValueError:
                continue
        rows = self.narrow(Product.objects.for_cards()).filter(code__in=wanted)
        found = {product.code: product for product in rows}
        self.withdrawn = [code for code in dict.fromkeys(wanted) if code not in found]
        return [found[code] for code in dict.fromkeys(wanted) if code in found]

    def about(self, model, name):
        """The published record whose slug stands under ``name``, if any."""
        slug = self.asked().get(name, "")
        return self.narrow(model.objects.all()).filter(slug=slug).first() if slug and "\x00" not in slug else None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"products": self.products}

    def get_initial(self):
        kind = Enquiry.Kind.BUY_ONE if self.asked().getlist("add") else Enquiry.Kind.OTHER
        return {"key": new_key(), "kind": kind, "country": "IQ", "message": self.wanted}

    def post(self, request, *args, **kwargs):
        # Sent again while the first answer was on its way: it is stored, so it is neither counted nor refused.
        if known := Enquiry.objects.filter(request_key=self.get_form().sent_key()).first():
            return self.confirmed(known)
        # Asked before the form is looked at, which opens every picture.
        if request.FILES and not is_within("enquiry files", network_of(request), limit=60, seconds=HOUR):
            return self.too_often(self.form_class(**self.get_form_kwargs() | {"files": None}))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        if not self.is_within_limits(form):
            return self.too_often(form)
        return self.confirmed(self.receive(form))

    def receive(self, form):
        """Store what was sent; returns the enquiry."""
        data = form.cleaned_data
        files = keep_files(data["files"])
        enquiry = receive_enquiry(
            quantities=form.asked(),
            **self.received(form),
            **self.looked_for(),
            **{name: data[name] for name in ("kind", "message", "channel", "city", "country", "wanted_by")},
            attachments=files,
        )
        forget_files(files)
        return enquiry

    def received(self, form):
        """What is known of every enquiry that comes this way, for ``receive_enquiry``."""
        data = form.cleaned_data
        return {
            "key": data["key"],
            "held_because": form.held_because or self.too_many_makers(data["contact"]),
            "language": get_language() or settings.LANGUAGE_CODE,
            "exhibitor": self.exhibitor,
            "exhibition": self.visit and self.visit.exhibition,
            "stand": self.visit and self.visit.stand,
            "name": data["name"],
            "may_pass_on": data["may_pass_on"],
            **data["contact"],
        }

    def looked_for(self):
        """What is known besides where a search that found nothing led here."""
        if not self.wanted:
            return {}
        return {"came_by": Enquiry.CameBy.SEARCH, "looked_for": self.wanted, "craft": named_craft(self.wanted)}

    def too_often(self, form):
        form.add_error(None, _("Very many enquiries came from your network. Please wait an hour, or call us."))
        response = self.form_invalid(form, status=429)
        response["Retry-After"] = HOUR
        return response

    def too_many_makers(self, contact):
        """Why it is held, or nothing: one buyer who writes to very many makers a day is looked at first."""
        if not any(contact.values()):
            return ""
        makers = {product.exhibitor_id for product in self.products} | {self.exhibitor and self.exhibitor.pk}
        makers |= Enquiry.objects.by_contact(phones=[contact["phone"]], emails=[contact["email"]], days=1).makers()
        return Enquiry.HeldBecause.MANY if len(makers - {None}) > MOST_MAKERS else ""

    def confirmed(self, enquiry):
        sent = signing.dumps(enquiry.code, salt="enquiry-sent")
        response = redirect(self.sent_address(sent=sent))
        # Only the browser that filled in the form knows its key; sent again and again, it is handed no more addresses.
        if enquiry.has_contact and is_within("enquiry address", enquiry.code, limit=10, seconds=DAY):
            hand_address(self.request, response, enquiry)
        return response

    def sent_address(self, **query):
        return f"{reverse('public:enquiry')}?{urlencode(query)}"

    def is_within_limits(self, form):
        contact = form.cleaned_data["contact"]
        contact = contact["phone"] or contact["email"]
        return is_within(self.counted_as, network_of(self.request), limit=60, seconds=HOUR) and (
            not contact or is_within("enquiry", contact, limit=10, seconds=HOUR)
        )

    def form_invalid(self, form, status=422):
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def breadcrumbs(self):
        return [(_("Trade enquiry"), "")]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            exhibitor=self.exhibitor,
            visit=self.visit,
            withdrawn=self.withdrawn,
            wanted=self.wanted,
            breadcrumbs=self.breadcrumbs(),
        )
