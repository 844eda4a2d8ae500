"""Rules of the call center: routing, menus, the exchange, staffing. Pure functions and machines that meet nobody."""
