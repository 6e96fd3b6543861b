"""What the operator decided: `settings` of an ini file, their `parsers`, names of `hosts`, and
`addresses`."""
