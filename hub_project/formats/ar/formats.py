"""Django has no moments in Arabic, and would write them as in the United States; dates are written like them."""

from __future__ import annotations

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y، g:i A"
# The marks keep the day at the right, where reading begins; as in Django's SHORT_DATE_FORMAT.
SHORT_DATETIME_FORMAT = "d\u200f/m\u200f/Y، g:i A"
