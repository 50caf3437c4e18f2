"""What matters for each craft: one definition for the maker's form, the spreadsheet and the public page.

The questions are those buyers ask, see "Craft notes" of the trade's description: fibres and dyes of a textile, firing
of pottery, fineness of silver. Values are kept in ``Product.facts``: {key: text, number or True/False}.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import NumberField

FLAT_WEAVES = {"kilim", "embossed-kilim", "jajim", "ehrami", "black-tent"}
TEXTILES = FLAT_WEAVES | {"carpet", "felt", "knitwear", "local-dress", "printed-cotton", "giveh"}
LEATHER = {"leather-bag", "leather-goods", "leather-mosaic"}
CLAY = {"pottery", "painted-pottery"}
WOOD = {"wood", "wood-marquetry", "woodcarving", "woodturning"}
PANELS = {"leather-mosaic", "wheat-straw", "wood-marquetry"}
WORN = {"knitwear", "local-dress", "giveh"}

FIBRES = [
    ("wool", _("wool")),
    ("cotton", _("cotton")),
    ("silk", _("silk")),
    ("goat_hair", _("goat hair")),
    ("acrylic", _("acrylic")),
    ("mixed", _("mixed")),
]


@dataclass(frozen=True)
class Fact:
    """One question: ``choices`` make it a choice, ``most`` a whole number up to it, neither a short text."""

    key: str
    label: object
    crafts: frozenset
    choices: tuple = ()
    least: int = 0
    most: int | None = None
    is_yes_no: bool = False
    is_required: bool = False
    hint: object = ""

    def field(self):
        """The form field that asks for it; nothing needs to be filled in to save a draft."""
        words: dict[str, Any] = {"label": self.label, "help_text": self.hint, "required": False}
        if self.is_yes_no:
            answers = [("", "—"), ("yes", _("yes")), ("no", _("no"))]
            return forms.ChoiceField(choices=answers, **words)
        if self.choices:
            return forms.ChoiceField(choices=[("", "—"), *self.choices], **words)
        if self.most:
            return NumberField(min_value=self.least, max_value=self.most, **words)
        return forms.CharField(max_length=80, widget=forms.TextInput(attrs={"dir": "auto"}), **words)

    def shown(self, value):
        """``value`` in the page's language: a number stays one, for the page to write in its digits."""
        if self.is_yes_no:
            return {"yes": _("yes"), "no": _("no")}.get(value, "")
        return dict(self.choices).get(value, value) if self.choices else value


def fact(key, label, crafts, **more):
    return Fact(key, label, frozenset(crafts), **more)


FACTS = (
    fact("warp", _("Warp"), FLAT_WEAVES | {"carpet"}, choices=tuple(FIBRES)),
    fact("weft", _("Weft"), FLAT_WEAVES | {"carpet"}, choices=tuple(FIBRES)),
    fact("knots", _("Knots in 10 cm of width"), {"carpet", "embossed-kilim"}, least=5, most=200),
    fact(
        "dye",
        _("Dye"),
        TEXTILES | {"chit"},
        choices=(
            ("natural", _("natural dye")),
            ("chemical", _("chemical dye")),
            ("both", _("natural and chemical dye")),
            ("undyed", _("not dyed")),
        ),
        is_required=True,
    ),
    fact("age", _("New or old"), FLAT_WEAVES | {"carpet"}, choices=(("new", _("new")), ("old", _("old, used")))),
    fact(
        "washing",
        _("Washing"),
        TEXTILES | {"doll"},
        choices=(
            ("hand", _("by hand, in cold water")),
            ("machine", _("in the machine, 30 °C")),
            ("dry", _("dry cleaning only")),
            ("never", _("not to be washed")),
        ),
    ),
    fact("sizes", _("Sizes that can be had"), WORN, hint=_("Such as S–XL, or 36–45.")),
    fact(
        "hide",
        _("Leather of"),
        LEATHER,
        choices=(("cow", _("cow")), ("goat", _("goat")), ("sheep", _("sheep")), ("other", _("another animal"))),
        is_required=True,
    ),
    fact("lined", _("Lined"), {"leather-bag", "basket"}, is_yes_no=True),
    fact("firing", _("Fired at (°C)"), CLAY, least=500, most=1400),
    fact(
        "glaze",
        _("Glaze"),
        CLAY,
        choices=(("none", _("not glazed")), ("inside", _("glazed inside")), ("all", _("glazed all over"))),
        is_required=True,
    ),
    fact("food", _("May hold food"), CLAY | {"copper", "glass", "wood", "woodturning", "basket"}, is_yes_no=True),
    fact(
        "metal",
        _("Metal"),
        {"jewellery"},
        choices=(
            ("silver", _("silver")),
            ("gold", _("gold")),
            ("brass", _("brass")),
            ("copper", _("copper")),
            ("none", _("no metal")),
        ),
        is_required=True,
    ),
    fact(
        "fineness", _("Fineness in thousandths"), {"jewellery"}, least=1, most=1000, hint=_("Such as 925 for silver.")
    ),
    fact("stones", _("Stones or beads"), {"jewellery", "gemstone"}),
    fact("tinned", _("Tinned inside"), {"copper"}, is_yes_no=True, is_required=True),
    fact(
        "timber",
        _("Timber"),
        WOOD,
        choices=(
            ("walnut", _("walnut")),
            ("plane", _("plane")),
            ("oak", _("oak")),
            ("pear", _("pear")),
            ("mixed", _("mixed")),
            ("other", _("another timber")),
        ),
        is_required=True,
    ),
    fact(
        "finish",
        _("Finish"),
        WOOD,
        choices=(("oil", _("oiled")), ("wax", _("waxed")), ("varnish", _("varnished")), ("none", _("left bare"))),
    ),
    fact("framed", _("Framed"), PANELS, is_yes_no=True),
)
BY_KEY = {each.key: each for each in FACTS}


def facts_of(craft):
    """The questions of a craft (None: none), in their order."""
    return facts_of_slug(craft.slug) if craft else ()


@cache
def facts_of_slug(slug):
    return tuple(each for each in FACTS if slug in each.crafts)


def missing_facts(product):
    """The required questions of its craft that are not answered."""
    return [each for each in facts_of(product.craft) if each.is_required and product.facts.get(each.key) in (None, "")]


def shown_facts(product):
    """[(label, value)] of what is answered, as the public page lists it."""
    return answers(product.craft.slug, product.facts) if product.craft else []


def answers(craft_slug, facts):
    """As ``shown_facts``, for a craft of which only the slug is known."""
    answered = ((each, facts.get(each.key)) for each in facts_of_slug(craft_slug))
    return [(each.label, each.shown(value)) for each, value in answered if value not in (None, "")]
