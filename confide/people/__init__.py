"""Who: staff, roles, teams, data subjects and the contacts around them."""
