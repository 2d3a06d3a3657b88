"""How recordings' times and addresses are written on pages."""

from urllib.parse import urlsplit


def media_time(milliseconds: int) -> str:
    """A moment or a length: 4:05, or 1:04:05 from an hour on."""
    seconds = milliseconds // 1000
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def web_host(address: str) -> str:
    """The host of an address, as people know it."""
    return (urlsplit(address).hostname or "").removeprefix("www.")
