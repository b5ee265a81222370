"""No tables here: the file makes Django announce the end of a migration to this app, which then builds the fence."""
