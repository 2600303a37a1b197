"""Whom a city should twin with, and why."""
