"""What may be shown: triage over answers. Imports model and knowledge only."""
