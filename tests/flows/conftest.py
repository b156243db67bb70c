from whole_site import asked  # noqa: F401
