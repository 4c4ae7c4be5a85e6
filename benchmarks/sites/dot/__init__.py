"""Stock django-oauth-toolkit and REST framework, as their documentation recommends for production."""
