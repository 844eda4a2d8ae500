"""Functions and files that a reader can hold in mind."""

from tests.architecture import house

LONGEST_FUNCTION = 40
LONGEST_FILE = 600


def test_functions_fit_on_a_screen() -> None:
    long = [
        module.at(function, f"{function.name} has {length} lines")
        for module in house.production()
        for function in module.functions()
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > LONGEST_FUNCTION
    ]

    assert long == []


def test_a_file_that_grew_became_a_folder() -> None:
    long = [
        f"{module.path.relative_to(house.ROOT)} has {module.lines} lines"
        for module in house.production()
        if module.lines > LONGEST_FILE
    ]

    assert long == []
