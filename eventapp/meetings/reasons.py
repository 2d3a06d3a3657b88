"""Why two people should meet, in the reader's language."""

from collections.abc import Iterable

from flask_babel import gettext as _

from eventapp.meetings.suggestions import Reason
from eventapp.titles import labels


def reason_words(reasons: Iterable[Reason]) -> list[str]:
    """One sentence a kind of reason, in the order given."""
    by_kind: dict[tuple[str, str], list[str]] = {}
    for reason in reasons:
        title = reason.title.name if reason.title is not None else ""
        by_kind.setdefault((reason.kind, title), []).append(_name(reason))
    return [_sentence(kind, title, _listed(names)) for (kind, title), names in by_kind.items()]


def _listed(names: list[str]) -> str:
    return _("%(one)s, %(other)s", one=", ".join(names[:-1]), other=names[-1]) if len(names) > 1 else names[0]


def _name(reason: Reason) -> str:
    if reason.kind in ("they_offer", "they_seek", "title_sought", "own_title"):
        return str(labels.SOUGHT_NAMES[reason.what])
    if reason.kind == "genre":
        return str(labels.GENRE_NAMES[reason.what])
    if reason.kind == "territory":
        return labels.territory_name(reason.what)
    if reason.kind == "language":
        return labels.film_language(reason.what)
    names = labels.STAGE_NAMES if reason.kind == "stage" else labels.REGIME_NAMES
    return str(names[reason.what])


def _sentence(kind: str, title: str, names: str) -> str:
    return {
        "they_offer": lambda: _("Is what you are looking for: %(names)s", names=names),
        "they_seek": lambda: _("Is looking for what you are: %(names)s", names=names),
        "title_sought": lambda: _("“%(title)s” is looking for what you are: %(names)s", title=title, names=names),
        "own_title": lambda: _("Is what your “%(title)s” is looking for: %(names)s", title=title, names=names),
        "genre": lambda: _("Genres of you both: %(names)s", names=names),
        "territory": lambda: _("Territories of you both: %(names)s", names=names),
        "language": lambda: _("Languages of you both: %(names)s", names=names),
        "stage": lambda: _("Projects at the same stage: %(names)s", names=names),
        "regime": lambda: _("The same regime: %(names)s", names=names),
    }[kind]()
