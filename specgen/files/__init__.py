"""Everything that is read from or written to the outside: requirement files, catalogue, templates, outputs."""
