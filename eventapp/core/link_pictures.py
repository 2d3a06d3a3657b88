"""The picture that a link shows where it is shared: words on the event's colour, in any of our scripts."""

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from eventapp.core.files import FONTS

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
"""What WhatsApp, WeChat, LinkedIn and others show whole."""
MARGIN = 80
TITLES = ((76, 2), (64, 2), (54, 3), (46, 3))
"""Sizes, with the lines that there may be of each."""
MOST_TITLE_LINES, MOST_NOTE_LINES = 4, 3
_SCRIPTS = {"zh-Hans": "SC"}


class LinkPicture(NamedTuple):
    """`above` is a short line over the title, `notes` those under it, `colour` as `#rrggbb`."""

    title: str
    above: str
    notes: tuple[str, ...]
    colour: str
    locale: str


def draw(picture: LinkPicture) -> bytes:
    """As PNG."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), picture.colour)
    pen = ImageDraw.Draw(image)
    pen.ellipse((WIDTH - 420, -260, WIDTH + 260, 420), fill=_lighter(picture.colour))
    regular, small = _font(picture.locale, "400Regular", 34), _font(picture.locale, "400Regular", 30)
    title_font, title = _title(pen, picture)
    top = MARGIN
    for line in _lines(pen, picture.above, small, 1):
        pen.text((MARGIN, top), line, font=small, fill="#ffffffd9")
        top += 64
    for line in title:
        pen.text((MARGIN, top), line, font=title_font, fill="white")
        top += int(title_font.size * 1.25)
    notes = [line for note in picture.notes for line in _lines(pen, note, regular, MOST_NOTE_LINES)]
    bottom = HEIGHT - MARGIN - 50 * len(notes[:MOST_NOTE_LINES])
    for number, line in enumerate(notes[:MOST_NOTE_LINES]):
        pen.text((MARGIN, bottom + 50 * number), line, font=regular, fill="white")
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _lighter(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) * 9 // 10 + 25 for place in (1, 3, 5))


def _title(pen: "ImageDraw.ImageDraw", picture: LinkPicture) -> "tuple[ImageFont.FreeTypeFont, list[str]]":
    """The largest size in which the whole title fits, or the smallest with its end left out."""
    for size, most in TITLES:
        font = _font(picture.locale, "700Bold", size)
        lines = _lines(pen, picture.title, font, MOST_TITLE_LINES + 1)
        if len(lines) <= most:
            return font, lines
    return font, _lines(pen, picture.title, font, MOST_TITLE_LINES)


@lru_cache(maxsize=12)
def _font(locale: str, weight: str, size: int) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont

    script = _SCRIPTS.get(locale, "HK")
    font = FONTS / f"NotoSans{script}_{weight}.ttf"
    # The simple layout is there wherever Pillow is, and our scripts need no other.
    return ImageFont.truetype(str(font), size, layout_engine=ImageFont.Layout.BASIC)


def _lines(pen: "ImageDraw.ImageDraw", text: str, font: "ImageFont.FreeTypeFont", most: int) -> list[str]:
    """A text broken between words, and anywhere between Chinese characters; what is too long ends in an ellipsis."""
    room = WIDTH - 2 * MARGIN
    lines, line = [], ""
    for piece in _pieces(" ".join("".join(one if one.isprintable() else " " for one in text).split())):
        if pen.textlength((line + piece).rstrip(), font=font) <= room:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip()
        while pen.textlength(line, font=font) > room:  # one word that is wider than the picture
            line = line[:-1]
    if line.strip():
        lines.append(line.rstrip())
    if len(lines) > most:
        last = lines[most - 1]
        while last and pen.textlength(f"{last}…", font=font) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    return lines


def _pieces(text: str) -> list[str]:
    """Words with the blanks behind them; Chinese characters one by one, with the marks that may not begin a line."""
    pieces: list[str] = []
    for character in text:
        is_wide = ord(character) >= 0x2E80
        is_mark = character in "，。、；：？！」』）》〉…—"
        if pieces and (is_mark or (not is_wide and not pieces[-1].endswith(" ") and ord(pieces[-1][-1]) < 0x2E80)):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
