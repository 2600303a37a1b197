"""How cities compare and who fits whom. Pure: no driver, HTTP, clock, environment or global random state."""
