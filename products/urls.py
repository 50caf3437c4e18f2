from django.urls import path, register_converter

from lib.converters import CodeConverter
from products.feeds import ProductFeed
from products.views import (
    buttons,
    exhibitions,
    goods,
    goods_books,
    office,
    pictures,
    portal,
    prints,
    profile,
    public,
    review,
    selling,
    sheets,
    wording,
)

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
portal_urls = [
    path("profile/preview/", profile.ProfilePreview.as_view(), name="profile_preview"),
    path("history/", profile.History.as_view(), name="history"),
    path("products/", portal.ProductList.as_view(), name="product_list"),
    path("products/sheet/", sheets.Sheet.as_view(), name="sheet"),
    path("products/sheet/template.xlsx", sheets.SheetTemplate.as_view(), name="sheet_template"),
    path("products/sheet/works.xlsx", sheets.SheetExport.as_view(), name="sheet_export"),
    path("products/sheet/coloured.xlsx", sheets.SheetCopy.as_view(), name="sheet_copy"),
    path("products/sheet/progress.json", sheets.SheetProgress.as_view(), name="sheet_progress"),
    path("products/sheet/confirm/", sheets.SheetConfirm.as_view(), name="sheet_confirm"),
    path("products/sheet/forget/", sheets.SheetForget.as_view(), name="sheet_forget"),
    path("products/price-cards.pdf", prints.OwnPriceCards.as_view(), name="price_cards"),
    path("products/new/", portal.ProductNew.as_view(), name="product_new"),
    path("products/<code:code>/", portal.ProductDetail.as_view(), name="product_detail"),
    path("products/<code:code>/pictures/", pictures.ProductPictures.as_view(), name="product_pictures"),
    path("products/<code:code>/pictures/order/", pictures.PictureOrder.as_view(), name="picture_order"),
    path("products/<code:code>/pictures/<slug:key>/", pictures.PictureChange.as_view(), name="picture_change"),
    path("products/<code:code>/pictures/<slug:key>/move/", pictures.PictureMove.as_view(), name="picture_move"),
    path("products/<code:code>/pictures/<slug:key>/remove/", pictures.PictureRemove.as_view(), name="picture_remove"),
    path(
        "products/<code:code>/pictures/<slug:key>/put-back/", pictures.PicturePutBack.as_view(), name="picture_put_back"
    ),
    path("products/<code:code>/what/", portal.ProductWhat.as_view(), name="product_what"),
    path("products/<code:code>/sale/", portal.ProductSale.as_view(), name="product_sale"),
    path("products/<code:code>/words/", portal.ProductWords.as_view(), name="product_words"),
    path("products/<code:code>/price/", portal.ProductPrice.as_view(), name="product_price"),
    path("products/<code:code>/availability/", buttons.ProductAvailability.as_view(), name="product_availability"),
    path("products/<code:code>/confirm/", buttons.ProductConfirm.as_view(), name="product_confirm"),
    path("products/<code:code>/undo/", buttons.ProductUndo.as_view(), name="product_undo"),
    path("products/<code:code>/send/", buttons.ProductSend.as_view(), name="product_send"),
    path("products/<code:code>/take-back/", buttons.ProductTakeBack.as_view(), name="product_take_back"),
    path("products/<code:code>/discard/", buttons.ProductDiscard.as_view(), name="product_discard"),
    path("products/<code:code>/withdraw/", buttons.ProductWithdraw.as_view(), name="product_withdraw"),
    path("products/<code:code>/archive/", buttons.ProductArchive.as_view(), name="product_archive"),
    path("products/<code:code>/copy/", buttons.ProductCopy.as_view(), name="product_copy"),
    path("exhibitions/<code:code>/goods/", selling.Goods.as_view(), name="goods"),
    path("exhibitions/<code:code>/sales/", selling.Sales.as_view(), name="sales"),
]
office_urls = [
    path("translations/", wording.TranslationList.as_view(), name="translations"),
    path("translations/exhibitors/<slug:slug>/", wording.ExhibitorTranslate.as_view(), name="translate_exhibitor"),
    path("translations/<code:code>/", wording.ProductTranslate.as_view(), name="translate_product"),
    path("review/", review.ReviewQueue.as_view(), name="review"),
    path("review/decide/", review.ReviewDecide.as_view(), name="review_decide"),
    path("review/undo/", review.ReviewUndo.as_view(), name="review_undo"),
    path("review/<code:code>/", review.ReviewDetail.as_view(), name="review_detail"),
    path("exhibitions/<slug:slug>/preview/", office.ExhibitionPreview.as_view(), name="exhibition_preview"),
    path("exhibitions/<slug:slug>/goods/", goods.ExhibitionGoods.as_view(), name="exhibition_goods"),
    path("exhibitions/<slug:slug>/goods.xlsx", goods_books.GoodsWorkbook.as_view(), name="goods_workbook"),
    path("exhibitions/<slug:slug>/goods/import/", goods_books.GoodsImport.as_view(), name="goods_import"),
    path("exhibitions/<slug:slug>/sales/", goods.ExhibitionSales.as_view(), name="exhibition_sales"),
    path("exhibitions/<slug:slug>/sales.xlsx", goods_books.SalesWorkbook.as_view(), name="sales_workbook"),
    path("exhibitions/<slug:slug>/sales/import/", goods_books.SalesImport.as_view(), name="sales_import"),
    path("exhibitions/<slug:slug>/prints/", prints.ExhibitionPrints.as_view(), name="exhibition_prints"),
    path(
        "exhibitions/<slug:slug>/price-cards.pdf", prints.ExhibitionPriceCards.as_view(), name="exhibition_price_cards"
    ),
    path(
        "exhibitions/<slug:slug>/stand-signs.pdf", prints.ExhibitionStandSigns.as_view(), name="exhibition_stand_signs"
    ),
    path("exhibitors/<slug:slug>/price-cards.pdf", prints.ExhibitorPriceCards.as_view(), name="exhibitor_price_cards"),
    path("exhibitors/import/", office.WorkbookImport.as_view(), name="workbook_import"),
    path("exhibitors/import/template.xlsx", office.WorkbookTemplate.as_view(), name="workbook_template"),
]
product_feed = ProductFeed.as_view()
