"""Pictures that people bring: opened within bounds, turned upright, and written anew without their metadata."""

from io import BytesIO
from typing import TYPE_CHECKING

from flask_babel import gettext as _

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LARGEST_PICTURE = 12 * 1024 * 1024
_MOST_PIXELS = 60_000_000


class PictureRefused(Exception):
    """A file that is too large, or no picture that we read; the message says what to do."""


def upright_picture(content: bytes) -> "Picture":
    """What is in a JPEG, PNG or WebP file, with its transparency. Raises PictureRefused."""
    # Pictures are rare, and the library weighs ten megabytes in every process that has it.
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(content) > LARGEST_PICTURE:
        raise PictureRefused(_("This photo is larger than 12 MB. Make it smaller first."))
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise _too_many_pixels()
            return ImageOps.exif_transpose(opened).convert("RGBA")
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise PictureRefused(_("This is not a photo we can read: choose a JPEG, PNG or WebP file.")) from None


def _too_many_pixels() -> PictureRefused:
    return PictureRefused(_("This photo has too many pixels. Make it smaller first."))


def square_jpeg(picture: "Picture", most: int, *, where: float = 0.5) -> bytes:
    """The largest square of it, at most `most` pixels wide; `where` it lies from 0 (top or left) to 1."""
    from PIL import Image, ImageOps

    side = min(most, *picture.size)
    square = ImageOps.fit(picture, (side, side), centering=(where, where))
    flat = Image.new("RGB", square.size, "white")
    flat.paste(square, mask=square.getchannel("A"))
    return _written(flat, "JPEG", quality=86, optimize=True)


def whole_jpeg(picture: "Picture", most: int) -> bytes:
    """All of it on white, neither side longer than `most` pixels."""
    from PIL import Image

    smaller = picture.copy()
    smaller.thumbnail((most, most))
    flat = Image.new("RGB", smaller.size, "white")
    flat.paste(smaller, mask=smaller.getchannel("A"))
    return _written(flat, "JPEG", quality=84, optimize=True)


def whole_png(picture: "Picture", most: int) -> bytes:
    """All of it, neither side longer than `most` pixels."""
    smaller = picture.copy()
    smaller.thumbnail((most, most))
    return _written(smaller, "PNG", optimize=True)


def _written(picture: "Picture", kind: str, **options: int) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
