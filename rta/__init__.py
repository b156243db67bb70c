"""What the region agreed: agreements, evaluated and proved, with receipts that replay."""
