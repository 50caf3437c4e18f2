"""What one row of a maker's sheet may hold: the columns of form, export and upload. Headings are translated."""

from copy import copy
from dataclasses import dataclass
from functools import lru_cache

from django import forms
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from lib.codes import read as read_code
from lib.fields import NumberField
from lib.languages import CODES, FALLBACKS
from lib.text import squeeze
from products.facts import BY_KEY, FACTS, facts_of
from products.forms.price import MOST_MONEY, amount_as_typed, problem_of
from products.models import Product
from products.sheet.fields import AmountCell, ChoiceCell, LengthCell, TermsCell, WeightCell, listed
from products.workbook.fields import ON_REQUEST
from products.workbook.reading import UNUSABLE
from products.workbook.rows import EMPTY, PRICE_UNITS, WORK_KINDS, YES, SheetRow, comparable
from vocabulary.models import Unit

TITLES = {
    "fa": _("Title in Persian"),
    "en": _("Title in English"),
    "ar": _("Title in Arabic"),
    "ckb": _("Title in Sorani Kurdish"),
}
STORIES = {
    "fa": _("Description in Persian"),
    "en": _("Description in English"),
    "ar": _("Description in Arabic"),
    "ckb": _("Description in Sorani Kurdish"),
}
SEASONS = {
    "fa": _("Season in Persian"),
    "en": _("Season in English"),
    "ar": _("Season in Arabic"),
    "ckb": _("Season in Sorani Kurdish"),
}
HINTS = {
    "code": _("The work's code on this site. Leave it empty for a new work."),
    "own_number": _("Your own number of the work, such as 1001. Pictures in a ZIP carry it as their name: 1001.jpg."),
    "craft": _("One of the list."),
    "materials": _("One or several, with commas. The second sheet lists the words."),
    "techniques": _("One or several, with commas. The second sheet lists the words."),
    "price": _("The number alone. For a price on request leave it empty."),
    "price_unit": _("Dinar, dollar, toman or rial."),
    "weight_g": _("In grams, or with the unit: 4.2 kg."),
    "width_mm": _("In cm, such as 140."),
    "length_mm": _("In cm, such as 220."),
    "height_mm": _("In cm, for what stands."),
    "season": _("When it can be had, if not always."),
    "story": _("Two or three sentences: what it is, how it is made, what it is for."),
    "pictures": _("Paste pictures into this row, or send a ZIP in which they carry your number of the work."),
}
DASHES = {"-", "–", "—", "−"}
FACT = "fact_"
LIVE = ("price_mode", "price", "price_unit", "availability", "capacity_per_month")
PLAIN = ("kind", "unit", "minimum_quantity", "lead_time_days", "width_mm", "length_mm", "height_mm", "weight_g")
LISTS = ("materials", "techniques")
TEXTS = [f"{field}_{code}" for field in ("title", "story", "season") for code in CODES]
NEVER_EMPTY = {"code", "own_number", "kind", "unit", "minimum_quantity", "price_mode", "price_unit", "availability"}
# Columns that the coloured copy adds; a copy that is sent back is read without them.
REMARKS = {"state": _("What this row is"), "reason": _("What is wrong"), "pictures": _("Pictures")}
MOST_LETTERS = 20_000
# Without one of these nobody could say which work a row speaks of.
IDENTITY = {"code", "own_number", *(f"title_{code}" for code in CODES)}
LINES_ABOVE = 10  # among which the headings are looked for


def fields_knowing(words):
    """The fields of all columns, those of vocabularies knowing the ``words`` that mean their terms."""
    fields = {name: copy(each) for name, each in WorkRow.base_fields.items()}
    for name, field in fields.items():
        if isinstance(field, TermsCell):
            field.known = words.terms[name]
    return fields


def fact_cell(fact):
    if fact.is_yes_no:
        return ChoiceCell([("yes", _("yes")), ("no", _("no"))], spellings=YES, label=fact.label)
    if fact.choices:
        return ChoiceCell(fact.choices, label=fact.label)
    if fact.most:
        return NumberField(min_value=fact.least, max_value=fact.most, required=False, label=fact.label)
    return forms.CharField(max_length=80, required=False, label=fact.label)


def text_cells(field, labels, **kwargs):
    return {f"{field}_{code}": forms.CharField(label=labels[code], required=False, **kwargs) for code in CODES}


class WorkRow(SheetRow):
    """One row. Its record is a work with ``draft``, the row in which it may be changed (itself, or its revision).

    ``draft`` is None where there is none yet; ``is_being_read`` says that an official has it now.
    """

    sheet = "works"
    key = "own_number"
    state_field = "state"
    needed = ()
    pictures = ()

    code = forms.CharField(label=_("Code"), required=False, max_length=40)
    own_number = forms.CharField(label=_("Your own number"), required=False, max_length=40)
    locals().update(text_cells("title", TITLES, max_length=150))
    craft = TermsCell(label=_("Craft"))
    kind = ChoiceCell(Product.Kind.choices, label=_("Kind"), spellings=WORK_KINDS)
    availability = ChoiceCell(Product.Availability.choices, label=_("Availability"))
    price_mode = ChoiceCell(Product.PriceMode.choices, label=_("Kind of price"))
    price = AmountCell(label=_("Price"), required=False, min_value=0, max_value=MOST_MONEY, decimals=2)
    price_unit = ChoiceCell(Product.PriceUnit.choices, label=_("Currency"), spellings=PRICE_UNITS)
    unit = ChoiceCell(Unit.choices, label=_("Sold by"))
    minimum_quantity = NumberField(label=_("Smallest order"), required=False, min_value=1, max_value=1_000_000)
    lead_time_days = NumberField(label=_("Days to make it"), required=False, min_value=0, max_value=3650)
    capacity_per_month = NumberField(label=_("Pieces a month"), required=False, min_value=0, max_value=1_000_000)
    width_mm = LengthCell(label=_("Width (cm)"), required=False)
    length_mm = LengthCell(label=_("Length (cm)"), required=False)
    height_mm = LengthCell(label=_("Height (cm)"), required=False)
    weight_g = WeightCell(label=_("Weight (g)"), required=False)
    materials = TermsCell(label=_("Materials"), is_list=True)
    techniques = TermsCell(label=_("Techniques"), is_list=True)
    locals().update({FACT + fact.key: fact_cell(fact) for fact in FACTS})
    locals().update(text_cells("story", STORIES, max_length=MOST_LETTERS))
    locals().update(text_cells("season", SEASONS, max_length=150))

    # The columns of the table, shared by all its rows: to copy fifty fields for each of two thousand takes long.
    shared: dict = {}

    def __init__(self, cells, *, words):
        self.emptied = [name for name, text in cells.items() if text in DASHES]
        self.typed, self.base_fields = cells, {}
        super().__init__({name: text for name, text in cells.items() if text not in DASHES}, words=words)
        self.fields = {name: field for name, field in self.shared.items() if self.data.get(name)}

    def clean_code(self):
        try:
            return read_code(self.cleaned_data["code"])
        except ValueError:
            raise forms.ValidationError(_("This is not the code of a work. Leave it empty for a new work.")) from None

    def titles(self):
        """The squeezed titles of the row by language."""
        return {code: squeeze(text) for code in CODES if (text := self.cleaned_data.get(f"title_{code}"))}

    @property
    def name(self):
        titles = {code: self.typed.get(f"title_{code}") for code in CODES}
        found = next(filter(None, (titles[code] for code in FALLBACKS[get_language() or "fa"])), "")
        return found or (str(self.record) if self.record else "") or self.typed.get("own_number", "")

    def held(self, record):
        return held(record)

    def settle(self, record):
        """Meet the work this row speaks of, None for a new one."""
        self.record, self.before = record, self.held(record) if record else {}
        self.check_price()
        self.check_together()

    @property
    def changes(self):
        before = self.before
        filled = [name for name, value in self.filled.items() if same(name, value) != same(name, before.get(name))]
        return filled + [name for name in self.emptied if self.before.get(name) not in EMPTY and name != "price"]

    @property
    def status(self):
        if self.errors:
            return "wrong"
        if self.record is None:
            return "new"
        return "changed" if self.changes or self.pictures else "same"

    @property
    def whole(self):
        """What the work says once the row is saved, by the names and in the values of the cells."""
        emptied = dict.fromkeys(self.emptied)
        return {**self.before, **self.filled, **emptied}

    def check_price(self):
        """Let mode, amount and currency agree; a price on request wins over an amount that was left standing."""
        data, errors = self.cleaned_data, self.errors
        mode, price, unit = (self.filled.get(name) for name in ("price_mode", "price", "price_unit"))
        before = self.before.get("price_mode") or ON_REQUEST
        if price == ON_REQUEST or mode == ON_REQUEST or "price" in self.emptied:
            data |= {"price_mode": ON_REQUEST, "price": None, "price_unit": None}
            return
        if mode is None and price is None and before == ON_REQUEST:
            # A currency alone says nothing: columns are filled down to the end.
            data["price_unit"] = None
            return
        if mode is None and price is not None and before == ON_REQUEST:
            data["price_mode"] = Product.PriceMode.FIXED
        price = self.before.get("price") if price is None else price
        unit = unit or self.before.get("price_unit")
        if price is None:
            if "price" not in errors:
                self.complain("price", _("Write the amount, or choose price on request."))
        elif not unit:
            if "price_unit" not in errors:
                self.complain("price_unit", _("Say the currency of the price: dinar, dollar, toman or rial."))
        elif problem := problem_of(price, unit):
            self.complain("price", problem)

    def check_together(self):
        whole = self.whole
        for name in self.emptied:
            if name in NEVER_EMPTY or (name == "craft" and self.record and self.record.published_at):
                self.complain(name, _("This cannot be emptied."))
        if not any(whole.get(f"title_{code}") for code in CODES) and not self.has_error_in("title"):
            self.complain(f"title_{get_language() or 'fa'}", _("A work needs a title."))
        if whole.get("kind", Product.Kind.ONE_OFF) == Product.Kind.ONE_OFF and (whole.get("minimum_quantity") or 1) > 1:
            name = "minimum_quantity" if "minimum_quantity" in self.filled else "kind"
            self.complain(name, _("A one-of-a-kind work is sold once: its minimum quantity is 1."))
        self.check_facts(whole.get("craft"))
        if self.record is not None and self.record.is_being_read:
            for name in self.reviewed_changes:
                self.complain(name, _("An official is reading this work. Take it back first if you want to change it."))

    def check_facts(self, craft):
        own = {FACT + fact.key for fact in facts_of(craft)}
        for name in self.changes:
            if name.startswith(FACT) and name not in own and name not in self.emptied and "craft" not in self.errors:
                # Translators: {craft} is the name of a craft such as pottery.
                not_asked = _("This is not asked of “{craft}”. Leave the cell empty.")
                self.complain(name, not_asked.format(craft=craft) if craft else _("Say the craft of the work first."))

    @property
    def reviewed_changes(self):
        """Changes that an official looks at before they are public."""
        return [name for name in self.changes if name not in LIVE and name not in ("own_number", "code")]

    def has_error_in(self, field):
        return any(name.startswith(field) for name in self.errors)

    def complain(self, name, text):
        """As ``add_error``, also about a cell that is empty."""
        if name not in self.fields:
            self.fields = {**self.fields, name: WorkRow.base_fields[name]}
        self.add_error(name, text)

    @property
    def cells(self):
        """[(field, text typed, text stored, errors)] of what changes or is wrong, in the order of the columns."""
        wrong, changes = self.errors, self.changes
        names = [name for name in WorkRow.base_fields if name in (wrong or changes)]
        said = self.filled
        return [
            # What follows from another cell, as a fixed price does from its amount, is said too.
            (
                name,
                self.typed.get(name) or words_of(name, said.get(name)),
                self.stored_text(name),
                list(wrong.get(name, ())),
            )
            for name in names
        ]

    def stored_text(self, name):
        return words_of(name, self.before.get(name))


def words_of(name, value):
    """A value of a column in the words and digits of the page; nothing for none."""
    field = WorkRow.base_fields[name]
    if isinstance(field, TermsCell):
        return listed(map(str, value)) if isinstance(value, list) else str(value or "")
    text = field.prepare_value(value)
    return "" if text in EMPTY else str(text)


def same(name, value):
    """Something that is equal for equal values: ۱۰۰۱ and 1001 are one number of a work."""
    return squeeze(value or "") if name == "own_number" else comparable(value)


def held(work):
    """What a work holds, by the names and in the values of the columns."""
    row = work.draft or work
    on_request = work.price_mode == Product.PriceMode.ON_REQUEST
    facts = {FACT + each.key: plain_fact(each, row.facts.get(each.key)) for each in facts_of(row.craft)}
    return {
        **{name: getattr(row, name) for name in PLAIN},
        **{name: clean_text(getattr(row, name)) for name in TEXTS},
        **{name: list(getattr(row, name).all()) for name in LISTS},
        **facts,
        "code": work.code,
        "own_number": work.number,
        "craft": row.craft,
        "availability": work.availability,
        "capacity_per_month": work.capacity_per_month,
        "price_mode": work.price_mode,
        "price": None if on_request else amount_as_typed(work),
        "price_unit": work.price_unit or None,
    }


def plain_fact(fact, value):
    """A stored answer as its cell gives it: whole numbers as such."""
    return int(value) if fact.most and str(value).isdigit() else value


def clean_text(text):
    """A stored text as a cell gives it back."""
    return UNUSABLE.sub("", text or "").replace("\r\n", "\n").strip()


def columns_for(language, keys=None):
    """The names of the columns in their order: a maker's own language first; of the facts those in ``keys``."""
    own, others = [language], [code for code in FALLBACKS[language] if code != language]
    names = ["code", "own_number", f"title_{language}", f"story_{language}"]
    names += ["craft", "kind", "availability", "price_mode", "price", "price_unit", "unit"]
    names += ["minimum_quantity", "lead_time_days", "capacity_per_month"]
    names += ["width_mm", "length_mm", "height_mm", "weight_g", "materials", "techniques"]
    names += [FACT + fact.key for fact in FACTS if keys is None or fact.key in keys]
    names += [f"{field}_{code}" for code in others for field in ("title", "story")]
    return names + [f"season_{code}" for code in [*own, *others]]


def hint_for(name):
    """What the heading of a column says when one rests on it; empty where its words are enough."""
    if name.startswith(FACT):
        return BY_KEY[name.removeprefix(FACT)].hint
    return HINTS.get(name) or HINTS.get(name.rpartition("_")[0], "")


@lru_cache(maxsize=8)
def headings(language):
    """{squeezed heading: column} in one language; the remarks of a coloured copy are None."""
    with override(language):
        known = {squeeze(str(label)): None for label in REMARKS.values()}
        return known | {squeeze(str(field.label)): name for name, field in WorkRow.base_fields.items()}


@dataclass(frozen=True)
class Headings:
    """Where the headings stand: the line's place, the column of each cell (None: not one of ours), and what is odd."""

    place: int
    columns: tuple
    language: str
    unknown: tuple
    doubled: tuple


def find_headings(lines):
    """The Headings among the first ``lines`` of a table, written in any of the four languages; None without."""
    own = get_language() or "fa"
    best = None
    for place, (_number, texts) in enumerate(lines[:LINES_ABOVE]):
        for language in dict.fromkeys([own, *CODES]):
            known = headings(language)
            named = [known.get(squeeze(text)) for text in texts]
            hits = len(set(filter(None, named)))
            # One heading alone may be a word that happens to stand in a cell, unless nothing else stands there.
            is_line = hits >= 2 or hits == len([text for text in texts if text])
            if is_line and IDENTITY & set(named) and (best is None or hits > best[0]):
                best = hits, place, language, texts
    return read_headings(*best[1:]) if best else None


def read_headings(place, language, texts):
    """The Headings of a line mostly in ``language``; a heading in another one is known too, and the column's own name."""
    known = {squeeze(name): name for name in WorkRow.base_fields}
    for code in [*CODES, language]:
        known |= headings(code)
    named = [known.get(squeeze(text)) for text in texts]
    unknown = [text for text in texts if text and squeeze(text) not in known]
    doubled = [text for place, text in enumerate(texts) if named[place] and named[place] in named[:place]]
    return Headings(place, tuple(named), language, tuple(unknown), tuple(doubled))
