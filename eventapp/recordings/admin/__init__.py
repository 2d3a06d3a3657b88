"""The organiser's live captions and recordings."""

from eventapp.recordings.admin import captions, drafts, recordings, tracks, uploads, voices

blueprints = (
    captions.blueprint,
    recordings.blueprint,
    uploads.blueprint,
    voices.blueprint,
    tracks.blueprint,
    drafts.blueprint,
)
