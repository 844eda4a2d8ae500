"""Fields of forms as drawn: an empty field looks the same on every page, so it is drawn once and kept."""

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Any, Final

from django.forms import BoundField, CheckboxInput, RadioSelect
from django.forms.widgets import DateTimeBaseInput
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST_KEPT: Final = 4_000
"""Drawn fields that a process keeps: some kilobytes each, lists of choices more."""

_AS_BROWSERS_READ: Final = {"date": "%Y-%m-%d", "datetime-local": "%Y-%m-%dT%H:%M", "time": "%H:%M"}
"""How controls of browsers want their values, whatever the language of the page."""

_EMPTY: Final[tuple[object, ...]] = (None, "", [], ())


def draw(bound: BoundField, *, hint: str = "", cls: str = "") -> SafeString:
    """
    Draw a form's field: label above, control, hint, and below it what is wrong and how to fix it.

    A field without a value and without errors is drawn once for all that is seen of it.
    """
    return _once(_Drawing(bound, hint, cls), bound)


def draw_ticks(bound: BoundField) -> SafeString:
    """Draw a field of which several can be ticked: its label above, a box beside each choice."""
    return _once(_Ticks(bound, "", "list-t"), bound)


def _once(drawing: "_Drawing", bound: BoundField) -> SafeString:
    if bound.errors or bound.value() not in _EMPTY:
        return drawing.now()
    return _kept(drawing)


class _Drawing:
    """A field about to be drawn; two are equal if they look alike."""

    def __init__(self, bound: BoundField, hint: str, cls: str) -> None:
        self.bound, self.cls = bound, cls
        self.hint = str(hint or bound.help_text)
        self.looks = self._looks()

    def __hash__(self) -> int:
        return hash(self.looks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawing) and type(other) is type(self) and self.looks == other.looks

    def _looks(self) -> Hashable:
        bound, widget = self.bound, self.bound.field.widget
        return (
            get_language(),
            type(widget),
            bound.html_name,
            bound.auto_id,
            str(bound.label),
            self.hint,
            self.cls,
            bound.field.required,
            bound.form.use_required_attribute,
            bound.field.disabled,
            _plain(widget.attrs.items()),
            _plain(bound.build_widget_attrs({}).items()),
            _plain(getattr(widget, "choices", ())),
        )

    def now(self) -> SafeString:
        """Draw the field by its template."""
        bound, widget = self.bound, self.bound.field.widget
        if isinstance(widget, DateTimeBaseInput):
            widget.format = widget.format or _AS_BROWSERS_READ.get(widget.input_type)
        seen = {
            "bound": bound,
            "control": bound.as_widget(attrs=self._attributes()),
            "hint": self.hint,
            "is_check": isinstance(widget, CheckboxInput),
            "is_group": isinstance(widget, RadioSelect),
            "cls": self.cls,
        }
        return render_to_string("ui/field.html", seen)

    def _attributes(self) -> dict[str, str | bool]:
        bound, widget = self.bound, self.bound.field.widget
        said = (("hint", self.hint), ("err", bound.errors))
        described = " ".join(f"{bound.id_for_label}-{part}" for part, is_said in said if is_said)
        attributes: dict[str, str | bool] = {"aria-describedby": described} if described else {}
        if bound.errors:
            attributes["aria-invalid"] = "true"
        if widget.attrs.get("placeholder"):
            attributes["placeholder"] = ""  # it could only repeat the label
        if not isinstance(widget, CheckboxInput | RadioSelect):
            attributes["class"] = f"in {widget.attrs.get('class', '')}".strip()
        return attributes


class _Ticks(_Drawing):
    """Boxes about to be drawn."""

    def now(self) -> SafeString:
        """Draw the boxes by their template."""
        return render_to_string("ui/ticks.html", {"bound": self.bound, "cls": self.cls})


@lru_cache(maxsize=MOST_KEPT)
def _kept(drawing: _Drawing) -> SafeString:
    drawn = drawing.now()
    del drawing.bound  # what is kept keeps no form with it
    return drawn


def _plain(values: Iterable[Any]) -> Hashable:
    """Return values, such as choices with groups among them, as words that can be compared."""
    return tuple(_plain(value) if isinstance(value, list | tuple) else str(value) for value in values)
