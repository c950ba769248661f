"""specgen: from a customer's X-ray imaging requirement to a decision and a document."""

__version__ = "0.1.0"
