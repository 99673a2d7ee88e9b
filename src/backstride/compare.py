"""Two results of one runner held against each other: what changed, what got worse, what cannot be told."""
