"""Floor plans that organisers upload: SVG in which nothing runs, nothing is fetched and nothing grows without bound."""

import re
from typing import NamedTuple

from flask_babel import gettext as _
from lxml import etree

from eventapp.companies.service.errors import PlanRefused

LARGEST_PLAN = 4 * 1024 * 1024
MOST_SHAPES = 60_000
_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"((?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)(?:px|pt|mm|cm|in)?")
_LONGEST_LENGTH = 40
_MOVING = ("animate", "animateMotion", "animateTransform", "set")
"""What changes a drawing while it is looked at, its links too."""
_SIDE = 1_000_000
"""The longest side of a plan in its own units; larger ones are no drawing."""


class FloorPlan(NamedTuple):
    """A plan that can be shown: its bytes, and its sides in its own units."""

    content: bytes
    width: int
    height: int


class PlanMark(NamedTuple):
    """A rectangle that a drawing calls by a stand's number, in ten thousandths of the plan's sides.

    `is_meant` where it says so (`data-stand`); an id may be the drawing program's own.
    """

    number: str
    is_meant: bool
    x: int
    y: int
    width: int
    height: int


def clean_plan(content: bytes) -> FloorPlan:
    """The drawing without scripts, handlers, and links to elsewhere. Raises PlanRefused."""
    # The library that cleans costs a megabyte in every process that has it, and plans are rare.
    from py_svg_hush import filter_svg

    if len(content) > LARGEST_PLAN:
        raise PlanRefused(_("This floor plan is larger than 4 MB. Make it simpler first."))
    _check_bounds(content)
    try:
        cleaned = filter_svg(content, {"image": ["png", "jpeg"]})
    except ValueError:
        raise _no_svg() from None
    drawing = _parsed(cleaned)
    etree.strip_elements(drawing, *(f"{_SVG}{name}" for name in _MOVING), with_tail=False)
    left, top, width, height = _view_box(drawing)
    drawing.set("viewBox", f"{left:g} {top:g} {width:g} {height:g}")
    drawing.set("width", f"{width:g}")
    drawing.set("height", f"{height:g}")
    return FloorPlan(etree.tostring(drawing, encoding="utf-8"), round(width) or 1, round(height) or 1)


def marks_in(content: bytes) -> list[PlanMark]:
    """The rectangles of a kept plan that have an id (or data-stand): most drawings call stands by their numbers.

    Those that are turned or moved as a group are left out: where they end up is for a person to say.
    """
    drawing = _parsed(content)
    left, top, width, height = _view_box(drawing)
    marks = []
    for shape in drawing.iter(f"{_SVG}rect"):
        number = (shape.get("data-stand") or shape.get("id") or "").strip()[:20]
        sides = [_length(shape.get(side, "0")) for side in ("x", "y", "width", "height")]
        if not number or None in sides or _is_moved(shape):
            continue
        x, y, wide, high = (side or 0.0 for side in sides)
        found = [round(10_000 * part) for part in ((x - left) / width, (y - top) / height, wide / width, high / height)]
        if min(found[0], found[1]) >= 0 and min(found[2:]) > 0 and found[0] + found[2] <= 10_000 >= found[1] + found[3]:
            marks.append(PlanMark(number, shape.get("data-stand") is not None, *found))
    return marks


def _check_bounds(content: bytes) -> None:
    """What is nested deeper than drawings are would grow without bound when it is written anew."""
    drawing = _parsed(content)
    if sum(1 for _one in drawing.iter()) > MOST_SHAPES:
        raise PlanRefused(_("This floor plan has more than %(number)s shapes. Make it simpler first.",
                            number=MOST_SHAPES))  # fmt: skip


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        drawing = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise _no_svg() from None
    if drawing.tag != f"{_SVG}svg":
        raise _no_svg()
    return drawing


def _no_svg() -> PlanRefused:
    return PlanRefused(_("This is not an SVG drawing. Save the floor plan as SVG and choose that file."))


def _view_box(drawing: etree._Element) -> tuple[float, float, float, float]:
    parts = re.split(r"[\s,]+", drawing.get("viewBox", "").strip())
    try:
        left, top, width, height = (float(part) for part in parts)
    except ValueError:
        left = top = 0.0
        width, height = (_length(drawing.get(side, "")) or 0.0 for side in ("width", "height"))
    if not (0 < width <= _SIDE and 0 < height <= _SIDE and abs(left) <= _SIDE and abs(top) <= _SIDE):
        raise PlanRefused(_("This drawing does not say how large it is. Give it a viewBox, or a width and a height."))
    return left, top, width, height


def _length(written: str) -> float | None:
    found = _NUMBER.fullmatch(written.strip()[:_LONGEST_LENGTH])
    return float(found[1]) if found else None


def _is_moved(shape: etree._Element) -> bool:
    return any(one.get("transform") for one in (shape, *shape.iterancestors()))
