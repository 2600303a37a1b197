"""What clients see: Strawberry types; stored parts derived from the model, computed parts one file per noun."""
