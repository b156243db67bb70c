"""What is needed and how soon: asking, intakes, the worklist of the team."""
