"""Many requirements at once: planned, worked on in processes that may die alone, recorded so that a killed run goes on."""
