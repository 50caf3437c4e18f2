from django.urls import path, register_converter

from lib.converters import CodeConverter
from products.feeds import ProductFeed
from products.views import exhibitions, office, public

register_converter(CodeConverter, "code")

public_urls = [
    path("exhibitions/<slug:slug>/", exhibitions.ExhibitionDetail.as_view(), name="exhibition_detail"),
    path("exhibitors/<slug:slug>/", exhibitions.ExhibitorDetail.as_view(), name="exhibitor_detail"),
    path("crafts/", public.CraftList.as_view(), name="craft_list"),
    path("crafts/<slug:slug>/", public.CraftDetail.as_view(), name="craft_detail"),
    path("products/", public.ProductList.as_view(), name="product_list"),
    path("products/<code:code>-<str:slug>/", public.ProductDetail.as_view(), name="product_detail"),
    path("products/<code:code>/", public.ProductByCode.as_view(), name="product_by_code"),
    path("exhibitions/<slug:slug>/products/", public.ExhibitionProductList.as_view(), name="exhibition_product_list"),
]
office_urls = [
    path("exhibitions/<slug:slug>/preview/", office.ExhibitionPreview.as_view(), name="exhibition_preview"),
    path("exhibitors/import/", office.WorkbookImport.as_view(), name="workbook_import"),
    path("exhibitors/import/template.xlsx", office.WorkbookTemplate.as_view(), name="workbook_template"),
]
product_feed = ProductFeed.as_view()
