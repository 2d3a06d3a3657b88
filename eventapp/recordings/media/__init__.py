"""What is done to a recording's file: looked at, measured, and made into what browsers play. Knows files, no tables."""
