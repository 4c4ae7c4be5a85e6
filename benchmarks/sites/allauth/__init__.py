"""django-allauth's OpenID Connect provider and REST framework, as their documentation recommends."""
