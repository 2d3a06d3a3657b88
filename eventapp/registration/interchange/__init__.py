"""Lists of people as other ticket systems export them, read as tables."""

from eventapp.registration.interchange.reading import people_in, people_table, read_people

__all__ = ["people_in", "people_table", "read_people"]
