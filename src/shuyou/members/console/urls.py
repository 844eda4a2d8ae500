"""Addresses of the staff pages of members."""

from django.urls import path

from shuyou.members.console import beside, contacts, daily, edit, members, new, photos, tags, tasks

app_name = "members"

urlpatterns = [
    path("members/", members.members, name="list"),
    path("members/export.csv", members.export, name="export"),
    path("members/new/", new.new, name="new"),
    path("members/<str:number>/edit/", edit.edit, name="edit"),
    path("members/<str:number>/edit/contacts/", edit.contact_add, name="contact_add"),
    path(
        "members/<str:number>/edit/contacts/<slug:kind>/<int:contact_id>/remove/",
        edit.contact_remove,
        name="contact_remove",
    ),
    path(
        "members/<str:number>/edit/contacts/<slug:kind>/<int:contact_id>/usual/",
        edit.contact_prefer,
        name="contact_prefer",
    ),
    path("members/<str:number>/edit/consent/", edit.consent, name="consent"),
    path("members/<str:number>/edit/card/lost/", edit.card_lost, name="card_lost"),
    path("members/<str:number>/edit/card/replace/", edit.card_replace, name="card_replace"),
    path("members/<str:number>/edit/block/", edit.block, name="block"),
    path("members/<str:number>/edit/unblock/", edit.unblock, name="unblock"),
    path("members/<str:number>/contacts/log/", daily.contact_log, name="contact_log"),
    path("members/<str:number>/call/", daily.call, name="call"),
    path("members/<str:number>/message/", daily.message, name="message"),
    path("members/<str:number>/notes/", beside.notes, name="notes"),
    path("members/<str:number>/notes/new/", daily.note_new, name="note_new"),
    path("members/<str:number>/notes/<int:note_id>/edit/", beside.note_edit, name="note_edit"),
    path("members/<str:number>/notes/<int:note_id>/pin/", beside.note_pin, name="note_pin"),
    path("members/<str:number>/notes/<int:note_id>/remove/", beside.note_remove, name="note_remove"),
    path("members/<str:number>/notes/<int:note_id>/restore/", beside.note_restore, name="note_restore"),
    path("members/<str:number>/tasks/new/", daily.task_new, name="task_new"),
    path("members/<str:number>/questions/new/", daily.inquiry_new, name="inquiry_new"),
    path("members/<str:number>/tags/put/", beside.tag_put, name="tag_put"),
    path("members/<str:number>/tags/<int:tag_id>/take/", beside.tag_take, name="tag_take"),
    path("members/<str:number>/photo/", photos.photo, name="photo"),
    path("members/<str:number>/photo/change/", photos.photo_change, name="photo_change"),
    path("members/<str:number>/photo/remove/", photos.photo_remove, name="photo_remove"),
    path("members/<str:number>/ways/", photos.ways, name="ways"),
    path("tags/names/", beside.tag_names, name="tag_names"),
    path("settings/tags/", tags.tags, name="tags"),
    path("settings/tags/<int:tag_id>/", tags.tags, name="tag"),
    path("settings/tags/<int:tag_id>/retire/", tags.tag_retire, name="tag_retire"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/<int:task_id>/", tasks.task, name="task"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/unknown/", contacts.unknown, name="unknown_caller"),
    path("contacts/known-by-name/", contacts.recognised, name="recognised"),
    path("contacts/known-by-name.csv", contacts.recognised_file, name="recognised_file"),
]
