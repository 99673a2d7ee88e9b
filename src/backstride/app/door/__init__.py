"""At the door: who is let in, what is asked of a request, what is noted."""
