"""Whom a city should twin with: shared challenge, complementary strength, workable context, wish on both sides."""
