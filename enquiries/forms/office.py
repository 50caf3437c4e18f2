"""What officials fill in: an answer in whose name, a note, how a thread ended, and an enquiry they were told."""

from datetime import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from enquiries.forms.asking import COUNTRIES, MOST_QUANTITY, EnquiryForm
from enquiries.forms.files import PapersField
from enquiries.forms.keys import KeyMixin, new_key
from enquiries.forms.portal import ReplyForm
from enquiries.models import Enquiry, Reply, Thread
from enquiries.querysets import HANDLERS
from enquiries.states import Outcome, QuotationState
from events.models import Exhibition
from exhibitors.models import Exhibitor
from lib import codes
from lib.dates import ILAM, today_in_ilam
from lib.fields import DayField, LineField, NumberField
from lib.languages import shown
from lib.money import UNITS, stored
from lib.numbers import ascii_digits, parse_integer
from products.models import Product

MOST_VALUE = 10**10
MOST_WORKS = 30
OFFICE, MAKER = "office", "maker"
BY_THEMSELVES = (Enquiry.CameBy.SITE, Enquiry.CameBy.TALK, Enquiry.CameBy.SEARCH)


class OfficeReplyForm(ReplyForm):
    """An answer of the office, or in the name of a maker who only has a telephone."""

    said_by = forms.ChoiceField(label=gettext_lazy("In whose name?"), widget=forms.RadioSelect)

    def __init__(self, *args, thread, **kwargs):
        super().__init__(*args, thread=thread, **kwargs)
        choices = [(OFFICE, _("The office"))]
        if thread.exhibitor:
            choices.append((MAKER, _("For {name}, who told us").format(name=shown(thread.exhibitor, "name").text)))
        self.fields["said_by"].choices = choices
        self.fields["said_by"].initial = OFFICE

    def spoken(self):
        """Side and name for ``say``."""
        if self.cleaned_data["said_by"] == MAKER:
            return {"side": Reply.Side.EXHIBITOR, "on_behalf_of": str(self.thread.exhibitor)}
        return {"side": Reply.Side.OFFICE}


class NoteForm(KeyMixin, forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Internal note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Only officials read it."),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, thread, **kwargs):
        super().__init__(*args, **kwargs)
        self.salt = f"note/{thread.pk}"
        self.initial.setdefault("key", new_key(self.salt))


class AssignForm(forms.Form):
    """``people`` are the accounts who may care for it; ``was`` is who did when the page was opened."""

    to = forms.TypedChoiceField(label=gettext_lazy("Who cares for it?"), required=False, coerce=int, empty_value=None)
    was = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {each.pk: each for each in people}
        self.fields["to"].choices = [("", _("nobody yet")), *((pk, str(each)) for pk, each in self.people.items())]

    @property
    def chosen(self):
        return self.people.get(self.cleaned_data["to"])


class CloseForm(forms.Form):
    """How a thread ended: with an order of that value, or without one and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    value = NumberField(
        label=gettext_lazy("Value of the order"), required=False, min_value=0, max_value=MOST_VALUE, decimals=2
    )
    unit = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)
    lost_because = forms.ChoiceField(
        label=gettext_lazy("Why no order?"), required=False, choices=[("", "–"), *Thread.LostBecause.choices]
    )
    # The state of the thread on the page that was looked at.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = dict(Product.PriceUnit.choices)
        self.fields["unit"].choices = [("", "–"), *((unit, names.get(unit, unit)) for unit in UNITS)]

    def clean(self):
        data = super().clean()
        if data.get("outcome") == Outcome.ORDERED:
            self.check_value(data)
        elif data.get("outcome") == Outcome.LOST and not data.get("lost_because"):
            self.add_error("lost_because", _("Say why there is no order."))
        return data

    def check_value(self, data):
        if "value" in self.errors:
            return
        if not data.get("value"):
            self.add_error("value", _("Write how much the order is worth."))
        if not data.get("unit"):
            self.add_error("unit", _("Say in which currency."))
        if data.get("value") and data.get("unit"):
            try:
                data["amount"], data["currency"] = stored(data["value"], data["unit"])
            except ValueError:
                self.add_error("value", _("This currency has no such small parts."))

    def ended(self):
        """Outcome, value, currency and reason for ``close_thread``."""
        data = self.cleaned_data
        if data["outcome"] == Outcome.ORDERED:
            return {"outcome": Outcome.ORDERED, "value": data["amount"], "currency": data["currency"]}
        return {"outcome": Outcome.LOST, "lost_because": data["lost_because"]}


class DecisionForm(forms.Form):
    """What the buyer said of an open quotation on the phone; ``quotation`` is the code of the one that was meant."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What did the buyer say?"),
        choices=[
            (QuotationState.ACCEPTED, gettext_lazy("The buyer accepts it.")),
            (QuotationState.DECLINED, gettext_lazy("The buyer does not want it.")),
        ],
        widget=forms.RadioSelect,
    )
    because = forms.ChoiceField(
        label=gettext_lazy("Why no order?"), required=False, choices=[("", "–"), *Thread.LostBecause.choices]
    )
    quotation = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def clean(self):
        data = super().clean()
        if data.get("decision") == QuotationState.DECLINED and not data.get("because"):
            self.add_error("because", _("Say why there is no order."))
        return data


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why is it taken up again?"),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class EntryForm(KeyMixin, forms.Form):
    """What somebody said at a stand, on the phone, on paper or by messenger, entered by an official in a minute."""

    salt = "entry"
    came_by = forms.ChoiceField(
        label=gettext_lazy("How did it come?"),
        choices=[choice for choice in Enquiry.CameBy.choices if choice[0] not in BY_THEMSELVES],
        widget=forms.RadioSelect,
        initial=Enquiry.CameBy.STAND,
    )
    name = LineField(label=gettext_lazy("Buyer's name"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"}))
    contact = forms.CharField(
        label=gettext_lazy("Phone or e-mail"),
        max_length=254,
        help_text=gettext_lazy("One is enough. Any digits will do."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Buyer's language"), choices=settings.LANGUAGES, initial="ar")
    channel = forms.ChoiceField(
        label=gettext_lazy("How shall we answer?"),
        required=False,
        choices=[("", gettext_lazy("as the contact says")), *Enquiry.Channel.choices],
    )
    city = LineField(
        label=gettext_lazy("City"), max_length=100, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=COUNTRIES, required=False, initial="IQ")
    exhibition = forms.ModelChoiceField(
        label=gettext_lazy("Exhibition"), queryset=Exhibition.objects.none(), to_field_name="slug", required=False
    )
    works = forms.CharField(
        label=gettext_lazy("Codes of the works"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=gettext_lazy("One a line, as on the price card; a number after it is how many: P234 5678 × 3"),
    )
    exhibitor = forms.ModelChoiceField(
        label=gettext_lazy("Or the artist or producer"),
        queryset=Exhibitor.objects.none(),
        to_field_name="slug",
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Enquiry.Kind.choices, required=False, initial=Enquiry.Kind.BUY_ONE
    )
    message = forms.CharField(
        label=gettext_lazy("What was said"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    files = PapersField(label=gettext_lazy("Pictures or PDFs, such as the sheet of paper"))
    may_pass_on = forms.BooleanField(
        label=gettext_lazy("The buyer agrees that the maker sees the contact."), required=False
    )
    day = DayField(
        label=gettext_lazy("When was it?"), required=False, help_text=gettext_lazy("Empty: now. Such as 1404/7/18.")
    )
    time = forms.CharField(
        label=pgettext_lazy("of the clock", "Time"),
        required=False,
        max_length=8,
        help_text=gettext_lazy("Such as 16:30, in Ilam's time."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        own = user.overseen_exhibitions(HANDLERS)
        exhibitions = Exhibition.objects.within_roles(user, HANDLERS).in_timeline()
        self.fields["exhibition"].queryset = exhibitions
        self.fields["exhibition"].label_from_instance = lambda each: shown(each, "name").text
        self.fields["exhibition"].required = own is not None
        self.fields["exhibition"].empty_label = None if own is not None else _("none")
        self.fields["exhibitor"].queryset = Exhibitor.objects.published().order_by(f"name_{get_language() or 'fa'}")
        self.fields["exhibitor"].label_from_instance = lambda each: f"{shown(each, 'name').text} ({each.code})"
        if not self.is_bound and "exhibition" not in self.initial:
            running = next((each for each in exhibitions[:5] if each.phase() == "running"), None)
            if running or own is not None:
                first = running or exhibitions.first()
                self.initial["exhibition"] = first.slug if first else None
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(_("Who asks"), "came_by", "name", "contact", Div("language", "channel", css_class="pair"),
                     Div("city", "country", css_class="pair")),
            Fieldset(_("About what"), "exhibition", "works", "exhibitor", "kind", "message", "files",
                     "may_pass_on", Div("day", "time", css_class="pair")),
            "key",
            Submit("send", _("Keep this enquiry")),
        )  # fmt: skip

    clean_contact = EnquiryForm.clean_contact
    check_channel = EnquiryForm.check_channel

    def clean_works(self):
        """{work: how many}; each code is read in any digits, and must be that of a work people can see."""
        wanted = {}
        for line in self.cleaned_data["works"].splitlines():
            if line.strip():
                code, quantity = read_line(line)
                wanted[code] = wanted.get(code, 0) + quantity
        if len(wanted) > MOST_WORKS:
            raise forms.ValidationError(_("These are too many works for one enquiry."))
        works = {
            work.code: work for work in Product.objects.published().filter(code__in=wanted).select_related("exhibitor")
        }
        if missing := [code for code in wanted if code not in works]:
            raise forms.ValidationError(_("No work has this code: {code}").format(code=missing[0]))
        return {works[code]: min(quantity, MOST_QUANTITY) for code, quantity in wanted.items()}

    def clean_time(self):
        text = ascii_digits(self.cleaned_data["time"]).strip().replace(".", ":")
        if not text:
            return None
        try:
            return datetime.strptime(text, "%H:%M").time()
        except ValueError:
            raise forms.ValidationError(_("This is not a time. Write 16:30.")) from None

    def clean(self):
        data = super().clean()
        contact, channel = data.get("contact"), data.get("channel")
        if contact and not channel:
            data["channel"] = Enquiry.Channel.MAIL if contact["email"] else Enquiry.Channel.CALL
        else:
            self.check_channel(contact, channel)
        if "works" not in self.errors and not (data.get("works") or data.get("exhibitor") or data.get("message")):
            self.add_error("message", _("Write what was asked, or the code of a work."))
        data["moment"] = self.moment(data)
        return data

    def moment(self, data):
        day, clock = data.get("day"), data.get("time")
        if not day and not clock:
            return timezone.now()
        moment = datetime.combine(day or today_in_ilam(), clock or datetime.min.time(), tzinfo=ILAM)
        if moment > timezone.now():
            self.add_error("day" if day else "time", _("This moment has not come yet."))
        elif moment.year < 2020:
            self.add_error("day", _("This day is too long ago."))
        return moment

    def received(self):
        """The fields for ``receive_enquiry``."""
        data = self.cleaned_data
        plain = ("came_by", "name", "language", "channel", "city", "country", "exhibition", "exhibitor", "message")
        return {
            **{name: data[name] for name in (*plain, "may_pass_on")},
            **data["contact"],
            "kind": data["kind"] or Enquiry.Kind.OTHER,
            "key": data["key"],
            "quantities": data["works"],
            "created_at": data["moment"],
            "taken_by": self.user,
        }


def read_line(line):
    """(code, quantity) of one line such as "P234 5678 × 3"; ValidationError when it holds no code."""
    text = ascii_digits(line).replace("×", " x ").replace("*", " x ")
    for head, tail in splits(text):
        try:
            code = codes.read(head)
            quantity = parse_integer(tail) if tail else 1
        except ValueError:
            continue
        if code[0] == "P" and 1 <= quantity <= MOST_QUANTITY:
            return code, quantity
    raise forms.ValidationError(_("This is no code of a work: {text}").format(text=line.strip()[:40]))


def splits(text):
    """The ways to read a line as a code and what follows it."""
    words = text.replace(" x ", " ").replace(" X ", " ").split()
    for number in range(len(words), 0, -1):
        yield "".join(words[:number]), "".join(words[number:])
