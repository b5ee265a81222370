"""The two answers that are not problems in data: there is no such thing, and you may not."""


class NotFound(LookupError):
    """There is no such thing for this viewer: either it does not exist or he may not know that it does."""


class NotAllowed(PermissionError):
    """He may see it, but not do this with it."""
