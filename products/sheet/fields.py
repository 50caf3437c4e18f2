"""Cells of a maker's sheet. What may be chosen is understood in all four languages, and written in the page's."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from lib.fields import TypedField, WeightField
from lib.languages import CODES, direction
from lib.sizes import CM, format_lengths, parse_size
from lib.text import squeeze
from products.models import Product
from products.workbook.fields import ON_REQUEST, PriceField, TermField

EXACT = 10**9


def listed(words):
    """Words with the commas of the page's language, which a cell with several words understands."""
    return (", " if direction(get_language() or "fa") == "ltr" else "، ").join(words)


def words_in(choices, language, spellings=None):
    """{squeezed word: value} of ``choices`` [(value, lazy label)] and of other ``spellings`` {value: [word]}."""
    with override(language):
        words = [(str(label), value) for value, label in choices] + [(value, value) for value, _label in choices]
    words += [(word, value) for value, others in (spellings or {}).items() for word in others]
    return {squeeze(word): value for word, value in reversed(words)}


class ChoiceCell(TypedField):
    """One of a few values by its word in any language; of words with two meanings the page's language decides."""

    # Translators: {words} is a list of words that may stand in a cell of a spreadsheet.
    default_error_messages = {"invalid": _("This word is not known here. Possible: {words}.")}

    def __init__(self, choices, *, spellings=None, **kwargs):
        super().__init__(required=False, **kwargs)
        self.choices = [(str(value), label) for value, label in choices]
        self.spellings = spellings
        self.by_language = {}

    def known(self, language):
        if language not in self.by_language:
            self.by_language[language] = words_in(self.choices, language, self.spellings)
        return self.by_language[language]

    def words(self):
        """What may be chosen, in the page's language."""
        return [str(label) for _value, label in self.choices]

    def understand(self, text):
        word = squeeze(text)
        for language in dict.fromkeys([get_language() or "fa", *CODES]):
            if value := self.known(language).get(word):
                return value
        raise ValidationError(self.error_messages["invalid"].format(words=listed(self.words())))

    def prepare_value(self, value):
        return str(dict(self.choices).get(value, value)) if value else value


class AmountCell(PriceField):
    """An amount, or the words for "price on request" in any language."""

    on_request = ChoiceCell([(ON_REQUEST, Product.PriceMode.ON_REQUEST.label)])

    def understand(self, text):
        if any(squeeze(text) in self.on_request.known(language) for language in CODES):
            return ON_REQUEST
        return super().understand(text)


class TermsCell(TermField):
    """One word of a vocabulary, or several; ``known`` holds their names in all languages."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def written(self, term):
        """A name that means this term and no other: where two share one, the slug."""
        name = str(term)
        return name if self.known.get(squeeze(name), term) == term else term.slug

    def prepare_value(self, value):
        if isinstance(value, list):
            return listed(map(self.written, value))
        return value if value is None or isinstance(value, str) else self.written(value)


class LengthCell(TypedField):
    """One length, in cm unless it says otherwise; gives mm."""

    default_error_messages = {"invalid": _("This is not a length. Write 140 (in cm).")}

    def understand(self, text):
        length, *more = parse_size(text)
        if more:
            raise ValueError("one length, not two")
        return length

    def prepare_value(self, value):
        return format_lengths([value], get_language() or "fa") if isinstance(value, int) else value


class WeightCell(WeightField):
    """As ``WeightField``; a stored weight is written as the number of grams that the heading asks for."""

    def prepare_value(self, value):
        return value


def cell_value(field, value):
    """What stands in the cell of a spreadsheet for a stored value: a number as one, everything else as text."""
    if value in (None, "", []):
        return None
    if isinstance(field, LengthCell):
        value = Decimal(value) / CM
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        # A spreadsheet's numbers are not exact; of an amount every digit counts.
        return float(value) if value < EXACT else f"{value:f}"
    if isinstance(value, int):
        return value
    return str(field.prepare_value(value) if isinstance(field, ChoiceCell | TermsCell) else value)
