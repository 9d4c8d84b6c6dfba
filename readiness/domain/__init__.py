"""The rules: frozen values and pure functions that know nothing of files, clocks, databases or screens."""
