"""Personal data as those may see it who need not see it all."""


def mask_phone(digits: str) -> str:
    """Return a number with its middle hidden: 138 **** 2046."""
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]} **** {digits[-4:]}"
    if len(digits) > 7:
        return f"{digits[:-4][:4]} **** {digits[-4:]}"
    return f"**** {digits[-2:]}"


def mask_email(address: str) -> str:
    """Return an address with most of its name hidden: l***@example.com."""
    name, _, host = address.partition("@")
    return f"{name[: len(name) > 1]}***@{host}"


def mask_card(number: str) -> str:
    """Return a card number as receipts print it: **** 9888."""
    return f"**** {number.replace(' ', '')[-4:]}" if number else ""


def mask_street(street: str) -> str:
    """Return a street address with at most its first third left to see, and no number."""
    start = street[: min(4, len(street) // 3)]
    return f"{''.join(mark for mark in start if not mark.isdigit())}****"


def spaced(number: str) -> str:
    """Return a card number in groups of four, as it is printed."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
