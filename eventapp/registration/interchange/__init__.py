"""Lists of people as other ticket systems export them, read as tables."""

from eventapp.registration.interchange.reading import people_in, read_people

__all__ = ["people_in", "read_people"]
