"""Forward news of this app, sent with `send()` inside the transaction that makes it true."""

from django.dispatch import Signal

node_closed = Signal()
"""closure; by"""
