"""Sales records from files: CSV and XLSX, described by a mapping."""
