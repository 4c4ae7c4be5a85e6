"""Apps that nobody registered here: each is known by a document at the address that is its client_id.

draft-ietf-oauth-client-id-metadata-document, off unless ``HUB_OAUTH["CLIENT_ID_DOCUMENTS"]`` says so. ``welcome``
says whose are asked at all, ``address`` where the Hub may connect to, ``fetch`` how it asks, ``document`` what it takes
for an answer; ``answers`` keeps them for a while, and ``registry`` makes clients of them.
"""
