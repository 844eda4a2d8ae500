"""Fields drawn once and kept: whatever is seen of a field is seen, whatever was drawn before."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shuyou.kernel.drawn import draw, draw_ticks


class Ask(forms.Form):
    """Two fields such as lists have."""

    word = forms.CharField(label=_("Filter"), required=False, max_length=8)
    kind = forms.ChoiceField(choices=[("", "—"), ("a", "Ann")], required=False)
    ways = forms.MultipleChoiceField(
        choices=[("x", "Axe"), ("y", "Yew")], required=False, widget=forms.CheckboxSelectMultiple
    )


def test_an_empty_field_is_the_same_as_drawn_by_its_template() -> None:
    first, again = draw(Ask({})["word"]), draw(Ask({})["word"])

    assert first == again
    assert 'name="word" class="in"' in first or 'class="in"' in first
    assert 'maxlength="8"' in first


def test_a_value_an_error_a_language_and_other_choices_are_seen() -> None:
    draw(Ask({})["word"])
    long, other = Ask({"word": "longer than eight"}), Ask({})
    other.fields["kind"].choices = [("b", "Bob")]  # type: ignore[attr-defined]

    assert 'value="longer than eight"' in draw(long["word"])
    assert 'aria-invalid="true"' in draw(long["word"])
    assert "Ann" in draw(Ask({})["kind"])
    assert "Bob" in draw(other["kind"])
    assert "selected" in draw(Ask({"kind": "a"})["kind"])
    assert "selected" not in draw(Ask({})["kind"]).replace('value="" selected', "")
    with override("zh-hans"):
        assert "筛选" in draw(Ask({})["word"])


class Days(forms.Form):
    """A day as a browser's control has it."""

    since = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))


def test_days_are_given_to_browsers_as_they_read_them_in_every_language() -> None:
    for language in ("en", "zh-hans"):
        with override(language):
            assert 'value="2026-11-23"' in draw(Days(initial={"since": date(2026, 11, 23)})["since"])


def test_hints_and_names_tell_fields_apart() -> None:
    assert "say it" in draw(Ask({})["word"], hint="say it")
    assert "say it" not in draw(Ask({})["word"])
    assert 'name="two-word"' in draw(Ask({}, prefix="two")["word"])


def test_ticks_are_kept_only_while_nothing_is_ticked() -> None:
    assert "checked" not in draw_ticks(Ask({})["ways"])
    assert draw_ticks(Ask({"ways": ["y"]})["ways"]).count("checked") == 1
    assert "checked" not in draw_ticks(Ask({})["ways"])
