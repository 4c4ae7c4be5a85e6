"""``manage.py hub_selftest``: a live installation, driven from outside as an app and a browser would.

``visitor`` makes an app and a person for it in the database and takes them away again; everything else goes over HTTP
(``wire``). What is tried stands in ``checks``; ``trial`` is what they share.
"""
