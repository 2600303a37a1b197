"""How cities change. Pure: no driver, HTTP, clock, environment or global random state."""
