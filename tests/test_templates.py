"""Templates are read by people: short lines, short pages."""

from eventapp.core.files import TEMPLATES

LONGEST_LINE, LONGEST_PAGE = 120, 150


def test_no_line_is_longer_than_a_screen_is_wide() -> None:
    long = {
        f"{path.relative_to(TEMPLATES)}:{number}": len(line)
        for path in TEMPLATES.rglob("*.*")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_LINE
    }
    assert long == {}


def test_no_page_is_longer_than_can_be_seen_whole() -> None:
    pages = [path for path in TEMPLATES.rglob("*.html") if path.parent.name != "_macros"]
    lines = {str(path.relative_to(TEMPLATES)): len(path.read_text().splitlines()) for path in pages}
    assert {name: number for name, number in lines.items() if number > LONGEST_PAGE} == {}
