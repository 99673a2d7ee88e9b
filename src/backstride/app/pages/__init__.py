"""One file a page: its routes, and what its template is told."""
