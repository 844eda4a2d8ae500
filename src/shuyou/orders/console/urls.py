"""Addresses of the staff pages of orders."""

from django.urls import path

from shuyou.orders.console import account, changing, entry, order, orders, promotions, remittances, warehouse

app_name = "orders"

urlpatterns = [
    path("members/<str:member_number>/order/", entry.entry, name="entry"),
    path("members/<str:member_number>/order/titles/", entry.look, name="look"),
    path("members/<str:member_number>/account/", account.account, name="account"),
    path("remittances/", remittances.remittances, name="remittances"),
    path("remittances/<int:remittance_id>/settle/", remittances.settle, name="settle"),
    path("remittances/<int:remittance_id>/order/", remittances.place, name="place_of_slip"),
    path("promotions/", promotions.LIST.view(), name="promotions"),
    path("promotions/new/", promotions.promotion_new, name="promotion_new"),
    path("promotions/try/", promotions.promotion_try, name="promotion_try"),
    path("promotions/report/", promotions.promotion_report, name="promotion_report"),
    path("promotions/of/<slug:code>/", promotions.promotion, name="promotion"),
    path("promotions/of/<slug:code>/terms/", promotions.promotion_edit, name="promotion_edit"),
    path("promotions/of/<slug:code>/coupons/", promotions.coupons_make, name="coupons_make"),
    path("promotions/of/<slug:code>/coupons/<int:batch_id>.csv", promotions.coupons_file, name="coupons_file"),
    path("promotions/of/<slug:code>/<slug:what>/", promotions.promotion_deed, name="promotion_deed"),
    path("warehouse/waves/", warehouse.WAVES.view(), name="waves"),
    path("warehouse/waves/new/", warehouse.wave_new, name="wave_new"),
    path("warehouse/waves/<str:number>/", warehouse.wave, name="wave"),
    path("warehouse/waves/<str:number>/done/", warehouse.wave_done, name="wave_done"),
    path("warehouse/parcels/", warehouse.PARCELS.view(), name="parcels"),
    path("warehouse/parcels/hand-over/", warehouse.manifest_new, name="manifest_new"),
    path("warehouse/manifests/<str:number>.csv", warehouse.manifest_file, name="manifest_file"),
    path("warehouse/pack/<str:number>/", warehouse.pack_new, name="pack_new"),
    path("warehouse/pack/<str:number>/<int:sequence>/", warehouse.pack, name="pack"),
    path("warehouse/pack/<str:number>/<int:sequence>/slip.pdf", warehouse.slip, name="slip"),
    path("warehouse/pack/<str:number>/<int:sequence>/label.pdf", warehouse.label, name="label"),
    path("warehouse/pack/<str:number>/<int:sequence>/<slug:what>/", warehouse.pack_deed, name="pack_deed"),
    path("orders/cycle-times/", warehouse.cycle, name="cycle"),
    path("orders/", orders.orders, name="list"),
    path("orders/export.csv", orders.export, name="export"),
    path("orders/<str:number>/", order.order, name="detail"),
    path("orders/<str:number>/change/", changing.change, name="change"),
    path("orders/<str:number>/step/<slug:what>/", changing.side_step, name="side_step"),
    path("orders/<str:number>/pay/", order.pay, name="pay"),
    path("orders/<str:number>/pick/", order.pick, name="pick"),
    path("orders/<str:number>/ship/", order.ship, name="ship"),
    path("orders/<str:number>/deliver/", order.deliver, name="deliver"),
    path("orders/<str:number>/cancel/", order.cancel, name="cancel"),
]
