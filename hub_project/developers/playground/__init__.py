"""``/developers/playground/``: the flow by hand, step by step, with requests and answers as they are.

It is an app of its own, public, and knows nothing that another app could not. What it sends goes through the whole
site in this process (``exchanges``): over the network a single worker would wait for itself, and an address to send to
could be made another. What it keeps (``runs``) is sealed in the person's session for ten minutes.
"""
