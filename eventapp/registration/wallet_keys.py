"""Whether the operator has keys for the passes of phones. `wallets.py` makes them, and loads what that takes."""

from flask import current_app


def has_apple() -> bool:
    return bool(current_app.config["APPLE_WALLET_FOLDER"])


def has_google() -> bool:
    return bool(current_app.config["GOOGLE_WALLET_KEY"])
