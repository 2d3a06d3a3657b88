"""Prints what vobject sees. It is a program of its own, since vobject keeps the first zone of a name that it meets."""

import json
import sys
import warnings

warnings.simplefilter("ignore")

import vobject  # noqa: E402

calendar = vobject.readOne(sys.stdin.buffer.read().decode())
rows = [
    {
        "uid": entry.uid.value,
        "start": entry.dtstart.value.isoformat(),
        "end": entry.dtend.value.isoformat(),
        "summary": entry.summary.value,
        "location": entry.location.value,
        "status": entry.status.value,
        "sequence": entry.sequence.value,
    }
    for entry in calendar.vevent_list
]
sys.stdout.write(json.dumps(rows))
