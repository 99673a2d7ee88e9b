"""``backstride serve``: the page people use."""
