"""What a picture shows, in words for those who cannot see it: the maker's own, else made of the facts of the work."""

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from lib.languages import CODES
from lib.sizes import format_lengths
from products.models import Picture

Role = Picture.Role
LONGEST = 250


def suggest(language, *, title, craft="", materials=(), lengths=(), role=Role.FRONT, is_drawing=False):
    """A sentence in ``language`` from words of that language; ``lengths`` are in mm. Empty where nothing is known."""
    with override(language):
        name = title or craft
        if not name:
            return ""
        if is_drawing:
            return _("Drawing: {title}").format(title=name)
        size = format_lengths(lengths, language)
        facts = [craft if title and craft.casefold() not in title.casefold() else "", *materials]
        # Translators: a size such as 140 × 220 in centimetres.
        facts.append(_("{size} cm").format(size=size) if size else "")
        listed = pgettext("list", ", ").join(filter(None, facts))
        sentence = sentence_for(role, name)
        if listed:
            # Translators: what a picture shows, and then facts such as craft, material and size.
            sentence = _("{picture}: {facts}").format(picture=sentence, facts=listed)
        return sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1] + "…"


def sentence_for(role, name):
    """What a picture with that role shows of the work called ``name``."""
    if role == Role.BACK:
        return _("{title}, the back").format(title=name)
    if role == Role.DETAIL:
        return _("{title}, a detail").format(title=name)
    if role == Role.SCALE:
        return _("{title}, beside something that shows its size").format(title=name)
    if role == Role.MAKING:
        return _("{title}, in the making").format(title=name)
    return name


def suggestion(picture, product, language, materials):
    """As ``suggest`` for a ``picture`` of ``product``, whose ``materials`` ([{language: name}]) are loaded."""
    return suggest(
        language,
        title=getattr(product, f"title_{language}") or "",
        craft=getattr(product.craft, f"name_{language}") or "" if product.craft else "",
        materials=[names[language] for names in materials if names.get(language)],
        lengths=(product.width_mm, product.length_mm, product.height_mm),
        role=picture.role,
        is_drawing=picture.is_drawing,
    )


def words_of(picture, product, language, materials):
    """What is read out for ``picture`` in ``language``."""
    return getattr(picture, f"alt_{language}") or suggestion(picture, product, language, materials)


def material_names(product):
    """[{language: name}] of the materials of ``product`` (1 query)."""
    return [{code: getattr(each, f"name_{code}") for code in CODES} for each in product.materials.all()]
