"""What the loads would be with the run changed in one respect: the own motion, balanced again."""
