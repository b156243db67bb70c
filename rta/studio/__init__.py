"""The life of an agreement: drafts, remarks, review, publishing, adoption."""
