"""What each field does: selection, policy, the executor of plans, and computed fields."""
