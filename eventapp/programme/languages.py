"""The languages that sessions are spoken in and interpreted into, each by its own name."""

LANGUAGES = (
    ("en", "English"),
    ("yue", "粵語"),
    ("cmn", "普通话"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("ja", "日本語"),
    ("ko", "한국어"),
)
