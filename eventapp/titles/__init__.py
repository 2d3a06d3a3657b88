"""Titles: films, series, formats and stories that companies bring, their rights, and who may see them."""
