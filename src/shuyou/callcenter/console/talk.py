"""Times of calls in words."""


def spoken(seconds: float | None) -> str:
    """Return a length of time as minutes and seconds, such as 1:05; empty where there is none."""
    if seconds is None:
        return ""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
