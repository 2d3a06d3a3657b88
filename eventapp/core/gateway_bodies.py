"""What is posted to a gateway for one message: the operator's template with the message filled in."""

import json
from collections.abc import Mapping
from string import Template
from urllib.parse import quote_plus


def filled(template: str, values: Mapping[str, str]) -> tuple[bytes, str]:
    """The body with what it says of a message in the right form, and its content type: JSON, or a form's fields.

    Raises KeyError or ValueError where the template asks for something else.
    """
    if template.lstrip().startswith("{"):
        quoted = {name: json.dumps(value)[1:-1] for name, value in values.items()}
        return Template(template).substitute(quoted).encode(), "application/json"
    quoted = {name: quote_plus(value) for name, value in values.items()}
    return Template(template).substitute(quoted).encode(), "application/x-www-form-urlencoded"
