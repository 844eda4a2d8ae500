"""Addresses of the tills."""

from django.urls import path

from shuyou.orders.console import till, till_codes, till_exchange, till_refused, till_returns, tills

urlpatterns = [
    path("till/", tills.tills, name="tills"),
    path("till/drawers/", tills.DRAWERS.view(), name="drawers"),
    path("till/drawers/<int:session_id>/", tills.drawer, name="drawer"),
    path("till/sales/", tills.SALES.view(), name="till_sales"),
    path("till/notes/", tills.NOTES.view(), name="till_notes"),
    path("till/notes/<int:note_id>/", tills.note, name="till_note"),
    path("till/refused/", till_refused.REFUSED.view(), name="till_refused"),
    path("till/refused/<int:refused_id>/", till_refused.refused, name="till_refused_sale"),
    path("till/refused/<int:refused_id>/<slug:what>/", till_refused.refused_deed, name="till_refused_deed"),
    path("till/set-up/", tills.tills_set, name="tills_set"),
    path("till/receipts/<str:number>/", tills.receipt, name="till_receipt"),
    path("till/receipts/<str:number>.pdf", tills.receipt_file, name="till_receipt_pdf"),
    path("till/receipts/returns/<str:number>.pdf", tills.return_receipt, name="return_receipt"),
    path("till/at/<slug:code>/", till.sell_page, name="till"),
    path("till/at/<slug:code>/open/", tills.drawer_open, name="drawer_open"),
    path("till/at/<slug:code>/count/", tills.drawer_count, name="drawer_count"),
    path("till/at/<slug:code>/cash/", tills.drawer_move, name="drawer_move"),
    path("till/at/<slug:code>/returns/", till_returns.till_returns, name="till_returns"),
    path("till/at/<slug:code>/returns/<str:number>/", till_returns.till_refund, name="till_refund"),
    path("till/at/<slug:code>/exchange/<str:number>/", till_exchange.till_exchange, name="till_exchange"),
    path("till/at/<slug:code>/find/", till.find, name="till_find"),
    path("till/at/<slug:code>/price/", till.price, name="till_price"),
    path("till/at/<slug:code>/sell/", till.sell, name="till_sell"),
    path("till/at/<slug:code>/collect/", till_codes.collect, name="till_collect"),
    path("till/at/<slug:code>/collect/how/", till_codes.ask, name="till_collect_how"),
    path("till/at/<slug:code>/collect/off/", till_codes.call_off, name="till_collect_off"),
    path("till/at/<slug:code>/hand-in/", till.hand_in, name="till_hand_in"),
    path("till/at/<slug:code>/void/", till.void, name="till_void"),
    path("till/at/<slug:code>/hold/", till.hold, name="till_hold"),
    path("till/at/<slug:code>/held/", till.held, name="till_held"),
    path("till/at/<slug:code>/recall/", till.recall, name="till_recall"),
]
