"""gunicorn's settings, which it reads by itself where it is started in this folder: ``gunicorn hub_project.wsgi``."""

from __future__ import annotations

import os

# Two a core of those that this process may use: a worker answers one request at a time, and while one waits for the
# database another one computes. More take memory (80 MB each) and a database connection each.
cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
workers = int(os.environ.get("WEB_CONCURRENCY") or 2 * cores)

# Bytes; the most it can be told. A state of 2 KiB, percent-encoded, is 6 KiB, and gunicorn stops at 4,094 unless told
# otherwise. A proxy before it has a limit of its own: nginx takes 8 KiB (large_client_header_buffers).
limit_request_line = 8190
limit_request_field_size = 8192  # a header, with the end of its line: as long as nginx takes it

# Seconds; gunicorn's own 30 would cut off an export of the audit log: a million events take a minute or two. A worker
# that hangs is replaced after this time.
timeout = 600

# A reload loads the code anew, so it is not loaded before the workers are made. Signals are the only way to steer it.
preload_app = False
control_socket_disable = True
