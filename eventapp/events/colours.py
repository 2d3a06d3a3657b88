"""The events' colours where there is no style sheet: in mails and on paper. As `--accent` in css/tokens.css."""

ACCENT_COLOURS = {
    "vermilion": "#b9341a", "plum": "#8a2f6b", "indigo": "#4349b8", "ocean": "#0b6a9b", "jade": "#0e7356",
    "amber": "#8f5d08", "graphite": "#434b57",
}  # fmt: skip
