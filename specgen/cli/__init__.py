"""The command line: words in, words out. What it shows comes from the stages below."""
