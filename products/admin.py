"""Records of works with their pictures, where they are shown, and rates of exchange."""

from django.contrib import admin
from django.core.files.storage import storages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.records.bases import (
    WRITERS,
    OverseenFilter,
    RecordsAdmin,
    RecordsTable,
    TranslatedRecordsAdmin,
    TranslatedRecordsInline,
    overseen,
)
from accounts.records.publishing import PublishingMixin
from accounts.records.reading import worded
from accounts.records.site import records
from lib.money import format_money
from lib.pictures import srcset_names
from lib.sizes import format_lengths
from products import search
from products.actions import missing_for_publication, publish_product, withdraw_product
from products.forms.records import ExhibitForm, ExhibitFormSet, PictureForm, ProductForm
from products.models import ExchangeRate, Exhibit, Picture, Product


@admin.display(description=_("picture"))
def thumbnail(picture):
    """The smallest file of a picture; nothing where there is none."""
    if picture is None or not picture.digest:
        return "–"
    _width, name = srcset_names(picture.digest, picture.width)[0]
    return format_html(
        '<img class="thumbnail" src="{}" alt="" width="80" loading="lazy">', storages["public"].url(name)
    )


class PictureInline(TranslatedRecordsInline):
    model = Picture
    form = PictureForm
    fields = ["thumbnail", "upload", ("role", "position", "is_drawing"), "alt"]
    readonly_fields = ["thumbnail"]
    extra = 1

    def get_queryset(self, request):
        return super().get_queryset(request).standing()

    @admin.display(description=_("picture"))
    def thumbnail(self, picture):
        """What there is to see, or how far it is."""
        return thumbnail(picture) if picture.digest or not picture.pk else picture.get_state_display()

    @admin.display(description=_("file"))
    def upload(self, picture):
        """For those who may only look."""
        return f"{picture.width} × {picture.height}"


class ExhibitInline(RecordsTable):
    model = Exhibit
    form = ExhibitForm
    formset = ExhibitFormSet
    fields = ["participation"]
    extra = 0

    def get_queryset(self, request):
        """A row that could not be chosen here could not be saved either, and the page with it."""
        kinds = WRITERS if self.may(request, "change") else ()
        return overseen(super().get_queryset(request), request.user, through="participation", kinds=kinds)

    def get_field_queryset(self, db, db_field, request):
        return super().get_field_queryset(db, db_field, request).select_related("exhibitor", "exhibition")


@admin.register(Product, site=records)
class ProductAdmin(PublishingMixin, TranslatedRecordsAdmin):
    form = ProductForm
    inlines = [PictureInline, ExhibitInline]
    list_display = ["picture", "__str__", "exhibitor", "craft", "price", "state", "code"]
    list_display_links = ["__str__"]
    list_filter = [
        *("state", "kind", "availability", "craft"),
        ("exhibits__participation__exhibition", OverseenFilter),
        "pictures__state",
    ]
    list_select_related = ["exhibitor", "craft", "cover"]
    # What is searched is the folded text; see get_search_results.
    search_fields = ["search_text"]
    show_full_result_count = False
    autocomplete_fields = ["exhibitor", "materials", "techniques"]
    fieldsets = [
        (None, {"fields": ["title", ("exhibitor", "craft"), ("kind", "availability"), "story"]}),
        (_("Price"), {"fields": [("price_mode", "amount", "price_unit"), ("unit", "minimum_quantity")]}),
        (_("Size and materials"), {"fields": [("size", "height", "weight"), "materials", "techniques"]}),
        (
            _("More about it"),
            {
                "classes": ["collapse"],
                "fields": [("lead_time_days", "capacity_per_month"), "season", "confirmed_on", "slug"],
            },
        ),
    ]
    publish = staticmethod(publish_product)
    withdraw = staticmethod(withdraw_product)
    missing = staticmethod(missing_for_publication)

    @admin.display(description=_("picture"))
    def picture(self, product):
        return thumbnail(product.cover)

    @admin.display(description=_("price"))
    def price(self, product):
        if product.price_amount is None:
            return product.get_price_mode_display()
        return format_money(product.price_amount, product.currency, get_language(), product.price_unit)

    # For those who may only look.
    amount = price

    @admin.display(description=_("size"))
    def size(self, product):
        return format_lengths([product.width_mm, product.length_mm], get_language())

    @admin.display(description=_("height"))
    def height(self, product):
        return format_lengths([product.height_mm], get_language())

    @admin.display(description=_("weight in g"))
    def weight(self, product):
        return product.weight_g

    def get_queryset(self, request):
        """Without revisions: these are decided in the review."""
        return super().get_queryset(request).filter(revises=None)

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term[:200]), False

    def public_url(self, obj):
        return reverse("public:product_detail", args=[obj.code, obj.slug])

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.refresh_cover()
        search.refresh(form.instance)


@admin.register(ExchangeRate, site=records)
class ExchangeRateAdmin(RecordsAdmin):
    fields = ["currency", "dinars", "day", "source"]
    list_display = ["currency", "dinars", worded(ExchangeRate, "day"), "source"]
    list_filter = ["currency"]
