"""How fast the Hub is beside what a site would use instead, measured in one run on one machine: ``make bench``."""
