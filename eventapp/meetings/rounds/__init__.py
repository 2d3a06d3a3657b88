"""Rounds of meetings made by the organiser: from wishes to a timetable. Plain values in and out."""
