"""Shows what others know, live; decides nothing and keeps nothing clinical."""
