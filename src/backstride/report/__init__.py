"""What a person sees and keeps. Imports model, knowledge, safety, measures and patterns only."""
