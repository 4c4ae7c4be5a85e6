"""``/developers/``: what those who build apps on the Hub read and try; docs/developers.md is the same on paper."""
