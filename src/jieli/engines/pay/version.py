"""The engine's version, kept in the certificate of every run."""

# Raised with every change that may move a figure or a word of a trace; a run of another version may be explained otherwise.
# `make engine-version` raises it and keeps the digests beside it, by which a test knows that something changed.
ENGINE_VERSION = "20"
REFERENCE = "reference"  # the back end that defines every component
