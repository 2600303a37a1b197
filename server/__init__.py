"""The process: HTTP edge, settings, authentication, command line."""
