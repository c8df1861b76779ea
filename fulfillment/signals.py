"""Forward news of this app, sent with `send()` inside the transaction that makes it true."""

from django.dispatch import Signal

notices_written = Signal()
"""notices, owed from now on; after, how long until they may be sent.

Where the same news was owed before, the earlier row stays and this one was dropped.
"""
