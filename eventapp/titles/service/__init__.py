"""Use cases of titles, the only writers of their tables."""

from eventapp.titles.service.catalogue import lock_catalogue
from eventapp.titles.service.errors import PictureUnfit, TitleError, TitleUnknown
from eventapp.titles.service.imports import import_titles
from eventapp.titles.service.titles import (
    NewTitle,
    RightDetails,
    TitleDetails,
    as_it_was,
    create_title,
    create_titles,
    delete_title,
    details_of,
    of_company,
    remove_picture,
    set_picture,
    set_title_state,
    update_title,
)

__all__ = [
    "NewTitle",
    "PictureUnfit",
    "RightDetails",
    "TitleDetails",
    "TitleError",
    "TitleUnknown",
    "as_it_was",
    "create_title",
    "create_titles",
    "delete_title",
    "details_of",
    "import_titles",
    "lock_catalogue",
    "of_company",
    "remove_picture",
    "set_picture",
    "set_title_state",
    "update_title",
]
