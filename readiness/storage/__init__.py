"""The only room that knows a database: one text of SQL, one file a noun."""
