"""What the operator decided: `settings` of an ini file, their `parsers`, and names of `hosts`."""
