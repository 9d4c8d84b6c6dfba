"""Use cases that change things: permission, rules, one transaction with its event."""
