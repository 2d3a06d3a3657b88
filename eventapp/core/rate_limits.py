"""How often one address may try; only routes that are marked are counted."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from eventapp.core.log_throttle import throttle

# Where Redis is away each process counts by itself until it is back.
limiter = Limiter(get_remote_address, default_limits=[], in_memory_fallback_enabled=True)


def init_app(app: Flask) -> None:
    throttle("flask-limiter")
    limiter.init_app(app)
    # Marked routes count at their own call. The look at every other request, for limits that all share, finds none.
    hooks = app.before_request_funcs.get(None, [])
    app.before_request_funcs[None] = [hook for hook in hooks if getattr(hook, "__self__", None) is not limiter]
