"""People talking: meedenkconsult."""
