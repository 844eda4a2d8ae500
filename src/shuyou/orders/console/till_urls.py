"""Addresses of the tills."""

from django.urls import path

from shuyou.orders.console import till, tills

urlpatterns = [
    path("till/", tills.tills, name="tills"),
    path("till/drawers/", tills.DRAWERS.view(), name="drawers"),
    path("till/drawers/<int:session_id>/", tills.drawer, name="drawer"),
    path("till/sales/", tills.SALES.view(), name="till_sales"),
    path("till/notes/", tills.NOTES.view(), name="till_notes"),
    path("till/notes/<int:note_id>/", tills.note, name="till_note"),
    path("till/set-up/", tills.tills_set, name="tills_set"),
    path("till/receipts/<str:number>/", tills.receipt, name="till_receipt"),
    path("till/receipts/<str:number>.pdf", tills.receipt_file, name="till_receipt_pdf"),
    path("till/at/<slug:code>/", till.sell_page, name="till"),
    path("till/at/<slug:code>/open/", tills.drawer_open, name="drawer_open"),
    path("till/at/<slug:code>/count/", tills.drawer_count, name="drawer_count"),
    path("till/at/<slug:code>/cash/", tills.drawer_move, name="drawer_move"),
    path("till/at/<slug:code>/find/", till.find, name="till_find"),
    path("till/at/<slug:code>/price/", till.price, name="till_price"),
    path("till/at/<slug:code>/sell/", till.sell, name="till_sell"),
    path("till/at/<slug:code>/void/", till.void, name="till_void"),
    path("till/at/<slug:code>/hold/", till.hold, name="till_hold"),
    path("till/at/<slug:code>/held/", till.held, name="till_held"),
    path("till/at/<slug:code>/recall/", till.recall, name="till_recall"),
]
