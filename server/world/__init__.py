"""A fictional world of any size, for demonstrations and tests: every kind and relation, with truths planted in it.

Nothing here knows how cities are compared: what the scores should find is written beside the world, to a file of its own.
"""
