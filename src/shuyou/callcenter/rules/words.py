"""What the exchange says by itself, in the caller's language."""

from shuyou.callcenter.ports import Text


def place_in_line(language: str, before: int, *, has_number: bool = True) -> Text:
    """Return how many wait before a caller, and what else they can do if their number is known."""
    if language == "en":
        other = " Press 1 and we will call you back in your turn." if has_number else ""
        return Text(f"There are {before} callers before you.{other}", language)
    other = "也可以按 1，轮到您时我们打给您。" if has_number else ""
    return Text((f"您前面还有 {before} 位读者。" if before else "您是下一位。") + other, "zh")


def back_promised(language: str) -> Text:
    """Return that the caller keeps their place and will be called back."""
    if language == "en":
        return Text("You keep your place. We will call you back. Goodbye.", language)
    return Text("已为您保留位置，轮到您时我们会打给您。再见。", "zh")


def not_reached(language: str) -> Text:
    """Return that nobody answered out there."""
    if language == "en":
        return Text("Nobody can be reached there at the moment. Please call again later. Goodbye.", language)
    return Text("现在无人接听，请稍后再拨。再见。", "zh")


def leave_message(language: str) -> Text:
    """Return how to leave a message."""
    if language == "en":
        return Text("Please leave a message after the tone, and press any key when you are done.", language)
    return Text("请在提示音后留言，说完按任意键。", "zh")
