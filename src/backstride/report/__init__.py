"""Analysis -> what a person sees."""
