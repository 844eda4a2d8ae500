"""Addresses of the staff pages of payments."""

from django.urls import path

from shuyou.payments.console import books, files, invoices, slips

app_name = "payments"

urlpatterns = [
    path("payments/", books.RECEIPTS.view(), name="receipts"),
    path("payments/received/<int:receipt_id>/", books.receipt, name="receipt"),
    path("payments/received/<int:receipt_id>/give-back/", books.give_back, name="give_back"),
    path("payments/online/", books.CHARGES.view(), name="charges"),
    path("payments/online/<str:number>/", books.charge, name="charge"),
    path("payments/online/<str:number>/look-up/", books.look_up, name="look_up"),
    path("payments/online/<str:number>/play/", books.play, name="play"),
    path("payments/refunds/", books.REFUNDS.view(), name="refunds"),
    path("payments/refunds/<str:number>/", books.refund, name="refund"),
    path("payments/refunds/<str:number>/finish/", books.finish, name="finish"),
    path("payments/invoices/", invoices.INVOICES.view(), name="invoices"),
    path("payments/invoices/<str:serial>/", invoices.invoice, name="invoice"),
    path("payments/invoices/<str:serial>/reverse/", invoices.reverse_one, name="reverse"),
    path("payments/invoices/<str:serial>/<str:kind>/", invoices.paper, name="paper"),
    path("payments/accounts/", invoices.accounts, name="accounts"),
    path("payments/accounts/<str:number>/<str:month>/", invoices.statement, name="statement"),
    path("payments/differences/", books.DIFFERENCES.view(), name="differences"),
    path("payments/differences/<int:difference_id>/", books.difference, name="difference"),
    path("payments/differences/<int:difference_id>/decide/", books.decide, name="decide"),
    path("payments/slips/", slips.SLIPS.view(), name="slips"),
    path("payments/slips/<int:remittance_id>/", slips.slip, name="slip"),
    path("payments/slips/<int:remittance_id>/send-back/", slips.send_back, name="send_back"),
    path("payments/files/", files.files, name="files"),
    path("payments/files/<int:file_id>/", files.one, name="file"),
    path("payments/files/<int:file_id>/drop/", files.drop, name="file_drop"),
    path("payments/files/<int:file_id>/refused.csv", files.refused, name="file_refused"),
]
