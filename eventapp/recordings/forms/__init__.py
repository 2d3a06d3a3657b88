"""What is typed in about live captions and recordings."""
