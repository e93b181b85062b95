"""What is typed: parse, call, show."""
