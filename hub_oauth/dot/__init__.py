"""The seam to django-oauth-toolkit: nothing outside this package names ``oauth2_provider``.

``applications`` is its client registry, ``validator`` and ``scopes`` are what its own endpoints ask us,
``recommended`` are its settings. Nothing here imports the others, so that each can be used at its own layer.
"""
