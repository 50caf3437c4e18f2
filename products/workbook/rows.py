"""What one row of each sheet may hold. Labels are the headings of the sheets: Persian in every language."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from openpyxl.cell.cell import ERROR_CODES

from lib.fields import NumberField, PhoneField, SizeField, TypedField, WeightField
from lib.money import stored
from lib.numbers import localise
from lib.text import squeeze
from products.forms.price import amount_as_typed
from products.models import Product
from products.workbook.fields import ON_REQUEST, PriceField, TermField, WordField

EXHIBITOR_KINDS = {"artist": ["هنرمند"], "producer": ["تولیدکننده", "کارگاه"], "group": ["گروه", "تعاونی"]}
WORK_KINDS = {
    "one_off": ["تک‌نسخه"],
    "repeatable": ["تکرارپذیر", "قابل تکرار"],
    "made_to_order": ["سفارشی"],
    "sample": ["نمونه"],
}
PRICE_UNITS = {"IQD": ["دینار", "دینار عراق"], "USD": ["دلار", "دلار آمریکا"], "IRT": ["تومان"], "IRR": ["ریال"]}
YES = {"yes": ["بله", "آری", "true"], "no": ["خیر", "نه", "false"]}
LANGUAGES = {"fa": "فارسی", "en": "انگلیسی", "ar": "عربی", "ckb": "کردی"}
EMPTY = (None, "", [])
NOT_YOURS = _("This exhibitor takes part in none of the exhibitions you look after.")


def in_languages(field, label, **kwargs):
    """{"name_fa": …}: a field for each language; a class body adds them to itself by ``locals().update``."""
    return {
        f"{field}_{code}": forms.CharField(label=f"{label} ({language})", required=False, **kwargs)
        for code, language in LANGUAGES.items()
    }


def comparable(value):
    """Something that is equal for equal values and says the same in every language."""
    if isinstance(value, Model):
        return value.slug
    return sorted(map(comparable, value)) if isinstance(value, list) else value


class SheetRow(forms.Form):
    """One row: its cells, and once it met the records (``settle``) whether it is new, changed, the same or wrong."""

    sheet: str
    key: str
    state_field: str
    needed: tuple
    number = 0
    record = None
    before = {}

    def __init__(self, *args, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.words = words
        for name, field in self.fields.items():
            if isinstance(field, TermField):
                field.known = words.terms[name]

    @classmethod
    def headings(cls):
        return {name: field.label for name, field in cls.base_fields.items()}

    @classmethod
    def needed_headings(cls):
        return [name for name, field in cls.base_fields.items() if field.required or name in cls.needed]

    def clean(self):
        for name, text in self.data.items():
            if text in ERROR_CODES:
                self.add_error(name, _("This cell holds an error of the spreadsheet program, not a value."))
        return super().clean()

    def identity(self):
        """What no two rows of the sheet may share; valid rows only."""
        raise NotImplementedError

    def held(self, record):
        """What ``record`` holds, by the names and in the values of the fields here."""
        raise NotImplementedError

    def settle(self, record):
        """Meet the record this row speaks of, None for a new one. Empty cells keep what it holds."""
        self.record, self.before = record, self.held(record) if record else {}
        if record is None:
            for name in self.needed:
                if name not in self.filled:
                    self.add_error(name, _("A new row needs this."))
        self.check_together()

    def check_together(self):
        """What the cells and the record must not become together."""

    @property
    def filled(self):
        return {name: value for name, value in self.cleaned_data.items() if value not in EMPTY}

    @property
    def changes(self):
        """Names of the cells that say something else than the record."""
        return [name for name, value in self.filled.items() if comparable(value) != comparable(self.before.get(name))]

    @property
    def status(self):
        if self.errors:
            return "wrong"
        if self.record is None:
            return "new"
        return "changed" if self.changes else "same"

    @property
    def is_draft(self):
        """Whether a right row's record was never public nor withdrawn."""
        return self.record is not None and not self.errors and getattr(self.record, self.state_field) == "draft"

    @property
    def fingerprint(self):
        """Says the same as long as saving the row would do what its preview said."""
        changes = [] if self.errors else self.changes
        return [self.number, self.status, [(name, str(comparable(self.before.get(name)))) for name in changes]]

    @property
    def name(self):
        return self.data.get(self.key, "")

    @property
    def cells(self):
        """What the preview shows: [(heading, text typed, text stored, errors)], for same rows nothing."""
        names = self.errors if self.errors else self.changes
        return [
            (field.label, self.data.get(name, ""), self.stored_text(name), self.errors.get(name))
            for name, field in self.fields.items()
            if name in names
        ]

    def stored_text(self, name):
        """What the record holds, as it would be typed; numbers in the digits of the page."""
        field, value = self.fields[name], self.before.get(name)
        text = field.prepare_value(value)
        return localise(text, get_language() or "fa") if text and isinstance(field, TypedField) else text


class ExhibitorRow(SheetRow):
    """One row of the first sheet."""

    sheet = "غرفه‌داران"
    key = "name_fa"
    state_field = "publication"
    needed = ("kind", "name_fa", "place")

    slug = forms.CharField(label="نام کوتاه لاتین", max_length=60)
    kind = WordField(EXHIBITOR_KINDS, label="نوع", required=False)
    locals().update(in_languages("name", "نام", max_length=150))
    place = TermField(label="شهرستان", required=False)
    crafts = TermField(label="رشته‌ها", required=False, is_list=True)
    phone = PhoneField(label="تلفن", required=False, country="IR")
    is_shown = WordField(YES, label="نمایش تلفن به همه", required=False)
    locals().update(in_languages("story", "درباره", max_length=4000))

    def clean_slug(self):
        slug = slugify(self.cleaned_data["slug"])[:60].strip("-_")
        if not slug:
            raise ValidationError(_("Write it with Latin letters, such as sara-ahmadi."))
        if slug in self.words.others:
            raise ValidationError(NOT_YOURS)
        if slug not in self.words.exhibitors and not self.words.may_add:
            raise ValidationError(_("Only officials of all exhibitions may enter a new exhibitor."))
        return slug

    def identity(self):
        return self.cleaned_data["slug"]

    def held(self, record):
        names = ["kind", "place", *in_languages("name", ""), *in_languages("story", "")]
        phones = [point for point in record.contact_points.all() if point.kind == "phone"]
        # Another number is added, so it replaces nothing.
        point = next((point for point in phones if point.value == self.cleaned_data.get("phone")), None)
        return {name: getattr(record, name) for name in names} | {
            "slug": record.slug,
            "crafts": list(record.crafts.all()),
            "phone": point.value if point else None,
            "is_shown": "yes" if point and point.is_shown else "no",
        }

    def check_together(self):
        if self.filled.get("is_shown") == "yes" and "phone" not in self.filled and "phone" not in self.errors:
            self.add_error("phone", _("Write the number that may be shown."))


class ProductRow(SheetRow):
    """One row of the second sheet; its exhibitor is in the first sheet or in the records."""

    sheet = "آثار"
    key = "title_fa"
    state_field = "state"
    needed = ("craft", "kind")
    lists = ("materials", "techniques")
    plain = ("kind", "craft", "weight_g", "minimum_quantity", "lead_time_days", "capacity_per_month")

    exhibitor = forms.CharField(label="غرفه‌دار (نام کوتاه لاتین)", max_length=60)
    craft = TermField(label="رشته", required=False)
    locals().update(in_languages("title", "عنوان", max_length=150))
    title_fa = forms.CharField(label="عنوان (فارسی)", max_length=150)
    kind = WordField(WORK_KINDS, label="نوع", required=False)
    materials = TermField(label="مواد", required=False, is_list=True)
    techniques = TermField(label="شیوه ساخت", required=False, is_list=True)
    size = SizeField(label="ابعاد (سانتی‌متر)", required=False)
    weight_g = WeightField(label="وزن (گرم)", required=False)
    price = PriceField(label="قیمت", required=False, min_value=0, max_value=99_999_999_999, decimals=2)
    price_unit = WordField(PRICE_UNITS, label="واحد پول", required=False)
    minimum_quantity = NumberField(label="حداقل سفارش", required=False, min_value=1, max_value=1_000_000)
    lead_time_days = NumberField(label="زمان آماده‌سازی (روز)", required=False, min_value=1, max_value=3000)
    capacity_per_month = NumberField(label="ظرفیت ماهانه", required=False, min_value=1, max_value=1_000_000)
    locals().update(in_languages("story", "شرح", max_length=4000))

    def clean_exhibitor(self):
        slug = slugify(self.cleaned_data["exhibitor"])
        if slug in self.words.others:
            raise ValidationError(NOT_YOURS)
        if slug in self.words.wrong:
            raise ValidationError(_("The row of this exhibitor in the first sheet is wrong."))
        if slug not in self.words.exhibitors:
            raise ValidationError(_("No exhibitor has this short name, neither in the first sheet nor in the records."))
        return slug

    def identity(self):
        return self.cleaned_data["exhibitor"], squeeze(self.cleaned_data["title_fa"])

    def clean(self):
        data = super().clean()
        price, unit = data.get("price"), data.get("price_unit")
        if price in (None, ON_REQUEST):
            # A currency alone says nothing: columns are filled down to the end.
            data["price_unit"] = None
        elif not unit and "price_unit" not in self.errors:
            self.add_error("price_unit", _("Say the currency of the price: dinar, dollar, toman or rial."))
        elif unit:
            try:
                stored(price, unit)
            except ValueError:
                self.add_error("price", _("This currency has no such small parts."))
        return data

    def held(self, record):
        lengths = tuple(length for length in (record.width_mm, record.length_mm, record.height_mm) if length)
        on_request = record.price_mode == Product.PriceMode.ON_REQUEST
        names = (*self.plain, *in_languages("title", ""), *in_languages("story", ""))
        return {name: getattr(record, name) for name in names} | {
            "exhibitor": record.exhibitor.slug,
            "size": lengths or None,
            "price": ON_REQUEST if on_request else amount_as_typed(record),
            "price_unit": record.price_unit or None,
            "materials": list(record.materials.all()),
            "techniques": list(record.techniques.all()),
        }

    def check_together(self):
        whole = {**self.before, **self.filled}
        if whole.get("kind") == Product.Kind.ONE_OFF and (whole.get("minimum_quantity") or 1) > 1:
            name = "minimum_quantity" if "minimum_quantity" in self.filled else "kind"
            self.add_error(name, _("A one-of-a-kind work is sold once: its minimum quantity is 1."))
