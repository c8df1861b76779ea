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
"""preorder, cancelled, released or lapsed; its `end_reason` says why"""

payment_asked = Signal()
"""payment, whose customer must act for it to be charged"""

payment_reminded = Signal()
"""payment, whose customer has still not acted"""

payment_taken = Signal()
"""payment, charged to a card"""

refund_owed = Signal()
"""refund"""

errands_wanted = Signal()
"""Something is to be done at the provider of payments; perhaps workers, how many should do it at once."""

waiting_joined = Signal()
"""waiting: somebody is on a capsule's waiting list"""

piece_offered = Signal()
"""waiting, invited: a piece is held for them"""

addresses_forgotten = Signal()
"""waiting, reminders: rows that no longer say whose they were"""

run_proposed = Signal()
"""run"""

run_approved = Signal()
"""run"""

run_withdrawn = Signal()
"""run"""

run_unplannable = Signal()
"""run, still approved; its `obstacle` says why"""
