"""Forward news of this app, sent with `send()` inside the transaction that makes it true."""

from django.dispatch import Signal

notice_written = Signal()
"""notice, owed from now on"""
