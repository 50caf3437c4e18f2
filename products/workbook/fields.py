"""Cells that hold words: one of a few, or names of the vocabulary."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.fields import NumberField, TypedField
from lib.text import squeeze

ON_REQUEST = "on_request"
ON_REQUEST_WORDS = ("استعلام", "قیمت با استعلام", "با استعلام", "price on request")


class WordField(TypedField):
    """One of a few words; ``words`` maps a value to how it may be written, the usual Persian word first."""

    # Translators: {words} is a list of Persian words.
    default_error_messages = {"invalid": _("This word is not known here. Possible: {words}.")}

    def __init__(self, words, **kwargs):
        super().__init__(**kwargs)
        self.usual = {value: spellings[0] for value, spellings in words.items()}
        self.by_word = {squeeze(word): value for value, spellings in words.items() for word in (value, *spellings)}

    def understand(self, text):
        if value := self.by_word.get(squeeze(text)):
            return value
        raise ValidationError(self.error_messages["invalid"].format(words="، ".join(self.usual.values())))

    def prepare_value(self, value):
        return self.usual.get(value, value)


class TermField(TypedField):
    """A word of a vocabulary by any of its names; ``is_list`` takes several, with commas.

    Whoever uses it sets ``known``: {squeezed name: term}.
    """

    # Translators: {word} is what somebody typed where the name of a craft or county was expected.
    default_error_messages = {"invalid": _("“{word}” is not in the list of known words.")}

    def __init__(self, *, is_list=False, **kwargs):
        super().__init__(**{"max_length": 500, **kwargs})
        self.is_list, self.known = is_list, {}

    def find(self, word):
        if term := self.known.get(squeeze(word)):
            return term
        raise ValidationError(self.error_messages["invalid"].format(word=word.strip()))

    def understand(self, text):
        if not self.is_list:
            return self.find(text)
        for separator in "،;؛\n":
            text = text.replace(separator, ",")
        return [self.find(word) for word in text.split(",") if word.strip()]

    def prepare_value(self, value):
        return "، ".join(map(str, value)) if isinstance(value, list) else value if value is None else str(value)


class PriceField(NumberField):
    """An amount, or the words that ask for an enquiry instead."""

    def understand(self, text):
        return ON_REQUEST if squeeze(text) in map(squeeze, ON_REQUEST_WORDS) else super().understand(text)

    def prepare_value(self, value):
        return ON_REQUEST_WORDS[0] if value == ON_REQUEST else super().prepare_value(value)
