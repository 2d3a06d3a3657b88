"""The API of events, and what every operation of the API goes through: its token, its event, its answer."""
