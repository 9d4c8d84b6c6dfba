"""Use cases that read: frozen values for pages, routes, reports and the command line."""
