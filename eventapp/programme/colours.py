"""The tracks' hues where there is no style sheet: on paper and in schedule files. As `--track` in css/tokens.css."""

from eventapp.programme.models import COLOURS

TRACK_COLOURS = ("#c8462b", "#2f62b8", "#12805f", "#9a3b86", "#a06a0c", "#5a4fc4", "#0f7f8c", "#6b6f78")
NO_TRACK = "#aaaaaa"

assert len(TRACK_COLOURS) == COLOURS
