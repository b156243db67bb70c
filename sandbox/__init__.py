"""The synthetic region around the platform; imported by nobody."""
