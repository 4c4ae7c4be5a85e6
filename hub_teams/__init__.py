"""Teams of people, and the API by which apps work with them."""
