"""What the peers are: a Django project each, or a Node server, and how each is filled."""
