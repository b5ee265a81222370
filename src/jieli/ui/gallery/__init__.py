"""The gallery: every component in all its states, in both languages, light and dark, out of the components' manuals."""
