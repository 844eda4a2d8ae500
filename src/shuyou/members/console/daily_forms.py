"""What staff type about a reader's day. Fields judge nothing: services do, with a sentence for each field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuyou.members.models import Contact, Inquiry
from shuyou.members.queries import Colleague
from shuyou.members.services import NewContact, NewInquiry, NewTask

OPEN = {"autofocus": True, "autocomplete": "off"}


class ContactForm(forms.Form):
    """A contact with a reader."""

    topic = forms.CharField(
        label=_("What it was about"), required=False, max_length=120, widget=forms.TextInput(attrs=OPEN)
    )
    text = forms.CharField(
        label=_("What was said"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Contact.Channel.choices)
    direction = forms.ChoiceField(
        label=_("Direction"), choices=Contact.Direction.choices, widget=forms.RadioSelect, required=False
    )
    recognition = forms.ChoiceField(
        label=_("Recognised"), choices=Contact.Recognition.choices, widget=forms.RadioSelect, required=False
    )
    minutes = forms.CharField(
        label=_("Minutes"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def draft(self, member_id: int | None) -> NewContact:
        """Return the contact as typed."""
        typed = self.cleaned_data
        return NewContact(
            member_id=member_id,
            channel=typed["channel"],
            direction=typed["direction"] or Contact.Direction.IN,
            recognition=typed["recognition"] or Contact.Recognition.NONE,
            topic=typed["topic"],
            text=typed["text"],
            minutes=typed["minutes"],
        )


class UnknownCallerForm(ContactForm):
    """A contact with somebody nobody knew."""

    recognition = None  # type: ignore[assignment] # Django's way to leave a field out

    def draft(self, member_id: int | None) -> NewContact:
        """Return the contact as typed: nobody was recognised."""
        self.cleaned_data["recognition"] = Contact.Recognition.NONE
        return super().draft(None)


class OutgoingForm(forms.Form):
    """A call or a message to a reader."""

    topic = forms.CharField(label=_("What it is about"), required=False, max_length=120)
    text = forms.CharField(
        label=_("What was said"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    minutes = forms.CharField(
        label=_("Minutes"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class MessageForm(forms.Form):
    """A message to a reader."""

    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[
            (one.value, one.label) for one in (Contact.Channel.SMS, Contact.Channel.EMAIL, Contact.Channel.LETTER)
        ],
    )
    topic = forms.CharField(label=_("What it is about"), required=False, max_length=120)
    text = forms.CharField(
        label=_("What was written"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class NoteForm(forms.Form):
    """A note about a reader."""

    text = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "autofocus": True})
    )
    is_pinned = forms.BooleanField(label=_("Keep it above the others"), required=False)
    is_sensitive = forms.BooleanField(label=_("Sensitive: only for service and managers"), required=False)


class NoteTextForm(forms.Form):
    """A note written anew."""

    text = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6, "autofocus": True})
    )


class InquiryForm(forms.Form):
    """What a reader asked for."""

    text = forms.CharField(
        label=_("What was asked for"), required=False, max_length=600, widget=forms.TextInput(attrs=OPEN)
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Inquiry.Kind.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("Channel"), choices=Contact.Channel.choices)

    def draft(self, member_id: int) -> NewInquiry:
        """Return the inquiry as typed."""
        typed = self.cleaned_data
        return NewInquiry(member_id=member_id, kind=typed["kind"], channel=typed["channel"], text=typed["text"])


def _due_field() -> forms.CharField:
    return forms.CharField(
        label=_("Until"),
        required=False,
        max_length=40,
        help_text=_("such as tomorrow, Friday 15:00, in 3 days, 11-30"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class _ForColleague(forms.Form):
    """A form that gives work to somebody."""

    assignee = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *args: Any, colleagues: list[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assignee = self.fields["assignee"]
        assert isinstance(assignee, forms.ChoiceField)
        assignee.choices = [(str(one.user_id), one.name) for one in colleagues]


class TaskForm(_ForColleague):
    """Something to be done for a reader."""

    title = forms.CharField(
        label=_("What is to be done"), required=False, max_length=240, widget=forms.TextInput(attrs=OPEN)
    )
    due = _due_field()
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("Any")), *Contact.Channel.choices])
    text = forms.CharField(
        label=_("Details"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("title", "due", "assignee", "channel", "text")

    def draft(self, member_id: int) -> NewTask:
        """Return the task as typed."""
        typed = self.cleaned_data
        words = {name: typed[name] for name in ("title", "due", "text", "channel", "assignee")}
        return NewTask(member_id=member_id, **words)


class DoneForm(forms.Form):
    """What came of a task."""

    outcome = forms.CharField(
        label=_("What came of it"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )


class PostponeForm(forms.Form):
    """Another day for a task."""

    due = _due_field()


class ReassignForm(_ForColleague):
    """Another colleague for a task."""


class TagNameForm(forms.Form):
    """A tag to put on a reader, by its name."""

    tag = forms.CharField(
        label=_("Tag"), required=False, max_length=60, widget=forms.TextInput(attrs={**OPEN, "list": "tag-names"})
    )


class TagForm(forms.Form):
    """A tag in the settings."""

    name = forms.CharField(label=_("Tag"), required=False, max_length=60, widget=forms.TextInput(attrs=OPEN))
    colour = forms.ChoiceField(
        label=_("Colour"),
        choices=[
            ("1", _("indigo")), ("2", _("rust")), ("3", _("moss")),
            ("4", _("sand")), ("5", _("plum")), ("6", _("mist")),
        ],
    )  # fmt: skip


class WaysForm(forms.Form):
    """How a reader would rather be reached."""

    channel = forms.ChoiceField(
        label=_("Preferred channel"), required=False, choices=[("", _("Not said")), *Contact.Channel.choices]
    )
    best_time = forms.CharField(
        label=_("Best time"), required=False, max_length=80, help_text=_("such as: weekdays after 19:00")
    )


class PhotoForm(forms.Form):
    """A photo of a reader."""

    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("JPEG, PNG or WebP; it is cut square, and what else the file says is thrown away."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
