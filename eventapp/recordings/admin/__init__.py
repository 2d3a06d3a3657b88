"""The organiser's live captions and recordings."""

from eventapp.recordings.admin import captions, drafts, recordings, tracks, uploads

blueprints = (captions.blueprint, recordings.blueprint, uploads.blueprint, tracks.blueprint, drafts.blueprint)
