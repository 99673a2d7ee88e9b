"""Recording -> Motion: clean positions, contacts, angles, centre of mass."""
