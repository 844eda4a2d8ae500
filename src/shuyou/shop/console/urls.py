"""Addresses of the staff pages of the shop."""

from django.urls import path

from shuyou.shop.console import funnel, pieces, reviews, samples

app_name = "shop_desk"

urlpatterns = [
    path("shop/reviews/", reviews.REVIEWS.view(), name="reviews"),
    path("shop/reviews/<int:review_id>/", reviews.review, name="review"),
    path("shop/reviews/<int:review_id>/<slug:what>/", reviews.review_deed, name="review_deed"),
    path("shop/pieces/", pieces.PIECES.view(), name="pieces"),
    path("shop/pieces/new/", pieces.new, name="piece_new"),
    path("shop/pieces/<slug:slug>/", pieces.piece, name="piece"),
    path("shop/pieces/<slug:slug>/edit/", pieces.edit, name="piece_edit"),
    path("shop/pieces/<slug:slug>/preview/", pieces.preview, name="piece_preview"),
    path("shop/pieces/<slug:slug>/drop/", pieces.drop, name="piece_drop"),
    path("shop/samples/", samples.SAMPLES.view(), name="samples"),
    path("shop/samples/new/", samples.new, name="sample_new"),
    path("shop/samples/<int:item_id>/", samples.sample, name="sample"),
    path("shop/visits/", funnel.funnel, name="funnel"),
]
