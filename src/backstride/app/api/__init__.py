"""The same under ``/api``, as JSON for programs and for the pages' own scripts."""
