"""Forward news of this app, sent with `send()` inside the transaction that makes it true."""

from django.dispatch import Signal

capsule_listed = Signal()
"""capsule"""

capsule_sent_back = Signal()
"""capsule; the reason is on it"""

drop_opened = Signal()
"""capsule; reminders of those who asked to hear of it"""

preorder_placed = Signal()
"""preorder"""

preorder_ended = Signal()
"""preorder, cancelled or released; its `end_reason` says why"""

run_proposed = Signal()
"""run"""

run_approved = Signal()
"""run"""

run_withdrawn = Signal()
"""run"""

run_unplannable = Signal()
"""run, still approved; its `obstacle` says why"""
