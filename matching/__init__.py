"""How cities compare and who fits whom; pure."""
