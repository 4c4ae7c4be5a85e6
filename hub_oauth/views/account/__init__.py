"""``/account/apps``: the apps that may use one's account, for their person alone. One resource a file."""
