"""Companies at the event: who exhibits, where they stand, who comes for them, and what happens at their stands."""
