"""The person records of residents."""
