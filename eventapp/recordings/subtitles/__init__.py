"""Lines with times, and the files in which others keep them. Knows texts and times, no tables."""
