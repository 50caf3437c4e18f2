"""A talk that moves to a messenger or the phone: its number is made first, so that it is not lost there."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.limits import is_within, network_of
from enquiries.actions import receive_enquiry
from enquiries.forms.keys import new_key
from enquiries.forms.talk import TalkForm
from enquiries.models import Enquiry
from enquiries.talks import CHANNELS, find_partner, first_words
from enquiries.views.public import HOUR, EnquiryPage
from lib.numbers import row_number
from lib.phones import channel_link

# Of what names something in an address; Django answers 400 and sends an error mail for a redirect of thousands.
LONGEST = 100
# Of one network in an hour, with one maker; more are looked at first.
MOST_WITH_ONE = 20


class TalkPage(EnquiryPage):
    """What the talk is about and whom it reaches, before anything is stored; the button stores it.

    Named as for the enquiry's form: a work (``add``), an ``exhibitor``, or the ``exhibition`` alone; ``number`` is the
    place on its page of the exhibitor's number that was tapped. Where nobody answers, the form is shown instead.
    """

    form_class = TalkForm
    template_name = "enquiries/public/talk.html"
    sent_template_name = "enquiries/public/talk_sent.html"
    # Counted apart: taps of a hall behind one address leave the form to those who write.
    counted_as = "talk"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if kwargs["channel"] not in CHANNELS:
            raise Http404
        self.channel = Enquiry.Channel(kwargs["channel"])
        self.products = self.products[:1]
        self.product = next(iter(self.products), None)
        self.exhibitor = None if self.product else self.exhibitor
        self.maker = self.product.exhibitor if self.product else self.exhibitor
        # Nobody shows a thousand numbers.
        self.place = min(row_number(self.asked().get("number", "")) or 1, 1000)

    def get(self, request, *args, **kwargs):
        if request.GET.get("sent") or self.is_answered():
            return super().get(request, *args, **kwargs)
        return self.ask_otherwise()

    def post(self, request, *args, **kwargs):
        return super().post(request, *args, **kwargs) if self.is_answered() else self.ask_otherwise()

    def is_answered(self):
        """Whether it is about something, and somebody answers there: ``partner``."""
        exhibition = self.visit and self.visit.exhibition
        where = {"exhibitor": self.maker, "exhibition": exhibition, "place": self.place}
        self.partner = find_partner(self.channel, **where) if self.maker or exhibition else None
        return self.partner is not None

    def ask_otherwise(self):
        known = {name: self.asked().get(name, "")[:LONGEST] for name in ("add", "exhibitor", "exhibition", "stand")}
        query = urlencode({name: text for name, text in known.items() if text})
        return redirect(reverse("public:enquiry") + (f"?{query}" if query else ""))

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["products"]
        return kwargs

    def get_initial(self):
        return {"key": new_key()}

    def receive(self, form):
        kind = Enquiry.Kind.EXHIBITION
        if self.maker:
            kind = Enquiry.Kind.BUY_ONE if self.product else Enquiry.Kind.OTHER
        return receive_enquiry(
            quantities={self.product: 1} if self.product else {},
            kind=kind,
            channel=self.channel,
            came_by=Enquiry.CameBy.TALK,
            **self.received(form),
        )

    def received(self, form):
        received = super().received(form)
        return received | {"held_because": received["held_because"] or self.too_many_talks()}

    def too_many_talks(self):
        """Why it is held, or nothing: a talk costs one tap and names nobody, and each writes to the maker."""
        to = f"{self.maker.pk if self.maker else ''}:{network_of(self.request)}"
        is_usual = is_within("talk with one", to, limit=MOST_WITH_ONE, seconds=HOUR)
        return "" if is_usual else Enquiry.HeldBecause.TALKS

    def sent_address(self, **query):
        query |= {"number": self.place} if self.place > 1 else {}
        return f"{reverse('public:talk', args=[self.channel])}?{urlencode(query)}"

    def sent_context(self, enquiry):
        context = super().sent_context(enquiry)
        line = next(iter(context["lines"].select_related("exhibitor")), None)
        maker = line.exhibitor if line else enquiry.exhibitor
        maker = maker if maker and maker.is_published else None
        partner = find_partner(self.channel, exhibitor=maker, exhibition=enquiry.exhibition, place=self.place)
        text = first_words(enquiry)
        link = channel_link(self.channel, partner.phone, text) if partner else ""
        return context | {"channel": self.channel, "partner": partner, "text": text, "link": link}

    def breadcrumbs(self):
        return [(_("Trade enquiry"), reverse("public:enquiry")), (self.channel.label, "")]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"product": self.product, "channel": self.channel, "partner": self.partner}
