"""What all tests share: property tests that draw the same examples on every run and every machine."""

from hypothesis import settings

settings.register_profile("specgen", derandomize=True, max_examples=100, deadline=None, database=None)
settings.load_profile("specgen")
