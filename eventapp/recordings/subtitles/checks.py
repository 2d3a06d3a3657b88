"""The measures that broadcasters and online services share for subtitles. The editor looks at each line by them while
somebody writes (static/js/track-editor/remarks.js)."""

FASTEST, FASTEST_WIDE = 17, 9
"""Characters a second that are read: of alphabets, and of Chinese, Japanese and Korean."""
LONGEST_ROW, LONGEST_ROW_WIDE = 42, 16
MOST_ROWS = 2
SHORTEST_MS, LONGEST_MS = 800, 7_000
SMALLEST_GAP_MS = 80
"""Between two lines: none at all, or so much that it is seen."""
