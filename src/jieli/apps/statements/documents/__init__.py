"""Statements as files: PDF and XLSX. Both are made from a StatementView and its explanations, and from nothing else."""
