"""The workbook officials fill in: one sheet of exhibitors, one of works, with Persian headings.

Read it with ``read_workbook``, show every row, then ``save_workbook``: nothing is stored before. Rows are recognised by
the exhibitor's short name and by exhibitor and Persian title, so the same workbook twice changes nothing the second time.
"""

import io
import zipfile
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font

from exhibitors.models import Exhibitor
from lib.fields import NumberField, PhoneField, SizeField, TypedField, WeightField
from lib.languages import CODES
from lib.money import stored
from lib.text import squeeze
from products.models import Product
from vocabulary.models import Craft, Place

BYTES_LIMIT = 5 * 2**20
UNPACKED_LIMIT = 60 * 2**20
MOST_ROWS = 2000
SEPARATORS = "،,;؛\n"


class WorkbookRefused(ValueError):
    """The file as a whole cannot be read; the message is for the person who sent it."""


class WordField(TypedField):
    """One of a few words, in Persian or English; ``words`` maps a value to how it may be written."""

    default_error_messages = {"invalid": _("This word is not known here. Possible: {words}.")}

    def __init__(self, words, **kwargs):
        super().__init__(**kwargs)
        self.by_word = {squeeze(word): value for value, spellings in words.items() for word in (value, *spellings)}
        possible = "، ".join(spellings[0] for spellings in words.values())
        self.error_messages["invalid"] = self.error_messages["invalid"].format(words=possible)

    def understand(self, text):
        try:
            return self.by_word[squeeze(text)]
        except KeyError:
            raise ValueError(text) from None


class TermField(TypedField):
    """A word of a vocabulary, by any of its names in any language; ``many`` takes a list with commas."""

    default_error_messages = {"invalid": _("“{word}” is not in the list of words.")}

    def __init__(self, known, many=False, **kwargs):
        super().__init__(**{"max_length": 500, **kwargs})
        self.known, self.many = known, many

    def find(self, word):
        try:
            return self.known[squeeze(word)]
        except KeyError:
            raise ValidationError(self.error_messages["invalid"].format(word=word)) from None

    def understand(self, text):
        if not self.many:
            return self.find(text)
        for separator in SEPARATORS[1:]:
            text = text.replace(separator, SEPARATORS[0])
        return [self.find(word) for word in text.split(SEPARATORS[0]) if word.strip()]


def names_of(terms):
    """Squeezed names and spellings → term."""
    return {squeeze(word): term for term in terms for text in term.search_words() if text for word in [*text.split("\n"), term.slug]}


KINDS = {"artist": ["هنرمند"], "producer": ["تولیدکننده", "کارگاه"], "group": ["گروه", "تعاونی"]}
WORK_KINDS = {
    "one_off": ["تک‌نسخه", "one of a kind"],
    "repeatable": ["تکرارپذیر", "can be repeated"],
    "made_to_order": ["سفارشی", "made to order"],
    "sample": ["نمونه"],
}
PRICE_UNITS = {"IQD": ["دینار", "دینار عراق"], "USD": ["دلار"], "IRT": ["تومان"], "IRR": ["ریال"]}
YES = {"yes": ["بله", "آری"], "no": ["خیر", "نه"]}
LANGUAGES = {"fa": "فارسی", "en": "انگلیسی", "ar": "عربی", "ckb": "کردی"}


def words(heading, **kwargs):
    return forms.CharField(label=heading, required=False, **kwargs)


class ExhibitorRow(forms.Form):
    """One row of the first sheet; labels are the headings."""

    sheet = "غرفه‌داران"
    slug = forms.CharField(label="نام کوتاه لاتین", max_length=60)
    kind = WordField(KINDS, label="نوع")
    place = None
    name_fa = forms.CharField(label="نام (فارسی)", max_length=150)
    name_en = words("نام (انگلیسی)", max_length=150)
    name_ar = words("نام (عربی)", max_length=150)
    name_ckb = words("نام (کردی)", max_length=150)
    story_fa = words("درباره (فارسی)", max_length=4000)
    phone = PhoneField(label="تلفن", required=False, country="IR")
    is_shown = WordField(YES, label="نمایش تلفن به همه", required=False)

    def __init__(self, *args, vocabulary, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"] = TermField(vocabulary.places, label="شهرستان")
        self.fields["crafts"] = TermField(vocabulary.crafts, many=True, label="رشته‌ها")

    def clean_slug(self):
        slug = slugify(self.cleaned_data["slug"])
        if not slug:
            raise ValidationError(_("Write it with Latin letters, such as sara-ahmadi."))
        return slug


class ProductRow(forms.Form):
    """One row of the second sheet; ``vocabulary.exhibitors`` holds those of the first sheet too."""

    sheet = "آثار"
    title_fa = forms.CharField(label="عنوان (فارسی)", max_length=150)
    title_en = words("عنوان (انگلیسی)", max_length=150)
    title_ar = words("عنوان (عربی)", max_length=150)
    title_ckb = words("عنوان (کردی)", max_length=150)
    story_fa = words("شرح (فارسی)", max_length=4000)
    kind = WordField(WORK_KINDS, label="نوع")
    size = SizeField(label="ابعاد (سانتی‌متر)", required=False)
    weight_g = WeightField(label="وزن (گرم)", required=False)
    price = NumberField(label="قیمت", required=False, min_value=0, decimals=2)
    price_unit = WordField(PRICE_UNITS, label="واحد پول", required=False)
    minimum_quantity = NumberField(label="حداقل سفارش", required=False, min_value=1, max_value=1_000_000)
    lead_time_days = NumberField(label="زمان آماده‌سازی (روز)", required=False, min_value=1, max_value=3000)
    capacity_per_month = NumberField(label="ظرفیت ماهانه", required=False, min_value=1, max_value=1_000_000)

    def __init__(self, *args, vocabulary, **kwargs):
        super().__init__(*args, **kwargs)
        self.vocabulary = vocabulary
        self.fields["exhibitor"] = forms.CharField(label="غرفه‌دار (نام کوتاه لاتین)", max_length=60)
        self.fields["craft"] = TermField(vocabulary.crafts, label="رشته")

    def clean_exhibitor(self):
        slug = slugify(self.cleaned_data["exhibitor"])
        if slug not in self.vocabulary.exhibitors:
            raise ValidationError(_("No exhibitor has this short name, neither in the first sheet nor in the records."))
        return slug

    def clean(self):
        data = super().clean()
        price, unit = data.get("price"), data.get("price_unit")
        if price is not None and not unit and "price_unit" not in self.errors:
            self.add_error("price_unit", _("Say the currency of the price: dinar, dollar, toman or rial."))
        if price is not None and unit:
            try:
                stored(price, unit)
            except ValueError:
                self.add_error("price", _("This currency is written without decimals."))
        if data.get("kind") == Product.Kind.ONE_OFF and (data.get("minimum_quantity") or 1) > 1:
            self.add_error("minimum_quantity", _("A one-of-a-kind work is sold once: its minimum quantity is 1."))
        return data

    def model_values(self):
        """What the row says, as columns of ``Product``."""
        data = self.cleaned_data
        values = {name: data[name] for name in ("title_fa", "title_en", "title_ar", "title_ckb", "story_fa", "kind", "craft")}
        size = (*(data["size"] or ()), None, None, None)[:3]
        values |= dict(zip(("width_mm", "length_mm", "height_mm"), size, strict=True))
        values |= {name: data[name] for name in ("weight_g", "lead_time_days", "capacity_per_month")}
        values["minimum_quantity"] = data["minimum_quantity"] or 1
        if data["price"] is None:
            values |= {"price_mode": "on_request", "price_amount": None, "currency": "", "price_unit": ""}
        else:
            amount, currency = stored(data["price"], data["price_unit"])
            values |= {"price_mode": "fixed", "price_amount": amount, "currency": currency, "price_unit": data["price_unit"]}
        return values


class Vocabulary:
    """The words rows may use, loaded once (4 queries)."""

    def __init__(self):
        self.places = names_of(Place.objects.all())
        self.crafts = names_of(Craft.objects.all())
        self.exhibitors = {exhibitor.slug: exhibitor for exhibitor in Exhibitor.objects.prefetch_related("contact_points", "crafts")}


@dataclass
class Row:
    """One row as read: its number in the sheet, its cells, and whether it is new, changed, same or wrong."""

    number: int
    form: forms.Form
    status: str = "wrong"
    changes: list = field(default_factory=list)

    @property
    def cells(self):
        """[(heading, text typed, errors)] for the preview."""
        return [(bound.label, bound.value() or "", bound.errors) for bound in self.form]


def read_workbook(content):
    """The rows of both sheets: {"exhibitors": [Row], "products": [Row]}; raises WorkbookRefused."""
    book = open_workbook(content)
    vocabulary = Vocabulary()
    exhibitors = read_sheet(book, ExhibitorRow, vocabulary)
    known = {row.form.cleaned_data["slug"] for row in exhibitors if row.form.is_valid()}
    existing = dict(vocabulary.exhibitors)
    vocabulary.exhibitors = existing | dict.fromkeys(known - set(existing))
    products = read_sheet(book, ProductRow, vocabulary)
    mark_doubles(exhibitors, "slug", lambda data: data.get("slug"))
    mark_doubles(products, "title_fa", lambda data: (data.get("exhibitor"), squeeze(data.get("title_fa", ""))))
    works = existing_works(existing)
    for row in exhibitors:
        compare(row, existing.get(row.form.cleaned_data.get("slug")), exhibitor_values)
    for row in products:
        compare(row, works.get(work_key(row.form.cleaned_data)), product_values)
    return {"exhibitors": exhibitors, "products": products}


def open_workbook(content):
    if len(content) > BYTES_LIMIT:
        raise WorkbookRefused(_("The file is larger than 5 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT:
                raise WorkbookRefused(_("The file is too large when unpacked."))
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except WorkbookRefused:
        raise
    except Exception as error:
        # openpyxl raises whatever the broken part happens to trip over.
        raise WorkbookRefused(_("This is not an Excel workbook (.xlsx) that can be read.")) from error


def read_sheet(book, form_class, vocabulary):
    names = {squeeze(name): name for name in book.sheetnames}
    if squeeze(form_class.sheet) not in names:
        raise WorkbookRefused(_("The sheet “{name}” is missing.").format(name=form_class.sheet))
    lines = book[names[squeeze(form_class.sheet)]].iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=40)
    blank = form_class(vocabulary=vocabulary)
    fields = {squeeze(str(item.label)): name for name, item in blank.fields.items()}
    headings = [fields.get(squeeze(str(cell or ""))) for cell in next(lines, ())]
    missing = [item.label for name, item in blank.fields.items() if item.required and name not in headings]
    if missing:
        text = _("In the sheet “{sheet}” these headings are missing: {headings}.")
        raise WorkbookRefused(text.format(sheet=form_class.sheet, headings="، ".join(map(str, missing))))
    rows = []
    for number, line in enumerate(lines, 2):
        data = {name: cell_text(cell) for name, cell in zip(headings, line, strict=False) if name}
        if any(data.values()):
            rows.append(Row(number, form_class(data, vocabulary=vocabulary)))
    if len(rows) > MOST_ROWS:
        raise WorkbookRefused(_("The sheet has more than 2,000 rows. Please split it."))
    return rows


def cell_text(cell):
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).replace("\x00", "").strip()


def mark_doubles(rows, name, key):
    seen = {}
    for row in rows:
        if not row.form.is_valid():
            continue
        first = seen.setdefault(key(row.form.cleaned_data), row.number)
        if first != row.number:
            row.form.add_error(name, _("The same as row {number}.").format(number=first))


def work_key(data):
    return data.get("exhibitor"), squeeze(data.get("title_fa") or "")


def existing_works(exhibitors):
    works = Product.objects.filter(exhibitor__slug__in=exhibitors).select_related("exhibitor", "craft")
    return {(work.exhibitor.slug, squeeze(work.title_fa or "")): work for work in works}


def exhibitor_values(row, exhibitor):
    """(what the row says, what is stored) for the columns the row fills in."""
    data = row.form.cleaned_data
    fields = ["kind", "place", *(f"name_{code}" for code in CODES), "story_fa"]
    said = {name: data[name] for name in fields} | {"crafts": {craft.slug for craft in data["crafts"] or []}}
    held = {name: getattr(exhibitor, name) for name in fields} | {"crafts": {craft.slug for craft in exhibitor.crafts.all()}}
    if data["phone"]:
        said["phone"] = (data["phone"], data["is_shown"] == "yes")
        held["phone"] = next(((p.value, p.is_shown) for p in exhibitor.contact_points.all() if p.value == data["phone"]), None)
    return said, held


def product_values(row, product):
    said = row.form.model_values()
    return said, {name: getattr(product, name) for name in said}


def compare(row, record, values):
    """Say whether ``row`` is wrong, new, the same as ``record``, or changes it, and which columns. Empty cells keep."""
    if not row.form.is_valid():
        return
    if record is None:
        row.status = "new"
        return
    said, held = values(row, record)
    row.changes = [name for name, value in said.items() if (value or None) != (held[name] or None)]
    row.status = "changed" if row.changes else "same"


def template_workbook():
    """The empty workbook to be filled in, right to left, with one example row a sheet, as bytes."""
    book = Workbook()
    book.remove(book.active)
    vocabulary = Vocabulary()
    for form_class, example in ((ExhibitorRow, EXHIBITOR_EXAMPLE), (ProductRow, PRODUCT_EXAMPLE)):
        sheet = book.create_sheet(form_class.sheet)
        sheet.sheet_view.rightToLeft = True
        fields = form_class(vocabulary=vocabulary).fields
        sheet.append([str(item.label) for item in fields.values()])
        sheet.append([example.get(name, "") for name in fields])
        for cell in sheet[1]:
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, horizontal="right")
            sheet.column_dimensions[cell.column_letter].width = 22
        sheet.freeze_panes = "A2"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


EXHIBITOR_EXAMPLE = {
    "slug": "sara-ahmadi",
    "kind": "هنرمند",
    "name_fa": "سارا احمدی",
    "name_en": "Sara Ahmadi",
    "place": "ایوان",
    "crafts": "گلیم، جاجیم",
    "phone": "۰۹۱۸ ۰۰۰ ۰۰۰۰",
    "is_shown": "خیر",
}
PRODUCT_EXAMPLE = {
    "exhibitor": "sara-ahmadi",
    "craft": "گلیم",
    "title_fa": "گلیم با نقش لوزی",
    "title_en": "Kilim with lozenges",
    "kind": "تک‌نسخه",
    "size": "۱۴۰×۲۲۰",
    "price": "۱۸۰",
    "price_unit": "دلار",
}
