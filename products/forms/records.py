"""What officials type about a work."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.records.bases import NamedFormSet
from lib.fields import NumberField, SizeField, WeightField
from lib.pictures import PictureRefused, derive
from products.actions import fill_picture
from products.forms.price import amount_as_typed, settle_price
from products.models import Exhibit, Picture, Product


class ProductForm(forms.ModelForm):
    """Sizes, weight and price as people say them; the model keeps mm, g and the currency."""

    size = SizeField(
        label=gettext_lazy("size"), required=False, help_text=gettext_lazy("Width × length in cm, such as 140×220.")
    )
    height = SizeField(label=gettext_lazy("height"), required=False, help_text=gettext_lazy("In cm."))
    weight = WeightField(
        label=gettext_lazy("weight"), required=False, help_text=gettext_lazy("Such as 850 g or 4.2 kg.")
    )
    amount = NumberField(label=gettext_lazy("amount"), required=False, min_value=0, decimals=2)

    class Meta:
        model = Product
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        product = self.instance
        if product.pk:
            lengths = tuple(length for length in (product.width_mm, product.length_mm) if length)
            self.initial |= {
                "size": lengths or None,
                "height": (product.height_mm,) if product.height_mm else None,
                "weight": product.weight_g,
                "amount": amount_as_typed(product),
            }
        if "slug" in self.fields:
            self.fields["slug"].widget.attrs["dir"] = "ltr"

    def clean_height(self):
        lengths = self.cleaned_data["height"]
        if lengths and len(lengths) > 1:
            raise forms.ValidationError(_("Write one height."))
        return lengths

    def clean(self):
        super().clean()
        data, product = self.cleaned_data, self.instance
        if "size" in data:
            product.width_mm, product.length_mm, third = (*(data["size"] or ()), None, None, None)[:3]
            product.height_mm = data["height"][0] if data.get("height") else third
        if "weight" in data:
            product.weight_g = data["weight"]
        self.clean_price()
        return data

    def clean_price(self):
        """A price on request keeps no amount anywhere; toman is stored as rial."""
        data, product = self.cleaned_data, self.instance
        if data.get("price_mode") == Product.PriceMode.ON_REQUEST and data.get("amount") is not None:
            self.add_error("amount", _("A price on request has no amount: choose fixed price, or empty this box."))
        if price := settle_price(self):
            product.price_amount, product.currency = price


class PictureForm(forms.ModelForm):
    """A picture of a work; what is no picture, or too large, is refused beside the field."""

    upload = forms.FileField(
        label=gettext_lazy("file"), required=False, help_text=gettext_lazy("JPEG, PNG or WebP, at most 20 MB.")
    )

    class Meta:
        model = Picture
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = "image/jpeg,image/png,image/webp"

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload:
            try:
                self.derived = derive(upload)
            except PictureRefused as refusal:
                raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        elif self.instance.pk is None:
            raise forms.ValidationError(_("Choose a file."))
        return upload

    def save(self, commit=True):
        if upload := self.cleaned_data.get("upload"):
            fill_picture(self.instance, self.derived, upload)
        return super().save(commit)


class ExhibitForm(forms.ModelForm):
    """Where a work is shown: by its maker, or by a group the maker belongs to."""

    class Meta:
        model = Exhibit
        fields = "__all__"

    def __init__(self, *args, product=None, **kwargs):
        super().__init__(*args, **kwargs)
        if "participation" in self.fields and product and product.exhibitor_id:
            own = Q(exhibitor=product.exhibitor_id) | Q(exhibitor__members=product.exhibitor_id)
            field = self.fields["participation"]
            field.queryset = field.queryset.filter(own).distinct()


class ExhibitFormSet(NamedFormSet):
    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"product": self.instance}
