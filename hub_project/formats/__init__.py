"""How dates are written in a language; see docs.djangoproject.com/en/stable/topics/i18n/formatting/."""
