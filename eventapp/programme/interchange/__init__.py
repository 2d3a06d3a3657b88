"""Programmes as files: schedule formats and calendars, read with suspicion and written to the letter."""

from eventapp.programme.interchange import frab_json, frab_xml
from eventapp.programme.interchange.exporting import Programme
from eventapp.programme.interchange.icalendar_file import WholeDays
from eventapp.programme.interchange.reading import is_schedule, read_file, read_schedule
from eventapp.programme.interchange.schedule import Schedule, ScheduleError, Talk

__all__ = [
    "Programme", "Schedule", "ScheduleError", "Talk", "WholeDays", "frab_json", "frab_xml", "is_schedule", "read_file",
    "read_schedule",
]  # fmt: skip
