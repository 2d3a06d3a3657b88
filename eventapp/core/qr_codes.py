"""QR codes as SVG (ISO/IEC 18004), made by the library that also reads them in the browser."""

import re

import zxingcpp

QUIET_ZONE = 4
"""Modules of white around a code, as the standard has it."""

_DARK = re.compile(rb"\x00+")


def qr_svg(content: str, *, border: int = QUIET_ZONE) -> str:
    """Black on white in any colour scheme, since scanners need the contrast; as large as whatever it is put into.

    The same content gives the same code. Print may leave the `border` to the paper.
    """
    made = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = made.to_image(scale=1, add_quiet_zones=False)
    rows, lines = bytes(memoryview(image)), []  # type: ignore[arg-type]  # it has a buffer, but does not say so
    side = image.shape[0]
    for y in range(side):
        for dark in _DARK.finditer(rows, y * side, (y + 1) * side):
            length = dark.end() - dark.start()
            lines.append(f"M{dark.start() - y * side + border} {y + border}h{length}v1h-{length}z")
    whole = side + 2 * border
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{whole}v{whole}H0z"/><path d="{"".join(lines)}"/></svg>'
    )
