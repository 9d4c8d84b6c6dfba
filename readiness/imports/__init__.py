"""Files of other tools become rows and row errors: bytes in, values out."""
