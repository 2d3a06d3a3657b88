"""What a browser calls itself, in words."""

from functools import lru_cache

from flask_babel import gettext as _


def browser_name(agent: str) -> str:
    """`Chrome on Windows`, from a User-Agent; the agent itself where it says neither."""
    browser, system = _told(agent)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or agent[:60] or _("An unknown browser")


@lru_cache(maxsize=500)
def _told(agent: str) -> tuple[str, str]:
    from ua_parser import parse  # half a second of patterns, for pages and mails alone

    found = parse(agent[:300])
    return (found.user_agent.family if found.user_agent else "", found.os.family if found.os else "")
