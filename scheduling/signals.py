"""Forward news of this app, sent with `send()` inside the transaction that makes it true."""

from django.dispatch import Signal

planning_wanted = Signal()
"""node_plan, which the worker is to think about"""

plan_written = Signal()
"""node_plan; runs whose times are others than before; moved, of [maker, booking before, booking after, step]"""

run_finished = Signal()
"""run, whose last step is done"""

booking_made = Signal()
"""booking, by a maker"""

booking_released = Signal()
"""booking, by its maker or an admin"""

firing_opened = Signal()
"""firing and its opener's share, by a maker"""

firing_joined = Signal()
"""share, by a maker"""

firing_left = Signal()
"""share, by its maker or an admin"""

booking_kept = Signal()
"""booking, whose cancelling was undone"""

booking_moved = Signal()
"""booking, to another time or station"""

booking_displaced = Signal()
"""booking, released for maintenance or a closure; makers, the ids of whom it hits; reason, in words"""

booking_missed = Signal()
"""booking, whose maker did not come"""

series_booked = Signal()
"""series; bookings, all made at once"""

slot_offered = Signal()
"""wish, for which a booking is held"""

promises_wanted = Signal()
"""node, of which dates are to be calculated"""

promise_calculated = Signal()
"""promise, made anew or found to stand"""

quote_wanted = Signal()
"""quote, which the worker answers"""

what_if_asked = Signal()
"""what_if, wanted"""
