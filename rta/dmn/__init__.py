"""DMN: models read, tested, imported into agreements and exported from them."""
