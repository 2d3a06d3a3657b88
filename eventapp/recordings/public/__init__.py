"""What everybody reads and watches: live captions, recordings and their files."""

from eventapp.recordings.public import captions, kept, media, recordings

blueprints = (captions.blueprint, recordings.blueprint, media.blueprint, kept.blueprint)
