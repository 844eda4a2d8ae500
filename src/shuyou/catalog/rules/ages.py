"""Who is old enough for goods that not everybody may buy."""

from datetime import date


def is_old_enough(least_age: int | None, *, born: date | None, on: date) -> bool:
    """
    Tell whether somebody may buy on a day what is sold from an age on: from that birthday, as the law counts.

    Whose birth date nobody knows is not old enough for anything restricted.
    """
    if least_age is None:
        return True
    if born is None:
        return False
    # Whoever was born on 29 February is a year older on 1 March of other years.
    return (on.year - least_age, on.month, on.day) >= (born.year, born.month, born.day)
