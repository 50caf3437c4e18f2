"""Price cards and stand signs to be printed: of one's own works, of an exhibitor, of an exhibition."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts.audiences import OfficeMixin
from events.models import Exhibition
from events.views.office.exhibitions import exhibition_trail
from exhibitors.acting import EVERYBODY, PortalPage
from exhibitors.models import Exhibitor
from lib.numbers import format_number, parse_integer
from products import cards


class Prints(View):
    """One file; ``lang`` (repeatable) chooses the languages, ``part`` a later file of very many rows.

    A subclass gives ``rows()``, ``draw(rows)``, ``file_name()``, and ``nothing()`` to answer with when no row is there.
    """

    @property
    def languages(self):
        """Those asked for, in the order of the house; all four for anything else."""
        asked = self.request.GET.getlist("lang")
        return tuple(code for code in cards.LANGUAGES if code in asked) or cards.LANGUAGES

    def get(self, request, *args, **kwargs):
        parts = cards.in_parts(self.rows())
        if not parts:
            return self.nothing()
        try:
            part = parse_integer(request.GET.get("part", "1")[:9])
        except ValueError:
            part = 1
        if not 1 <= part <= len(parts):
            raise Http404
        name = self.file_name() + (f"-{part}" if len(parts) > 1 else "")
        headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
        return HttpResponse(self.draw(parts[part - 1]), content_type="application/pdf", headers=headers)


class PriceCards(Prints):
    """``size`` is a4 (four on a sheet, to be cut) or a6 (a page each)."""

    def draw(self, rows):
        size = self.request.GET.get("size")
        return cards.price_cards(rows, size=size if size in cards.SIZES else "a4", languages=self.languages)


class OwnPriceCards(PortalPage, PriceCards):
    """Cards of everything public of the exhibitor acted for."""

    levels = EVERYBODY

    def file_name(self):
        return "price-cards"

    def rows(self):
        return cards.cards_of_exhibitor(self.acting.exhibitor)

    def nothing(self):
        messages.info(self.request, _("There is no public work yet to print a card for."))
        return redirect("portal:product_list")


class ExhibitorPriceCards(OfficeMixin, PriceCards):
    """Cards of everything public of one exhibitor this official oversees."""

    permission_required = "products.view_product"

    def file_name(self):
        return f"price-cards-{self.kwargs['slug']}"

    def rows(self):
        exhibitor = self.narrow(Exhibitor.objects.all()).filter(slug=self.kwargs["slug"]).first()
        if exhibitor is None:
            raise Http404
        return cards.cards_of_exhibitor(exhibitor)

    def nothing(self):
        messages.info(self.request, _("There is no public work yet to print a card for."))
        return redirect("office:exhibitor_list")


class OfExhibition(OfficeMixin):
    """A page about one exhibition this official oversees, public or not."""

    permission_required = "products.view_exhibit"

    @cached_property
    def exhibition(self):
        exhibition = self.narrow(Exhibition.objects.all()).filter(slug=self.kwargs["slug"]).first()
        if exhibition is None:
            raise Http404
        return exhibition

    def nothing(self):
        messages.info(self.request, _("Nobody takes part yet of whom there is anything public to print."))
        return redirect("office:exhibition_prints", self.exhibition.slug)


class ExhibitionPriceCards(OfExhibition, PriceCards):
    def file_name(self):
        return f"price-cards-{self.exhibition.slug}"

    def rows(self):
        return cards.cards_of_exhibition(self.exhibition)


class ExhibitionStandSigns(OfExhibition, Prints):
    def file_name(self):
        return f"stand-signs-{self.exhibition.slug}"

    def rows(self):
        return cards.signs_of_exhibition(self.exhibition)

    def draw(self, rows):
        return cards.stand_signs(rows, languages=self.languages)


class ExhibitionPrints(OfExhibition, TemplateView):
    """What can be printed for an exhibition, and in how many files."""

    template_name = "products/office/exhibition_prints.html"

    def get_context_data(self, **kwargs):
        shown, signs = cards.cards_of_exhibition(self.exhibition), cards.signs_of_exhibition(self.exhibition)
        return super().get_context_data(
            **kwargs,
            exhibition=self.exhibition,
            card_count=len(shown),
            sign_count=len(signs),
            card_parts=part_choices(len(shown)),
            sign_parts=part_choices(len(signs)),
            languages=languages_to_choose(),
            breadcrumbs=exhibition_trail(self.exhibition, _("Price cards and stand signs")),
        )


def part_choices(count):
    """(number of the file, "501–1,000") for each file when one does not hold them all."""
    language, firsts = get_language() or "fa", range(1, count + 1, cards.MOST)
    if len(firsts) < 2:
        return []
    lasts = [min(first + cards.MOST - 1, count) for first in firsts]
    return [
        (part, f"{format_number(first, language)}–{format_number(last, language)}")
        for part, (first, last) in enumerate(zip(firsts, lasts, strict=True), 1)
    ]


def languages_to_choose():
    names = dict(settings.LANGUAGES)
    return [(code, names[code]) for code in cards.LANGUAGES]
