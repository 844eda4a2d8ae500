"""Addresses of the staff pages of messaging."""

from django.urls import path

from shuyou.messaging.console import inbox, kept, mailings, outbox, plans, templates, terms, trials

app_name = "messaging"

urlpatterns = [
    path("messages/", outbox.OUTBOX.view(), name="outbox"),
    path("members/<str:number>/write/", outbox.write, name="write"),
    path("messages/from-readers/", inbox.INBOX.view(), name="inbox"),
    path("messages/from-readers/<uuid:uid>/", inbox.thread, name="thread"),
    path("messages/from-readers/<uuid:uid>/file/<int:file_id>/", inbox.attached, name="attached"),
    path("messages/from-readers/<uuid:uid>/<slug:what>/", inbox.thread_deed, name="thread_deed"),
    path("messages/again/", mailings.again, name="again"),
    path("messages/mailings/", mailings.MAILINGS.view(), name="mailings"),
    path("messages/mailings/new/", plans.plan_new, name="plan_new"),
    path("messages/mailings/<uuid:uid>/plan/", plans.plan_change, name="plan"),
    path("messages/mailings/<uuid:uid>/plan/<slug:what>/", plans.plan_deed, name="plan_deed"),
    path("messages/mailings/<uuid:uid>/", mailings.mailing, name="mailing"),
    path("messages/mailings/<uuid:uid>/look/<slug:language>/", mailings.mailing_look, name="mailing_look"),
    path("messages/mailings/<uuid:uid>/<slug:what>/", mailings.mailing_deed, name="mailing_deed"),
    path("messages/notices/", templates.templates, name="templates"),
    path("messages/notices/new/", templates.template_new, name="template_new"),
    path("messages/notices/<str:kind>/", templates.template, name="template"),
    path("messages/notices/<str:kind>/look/<slug:language>/<slug:channel>/", templates.preview, name="preview"),
    path("messages/notices/<str:kind>/<slug:what>/", templates.template_deed, name="template_deed"),
    path("messages/silent/", terms.SUPPRESSIONS.view(), name="suppressions"),
    path("messages/silent/add/", terms.suppress, name="suppress"),
    path("messages/silent/<int:suppression_id>/", terms.suppression, name="suppression"),
    path("messages/terms/", terms.terms, name="terms"),
    path("messages/terms/limit/", terms.cap, name="cap"),
    path("messages/terms/sender/", terms.sender, name="sender"),
    path("messages/terms/<slug:code>/", terms.channel, name="channel"),
    path("messages/terms/<slug:code>/test/", trials.channel_test, name="channel_test"),
    path("messages/costs/", terms.costs, name="costs"),
    path("messages/letters/", terms.letters, name="letters"),
    path("messages/letters/<slug:what>/", terms.letters_deed, name="letters_deed"),
    path("messages/letters/<slug:number>/<slug:suffix>/", terms.letter_file, name="letter_file"),
    path("messages/mail/", kept.mail, name="mail"),
    path("messages/mail/wechat/", kept.wechat, name="mail_wechat"),
    path("messages/<uuid:uid>/", outbox.message, name="message"),
    path("messages/<uuid:uid>/<slug:what>/", outbox.message_deed, name="message_deed"),
]
