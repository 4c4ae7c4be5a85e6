"""gunicorn's settings, which it reads by itself where it is started in this folder: ``gunicorn hub_project.wsgi``."""

from __future__ import annotations

# Bytes; the most it can be told. A state of 2 KiB, percent-encoded, is 6 KiB, and gunicorn stops at 4,094 unless told
# otherwise. A proxy before it has a limit of its own: nginx takes 8 KiB (large_client_header_buffers).
limit_request_line = 8190

# Seconds; gunicorn's own 30 would cut off an export of the audit log: a million events take a minute or two. A worker
# that hangs is replaced after this time.
timeout = 600
