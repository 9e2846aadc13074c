"""Forms written out again: as a definition, as schemas, as examples."""
