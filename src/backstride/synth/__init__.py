"""Synthetic runners with their own forward kinematics."""
