"""What to do about it: answers, plans, return. Imports model, knowledge, answers, safety and patterns."""
