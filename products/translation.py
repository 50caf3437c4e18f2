from modeltranslation.translator import TranslationOptions, register

from products.models import Picture, Product


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("title", "story", "season")


@register(Picture)
class PictureTranslation(TranslationOptions):
    fields = ("alt",)
