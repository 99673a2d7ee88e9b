"""Questions, answer files and scores; what answers mean is decided elsewhere. Imports model and knowledge."""
