"""The nouns of Backstride: frozen, validated, without behaviour. Imports no other room."""
