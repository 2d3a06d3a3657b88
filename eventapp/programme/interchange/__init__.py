"""Programmes as files: schedule formats and calendars, read with suspicion and written to the letter."""

from eventapp.programme.interchange import frab_json, frab_xml
from eventapp.programme.interchange.exporting import Programme
from eventapp.programme.interchange.reading import read_schedule, read_schedule_bytes
from eventapp.programme.interchange.schedule import Schedule, ScheduleError, Talk

__all__ = [
    "Programme", "Schedule", "ScheduleError", "Talk", "frab_json", "frab_xml", "read_schedule", "read_schedule_bytes",
]  # fmt: skip
