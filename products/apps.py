from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = _("works")

    def ready(self):
        from accounts.audit import watch
        from products import erasing, orphans, pictures, receivers, trigrams  # noqa: F401
        from products.goods import receivers as goods_receivers  # noqa: F401
        from products.models import ExchangeRate, Exhibit, Picture, Product, Sale
        from products.sheet import jobs, uploads  # noqa: F401

        watch(ExchangeRate, Exhibit, Picture, Product, Sale)
