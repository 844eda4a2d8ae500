"""Addresses of the staff pages of payments."""

from django.urls import path

from shuyou.payments.console import files, slips

app_name = "payments"

urlpatterns = [
    path("payments/slips/", slips.SLIPS.view(), name="slips"),
    path("payments/slips/<int:remittance_id>/", slips.slip, name="slip"),
    path("payments/slips/<int:remittance_id>/send-back/", slips.send_back, name="send_back"),
    path("payments/files/", files.files, name="files"),
    path("payments/files/<int:file_id>/", files.one, name="file"),
    path("payments/files/<int:file_id>/drop/", files.drop, name="file_drop"),
    path("payments/files/<int:file_id>/refused.csv", files.refused, name="file_refused"),
]
