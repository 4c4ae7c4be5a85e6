"""What other packages need to work beside the Hub; each module is imported only where its package is installed."""

from __future__ import annotations
