"""How capsules show themselves on other sites and to programs: the same price and day as on their own pages."""
