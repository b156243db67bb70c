from whole_site import asked, running_provider, site  # noqa: F401
