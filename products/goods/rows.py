"""Rows of a workbook of goods or sales: what each cell may hold, how it differs from what is stored, and how it is saved."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, override, pgettext_lazy
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ERROR_CODES

from lib.codes import read as read_code
from lib.fields import DayField, LineField, NumberField, TypedField
from lib.languages import CODES
from lib.text import squeeze
from products.goods.actions import change_line, enter_sale, put_on_list
from products.goods.forms import MOST_PIECES, PIECES, amount_of, plain, problem_of_amount, problem_of_day
from products.goods.models import Sale
from products.goods.querysets import COUNTS
from products.models import Product

NOT_A_VALUE = gettext_lazy("This cell holds an error of the spreadsheet program, not a value.")
NAMESPACE = uuid.UUID("3f2b7a52-6f0e-4d8a-9a51-0d4f6a9c7e11")


class WordCell(TypedField):
    """One of a few words in any of the four languages, or its own name."""

    default_error_messages = {"invalid": gettext_lazy("This word is not known here. Possible: {words}.")}

    def __init__(self, choices, **kwargs):
        self.choices_here = choices
        super().__init__(**kwargs)

    def understand(self, text):
        known = {squeeze(value): value for value, _words in self.choices_here}
        for language in CODES:
            with override(language):
                known |= {squeeze(str(words)): value for value, words in self.choices_here}
        if value := known.get(squeeze(text)):
            return value
        words = "، ".join(str(words) for _value, words in self.choices_here)
        raise ValidationError(self.error_messages["invalid"].format(words=words))

    def prepare_value(self, value):
        return str(dict(self.choices_here).get(value, value))


class CodeCell(TypedField):
    default_error_messages = {"invalid": gettext_lazy("This is not a code.")}

    def understand(self, text):
        return read_code(text)


class DayCell(DayField):
    """A day; a cell that holds one as a day is read with its hour."""

    def understand(self, text):
        return super().understand(text.removesuffix(" 00:00:00"))


class Row(forms.Form):
    """A row of a workbook: new, changed, the same, or wrong; an empty cell keeps what is stored."""

    number = 0
    status = "same"
    before: dict = {}
    # Columns that are written for the reader and never read: {name: heading}.
    shown: dict = {}

    def __init__(self, cells, *, book):
        super().__init__(cells)
        self.book = book

    @classmethod
    def headings(cls):
        return {name: str(field.label) for name, field in cls.base_fields.items()}

    def clean(self):
        super().clean()
        data = self.cleaned_data
        for name in self.fields:
            if name != "title" and self.data.get(name) in ERROR_CODES:
                self.add_error(name, NOT_A_VALUE)
        if code := data.get("exhibitor"):
            self.participation = self.book.participations.get(code)
            if self.participation is None:
                self.add_error("exhibitor", _("Nobody with this code takes part in this exhibition."))
        return data

    def settle(self):
        """Compare a right row with the records; sets ``status``."""
        raise NotImplementedError

    @property
    def name(self):
        return " · ".join(filter(None, (self.data.get(each, "") for each in ("work", "title"))))

    @property
    def cells(self):
        """What the preview shows: [(heading, typed, stored, errors)]."""
        names = list(self.errors) if self.errors else self.changes
        return [
            (self.fields[name].label, self.data.get(name, ""), self.before_words(name), self.errors.get(name))
            for name in names
            if name in self.fields
        ]

    def before_words(self, name):
        value = self.before.get(name)
        return "" if value is None else str(self.fields[name].prepare_value(value))

    @property
    def changes(self):
        data = self.cleaned_data
        return [name for name, value in data.items() if value not in (None, "") and value != self.before.get(name)]

    @property
    def fingerprint(self):
        names = [] if self.errors else self.changes
        return [self.number, self.status, [(name, str(self.before.get(name))) for name in names]]


class GoodsRow(Row):
    exhibitor = CodeCell(label=gettext_lazy("Code of the exhibitor"))
    work = CodeCell(label=gettext_lazy("Code of the work"))
    quantity = NumberField(label=gettext_lazy("Pieces that go"), **PIECES | {"min_value": 1})
    returned = NumberField(label=pgettext_lazy("heading", "Returned"), **PIECES)
    given = NumberField(label=pgettext_lazy("heading", "Given away"), **PIECES)
    damaged = NumberField(label=pgettext_lazy("heading", "Damaged"), **PIECES)
    missing = NumberField(label=pgettext_lazy("heading", "Missing"), **PIECES)
    shown = {
        "maker": gettext_lazy("Artist or producer"),
        "title": gettext_lazy("Title"),
        "sold": pgettext_lazy("heading", "Sold"),
        "difference": gettext_lazy("Difference"),
        "signed_reason": gettext_lazy("Signed for"),
    }
    order = (
        "exhibitor", "maker", "work", "title", "quantity", "sold", "returned", "given", "damaged", "missing",
        "difference", "signed_reason",
    )  # fmt: skip
    needed = ("exhibitor", "work")

    def settle(self):
        data = self.cleaned_data
        self.exhibit = self.book.exhibits.get((self.participation.pk, data["work"]))
        if self.exhibit:
            self.before = {name: getattr(self.exhibit, name) for name in ("quantity", *COUNTS)}
            self.before |= {"exhibitor": data["exhibitor"], "work": data["work"]}
            self.status = "changed" if self.changes else "same"
            return
        self.product = self.book.works.get(data["work"])
        if self.product is None or self.product.exhibitor_id not in self.book.makers[self.participation.pk]:
            self.add_error("work", _("This exhibitor has no work with this code."))
        elif not data["quantity"]:
            self.add_error("quantity", _("A new row needs this."))
        self.status = "new"

    def identity(self):
        return self.cleaned_data["exhibitor"], self.cleaned_data["work"]

    def save(self, actor):
        values = {name: self.cleaned_data[name] for name in self.changes if name in ("quantity", *COUNTS)}
        if self.exhibit is None:
            self.exhibit = put_on_list(self.participation, self.product, values.pop("quantity"))
        if values:
            change_line(self.exhibit, values)


class SaleRow(Row):
    key = LineField(label=gettext_lazy("Key of the sale"), required=False, max_length=80)
    exhibitor = CodeCell(label=gettext_lazy("Code of the exhibitor"))
    work = CodeCell(label=gettext_lazy("Code of the work"), required=False)
    title = LineField(label=gettext_lazy("Title"), required=False, max_length=150)
    quantity = NumberField(label=gettext_lazy("Pieces"), min_value=1, max_value=MOST_PIECES, max_length=12)
    amount = NumberField(label=gettext_lazy("Amount"), decimals=2)
    price_unit = WordCell(Product.PriceUnit.choices, label=gettext_lazy("Currency"))
    channel = WordCell(Sale.Channel.choices, label=gettext_lazy("How"), required=False)
    sold_on = DayCell(label=gettext_lazy("Day"))
    shown = {"maker": gettext_lazy("Artist or producer"), "state": gettext_lazy("State")}
    order = (
        "key", "exhibitor", "maker", "work", "title", "quantity", "amount", "price_unit", "channel", "sold_on", "state",
    )  # fmt: skip
    needed = ("exhibitor", "quantity", "amount", "price_unit", "sold_on")
    COMPARED = ("quantity", "amount", "price_unit", "channel", "sold_on")

    def clean(self):
        data = super().clean()
        if (
            "amount" in data
            and data.get("price_unit")
            and (problem := problem_of_amount(data["amount"], data["price_unit"]))
        ):
            self.add_error("amount", problem)
        elif data.get("amount") is not None:
            data["amount"] = plain(data["amount"])
        if day := data.get("sold_on"):
            exhibition = self.book.exhibition
            if problem := problem_of_day(day, exhibition, exhibition.today):
                self.add_error("sold_on", problem)
        if not {"work", "title"} & set(self.errors) and not data.get("work") and not data.get("title"):
            self.add_error("title", _("Choose a work, or write what it was."))
        if not self.errors:
            data["channel"] = data["channel"] or Sale.Channel.DIRECT
        return data

    def settle(self):
        data = self.cleaned_data
        self.uuid = self.book.key_of_row(self)
        if held := self.book.sales.get(self.uuid):
            self.before = {name: getattr(held, name) for name in ("quantity", "price_unit", "channel", "sold_on")}
            self.before |= {"amount": amount_of(held)}
            for name in self.COMPARED:
                if data[name] != self.before[name]:
                    text = _("Entered already as {value}. Take that sale back, and enter it anew with another key.")
                    self.add_error(name, text.format(value=self.before_words(name)))
            if held.participation_id != self.participation.pk:
                self.add_error("exhibitor", _("A sale with this key was entered for somebody else."))
            return
        self.product = None
        if data["work"]:
            self.product = self.book.works.get(data["work"])
            if self.product is None or self.product.exhibitor_id not in self.book.makers[self.participation.pk]:
                self.add_error("work", _("This exhibitor has no work with this code."))
        # Somebody may have called a piece so; what was stored is read back.
        if data["title"] in ERROR_CODES:
            self.add_error("title", NOT_A_VALUE)
        self.status = "new"

    @property
    def changes(self):
        return [] if self.status == "same" else super().changes

    def identity(self):
        return self.uuid

    def save(self, actor):
        data = self.cleaned_data
        enter_sale(
            self.participation,
            product=self.product,
            title={get_language() or "fa": data["title"]},
            quantity=data["quantity"],
            amount=data["amount"],
            unit=data["price_unit"],
            channel=data["channel"],
            sold_on=data["sold_on"],
            key=self.uuid,
            actor=actor,
        )


def key_of(sale):
    """What a workbook knows a sale by; those that were entered without a key have one of their number."""
    return sale.request_key or uuid.uuid5(NAMESPACE, f"sale {sale.pk}")
