"""Programmes as files: the community's schedule formats, read with suspicion."""

from eventapp.programme.interchange.reading import read_schedule
from eventapp.programme.interchange.schedule import Schedule, ScheduleError, Talk

__all__ = ["Schedule", "ScheduleError", "Talk", "read_schedule"]
