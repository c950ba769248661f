"""The record of what was sent: an OCFL storage root, its writer, its readers and its verifier."""
