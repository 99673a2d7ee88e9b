"""What the product reaches, scored against things nobody here wrote."""
