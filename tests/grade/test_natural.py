"""The order in which a person lists names."""

from runner.grade.natural import natural_key


def test_numbers_within_names_count_as_numbers() -> None:
    """student2 comes before student10, and 007 beside 7."""
    names = ["student10", "student2", "7b", "Student1", "007a", "a1b10", "a1b9", ""]
    expected = ["", "007a", "7b", "a1b9", "a1b10", "Student1", "student2", "student10"]
    assert sorted(names, key=natural_key) == expected


def test_any_text_has_a_place() -> None:
    """Digits without end, digits of other alphabets, and names that differ in case alone."""
    names = ["9" * 10_000, "1" + "0" * 10_000, "٣", "a", "A", "\ud800", "Ünal", "x²"]
    turned = names[::-1]
    assert sorted(turned, key=natural_key) == sorted(names, key=natural_key)
    assert natural_key("a") != natural_key("A")
