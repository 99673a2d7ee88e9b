"""Motion and loads -> numbers with intervals."""
