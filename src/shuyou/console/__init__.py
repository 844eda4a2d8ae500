"""The staff shell: homes, one-touch box, member page, settings."""
