"""Law as dated data with its sources. Data files only; the shape is described in README.md beside this file."""
