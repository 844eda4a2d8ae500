"""Names that staff write in two languages."""

from django.utils.translation import get_language


def is_chinese() -> bool:
    """Tell whether whoever reads now reads Chinese."""
    return (get_language() or "").startswith("zh")


def named(name_zh: str, name_en: str) -> str:
    """Return a name in the reader's language."""
    return name_zh if is_chinese() else name_en
