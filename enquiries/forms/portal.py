"""What a maker fills in: an answer that the buyer reads in another language, and a quotation."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from enquiries.actions.threads import worded
from enquiries.forms.asking import MOST_QUANTITY
from enquiries.forms.files import PapersField
from enquiries.forms.keys import KeyMixin, new_key
from enquiries.models import Line, Quotation, Reply
from lib.dates import today_in_ilam
from lib.fields import DayField, LineField, NumberField
from lib.languages import direction, pick
from lib.money import stored, typed
from lib.numbers import row_number
from lib.text import TURNING
from products.models import Product
from vocabulary.models import Unit

LANGUAGE_NAMES = dict(settings.LANGUAGES)
READY_ANSWERS = (Line.Answer.IN_STOCK, Line.Answer.TO_ORDER, Line.Answer.OTHER_SIZE)
MOST_BREAKS = 3
# Ten times it, the same in rials, still fits its column.
MOST_PRICE = Decimal(99_999_999_999)
MOST_TOTAL = Decimal(10) ** 13
FREE = "free"  # instead of the number of a line asked about


def own_language():
    return get_language() or settings.LANGUAGE_CODE


class ReplyForm(KeyMixin, forms.Form):
    """The state of each line, prepared sentences and free text: one answer; ``last_read`` is the last reply shown."""

    text = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Written in"), choices=settings.LANGUAGES)
    sentences = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    files = PapersField()
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    last_read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, thread, lines, sentences, **kwargs):
        super().__init__(*args, **kwargs)
        self.thread, self.lines, self.prepared = thread, lines, sentences
        # Of this thread alone: its key says nothing anywhere else.
        self.salt = f"answer/{thread.pk}"
        self.initial.setdefault("key", new_key(self.salt))
        self.fields["sentences"].choices = [(each.slug, str(each)) for each in sentences]
        for line in lines:
            self.fields[f"answer_{line.pk}"] = forms.ChoiceField(
                label=_("What do you say of it?"), choices=Line.Answer.choices, required=False, initial=line.answer
            )
            self.fields[f"ready_{line.pk}"] = DayField(label=_("Ready on"), required=False, initial=line.ready_on)

    def by_line(self):
        """[(line, box of its answer, box of its day)]."""
        return [(line, self[f"answer_{line.pk}"], self[f"ready_{line.pk}"]) for line in self.lines]

    def by_sentence(self):
        """Each prepared sentence as the maker and as the buyer reads it."""
        chosen = set(self["sentences"].value() or [])
        return [OfferedSentence(each, self.thread.enquiry, each.slug in chosen) for each in self.prepared]

    def clean_last_read(self):
        return row_number(self.cleaned_data["last_read"]) or 0

    def clean(self):
        data = super().clean()
        self.answers = {}
        for line in self.lines:
            answer, ready_on = data.get(f"answer_{line.pk}") or line.answer, data.get(f"ready_{line.pk}")
            if f"ready_{line.pk}" in self.errors or (answer, ready_on) == (line.answer, line.ready_on):
                continue
            if ready_on and answer not in READY_ANSWERS:
                self.add_error(f"ready_{line.pk}", _("With a day, say also that it is in stock or can be made."))
            elif ready_on and ready_on != line.ready_on and ready_on < today_in_ilam():
                self.add_error(f"ready_{line.pk}", _("This day is over."))
            else:
                self.answers[line] = (Line.Answer(answer), ready_on)
        if not self.errors and not (self.answers or data.get("sentences") or data.get("text") or data.get("files")):
            self.add_error(None, _("Say something of a work, pick a sentence, or write a few words."))
        return data

    def picked(self):
        """The sentences that were picked, in their order."""
        return [each for each in self.prepared if each.slug in self.cleaned_data["sentences"]]

    def already_said(self):
        """What was stored when this same page was sent before; ask before ``is_valid``."""
        return Reply.objects.filter(request_key=self.sent_key()).first()

    def answered_meanwhile(self, words, newest):
        """Keep what was typed; sent again, the reply that is shown now counts as read."""
        self.replace("last_read", str(newest))
        self.add_error(None, words)


class OfferedSentence:
    """A prepared sentence before it is used: as one reads it oneself, and as the buyer will."""

    def __init__(self, sentence, enquiry, is_chosen):
        self.slug, self.is_chosen = sentence.slug, is_chosen
        texts = worded(sentence, enquiry)
        self.mine, self.my_language = pick(texts, own_language())
        self.theirs, self.their_language = pick(texts, enquiry.language)
        self.buyer_language = enquiry.language
        self.is_missing = self.their_language != enquiry.language
        self.is_other = self.my_language != own_language()

    @property
    def my_direction(self):
        return direction(self.my_language)

    @property
    def their_direction(self):
        return direction(self.their_language)

    @property
    def differs(self):
        return self.theirs != self.mine


@dataclass
class Offer:
    """One row of a quotation: the line asked about, or a free one, and the names of its boxes."""

    form: "QuotationForm"
    ref: str
    line: Line | None = None

    def box(self, name):
        return self.form[f"{name}_{self.ref}"]

    @property
    def title(self):
        return self.box("title")

    @property
    def quantity(self):
        return self.box("quantity")

    @property
    def unit(self):
        return self.box("unit")

    @property
    def price(self):
        return self.box("price")

    @property
    def breaks(self):
        """[(number, from, price)]."""
        return [(number, self.box(f"from{number}"), self.box(f"less{number}")) for number in range(1, MOST_BREAKS + 1)]

    @property
    def has_breaks(self):
        """Whether something stands in them, or is wrong with them: then they are open."""
        boxes = [box for _number, *pair in self.breaks for box in pair]
        return any(box.value() or box.errors for box in boxes)


def is_only_one(line):
    return bool(line and line.product and line.product.kind == Product.Kind.ONE_OFF)


class QuotationForm(forms.Form):
    """An offer for the lines of one thread, prefilled from ``basis``, an earlier one, or from the works themselves."""

    price_unit = forms.ChoiceField(
        label=gettext_lazy("Currency"),
        choices=[("", gettext_lazy("Choose")), *Product.PriceUnit.choices],
        help_text=gettext_lazy("All prices of this quotation are in it."),
    )
    lead_days = NumberField(label=gettext_lazy("Days to make it"), required=False, min_value=0, max_value=3650)
    handover = forms.ChoiceField(label=gettext_lazy("Handed over"), choices=Quotation.Handover.choices)
    carriage_by = forms.ChoiceField(label=gettext_lazy("Carriage paid by"), choices=Quotation.Payer.choices)
    customs_by = forms.ChoiceField(label=gettext_lazy("Customs paid by"), choices=Quotation.Payer.choices)
    deposit_percent = NumberField(label=gettext_lazy("Deposit in per cent"), required=False, min_value=0, max_value=100)
    valid_days = NumberField(label=gettext_lazy("Valid for days"), min_value=1, max_value=365)
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Your own words are in"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("The remarks and the title of what you add are shown as you write them."),
    )
    TERMS = ("lead_days", "handover", "carriage_by", "customs_by", "deposit_percent", "valid_days", "remarks")

    def __init__(self, *args, lines, basis=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.offers = [Offer(self, str(line.pk), line) for line in lines]
        self.free = Offer(self, FREE)
        for offer in [*self.offers, self.free]:
            self.add_boxes(offer)
        self.initial = (self.from_basis(basis) if basis else self.from_works()) | self.initial

    def add_boxes(self, offer):
        ref = offer.ref
        if offer.line is None:
            self.fields[f"title_{ref}"] = LineField(
                label=_("What else?"),
                required=False,
                max_length=150,
                widget=forms.TextInput(attrs={"dir": "auto"}),
                help_text=_("Such as packing, or a work that was not asked about."),
            )
            self.fields[f"unit_{ref}"] = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, required=False)
        self.fields[f"quantity_{ref}"] = NumberField(
            label=_("Quantity"), required=False, min_value=1, max_value=MOST_QUANTITY
        )
        self.fields[f"price_{ref}"] = price_box(_("Price of one"))
        for number in range(1, MOST_BREAKS + 1):
            self.fields[f"from{number}_{ref}"] = NumberField(
                label=_("From this number on"), required=False, min_value=2, max_value=MOST_QUANTITY
            )
            self.fields[f"less{number}_{ref}"] = price_box(_("one costs"))

    def from_works(self):
        """Quantities as asked; prices that are fixed, as far as they are in one currency."""
        works = [line.product for line in self.lines if line.product]
        priced = [work for work in works if work.price_mode == Product.PriceMode.FIXED]
        unit = priced[0].price_unit if priced else ""
        initial = {
            "price_unit": unit,
            "lead_days": max((work.lead_time_days or 0 for work in works), default=0) or None,
            "handover": Quotation.Handover.STAND,
            "carriage_by": Quotation.Payer.BUYER,
            "customs_by": Quotation.Payer.BUYER,
            "valid_days": 14,
            "language": own_language(),
        }
        for line in self.lines:
            initial[f"quantity_{line.pk}"] = 1 if is_only_one(line) else line.quantity
            if line.product in priced and line.product.price_unit == unit:
                work = line.product
                initial[f"price_{line.pk}"] = as_typed(work.price_amount, work.currency, unit)
        return initial

    def from_basis(self, basis):
        unit = basis.price_unit or basis.currency
        initial = {name: getattr(basis, name) for name in self.TERMS}
        initial |= {"price_unit": unit, "language": basis.remarks_language or own_language()}
        initial |= {f"quantity_{line.pk}": line.quantity for line in self.lines}
        for offered in basis.lines.all():
            ref = offered.line_id or FREE
            initial[f"quantity_{ref}"] = offered.quantity
            initial[f"price_{ref}"] = as_typed(offered.unit_price, basis.currency, unit)
            if ref == FREE:
                initial |= {f"title_{ref}": pick(offered.title, own_language())[0], f"unit_{ref}": offered.unit}
            for number, each in enumerate(offered.breaks.all(), 1):
                initial[f"from{number}_{ref}"] = each.quantity
                initial[f"less{number}_{ref}"] = as_typed(each.unit_price, basis.currency, unit)
        return initial

    @cached_property
    def words(self):
        """The boxes about the whole quotation, in their order."""
        return [self[name] for name in ("price_unit", *self.TERMS, "language")]

    def clean_remarks(self):
        """On the page of the buyer they stand as on the paper: nothing turns them."""
        return TURNING.sub("", self.cleaned_data["remarks"])

    def clean(self):
        data = super().clean()
        own = {offer.ref for offer in [*self.offers, self.free]}
        if any(match[1] not in own for match in map(OF_A_LINE.fullmatch, self.data) if match):
            self.add_error(None, _("A line of another enquiry cannot be offered here."))
        offered = [self.read(offer) for offer in [*self.offers, self.free]]
        self.rows = [row for row in offered if row]
        if not self.rows and not self.errors:
            self.add_error(None, _("Write a price for at least one work."))
        # At the dearest of its prices: the sum that counts can only be less.
        dearest = sum(
            row["quantity"] * max([row["unit_price"], *(price for _quantity, price in row["breaks"])])
            for row in self.rows
        )
        if dearest > MOST_TOTAL:
            self.add_error(None, _("The sum is too large. Are quantities and prices right?"))
        return data

    def read(self, offer):
        """The row of a quotation that was typed for ``offer``; None when nothing was, or something is wrong."""
        ref, data = offer.ref, self.cleaned_data
        title, price, quantity = data.get(f"title_{ref}"), data.get(f"price_{ref}"), data.get(f"quantity_{ref}")
        breaks = self.read_breaks(offer)
        if f"price_{ref}" in self.errors or f"quantity_{ref}" in self.errors:
            return None
        if price is None:
            if breaks or title:
                self.add_error(f"price_{ref}", _("Write the price of one."))
            return None
        if quantity is None:
            self.add_error(f"quantity_{ref}", _("Write how many."))
        if offer.line is None and not title:
            self.add_error(f"title_{ref}", _("Write what it is."))
        amount = self.amount(f"price_{ref}", price)
        if amount is None or quantity is None or (offer.line is None and not title):
            return None
        if quantity > 1 and is_only_one(offer.line):
            self.add_error(
                f"quantity_{ref}",
                _("There is only one of this work. Others like it are something else: offer them further below."),
            )
        self.check_breaks(offer, amount, breaks)
        line = offer.line
        return {
            "line": line,
            "product": line.product if line else None,
            "title": line.snapshot["title"] if line else {data.get("language") or own_language(): title},
            "quantity": quantity,
            "unit": line.unit if line else data.get(f"unit_{ref}") or Unit.PIECE,
            "unit_price": amount,
            "breaks": breaks,
        }

    def read_breaks(self, offer):
        """[(from, stored price)], the smallest first."""
        found = {}
        for number in range(1, MOST_BREAKS + 1):
            names = f"from{number}_{offer.ref}", f"less{number}_{offer.ref}"
            least, price = (self.cleaned_data.get(name) for name in names)
            if any(name in self.errors for name in names) or (least is None and price is None):
                continue
            if least is None:
                self.add_error(names[0], _("Write from which number on."))
            elif price is None:
                self.add_error(names[1], _("Write the price of one."))
            elif least in found:
                self.add_error(names[0], _("This number stands here twice."))
            elif (amount := self.amount(names[1], price)) is not None:
                found[least] = amount
        return sorted(found.items())

    def check_breaks(self, offer, amount, breaks):
        """Who takes more pays less for each."""
        box_of = {self.cleaned_data.get(f"from{number}_{offer.ref}"): number for number in range(1, MOST_BREAKS + 1)}
        for least, price in breaks:
            if price >= amount:
                self.add_error(
                    f"less{box_of[least]}_{offer.ref}", _("Write a lower price than for fewer, or leave it out.")
                )
            amount = price

    def amount(self, name, number):
        """``number`` as it is stored; None with an error at the box ``name`` when it is no price."""
        unit = self.cleaned_data.get("price_unit")
        if not number:
            self.add_error(name, _("A price is more than nothing."))
        elif unit:
            try:
                return stored(number, unit)[0]
            except ValueError:
                self.add_error(name, _("This currency has no such small parts."))
        return None

    def terms(self):
        """The fields of the quotation, beside its lines."""
        data = self.cleaned_data
        return {name: data[name] for name in self.TERMS} | {
            "lead_days": data["lead_days"] or 0,
            "deposit_percent": data["deposit_percent"] or 0,
            "price_unit": data["price_unit"],
            "currency": stored(0, data["price_unit"])[1],
            "remarks_language": data["language"],
        }


OF_A_LINE = re.compile(r"(?:title|unit|quantity|price|from\d+|less\d+)_(\d+|free)")


def price_box(label):
    return NumberField(label=label, required=False, min_value=0, max_value=MOST_PRICE, decimals=2)


def as_typed(amount, currency, unit):
    """A stored amount as the number of a box, without needless zeros."""
    number = typed(amount, currency, unit)
    return number.to_integral_value() if number == number.to_integral_value() else number.normalize()
