"""What opens behind each number: definition, formula, source, error, the strides it came from."""
