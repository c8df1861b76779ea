class Refusal(Exception):
    """A plain no from the workshop's rules. Its words are shown to whoever asked."""

    status = 409
    """How a view answers: 409 where somebody was faster or the time is over, 422 where the request itself is wrong."""
