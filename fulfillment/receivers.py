"""What this app does on news of the earlier ones, and on its own: one line per signal."""

from django.db import transaction
from django.dispatch import receiver

from capsules import signals as capsules
from fulfillment.actions import (
    announcing,
    booking_news,
    firing_news,
    forgetting,
    inspecting,
    payment_news,
    plan_news,
    promise_news,
    shop_news,
)
from fulfillment.actions.noticing import AT_ONCE
from scheduling import signals as scheduling

from .signals import notices_written
from .tasks import send_notice, sweep_notices

A_FEW = 2
"""Up to so many notices get a doorbell each; more are swept together, over few connections."""

ENOUGH_FOR_ONE_SWEEP = 40
MOST_SWEEPS = 4


@receiver(capsules.preorder_placed)
def owe_the_order_link(preorder, **kwargs):
    announcing.order_placed(preorder)


@receiver(capsules.preorder_placed)
def give_it_what_is_made_already(preorder, **kwargs):
    inspecting.give_pieces_in_hand(preorder)


@receiver(capsules.preorder_ended)
def owe_the_end_and_free_its_pieces(preorder, **kwargs):
    announcing.order_ended(preorder)
    inspecting.free_pieces(preorder)


@receiver(capsules.waiting_joined)
def owe_the_way_off_the_list(waiting, **kwargs):
    announcing.on_the_list(waiting)


@receiver(capsules.addresses_forgotten)
def forget_to_whom_their_mails_went(waiting, reminders, **kwargs):
    forgetting.forget_lists(waiting, reminders)


@receiver(capsules.piece_offered)
def owe_the_invitation(waiting, **kwargs):
    announcing.piece_kept(waiting)


@receiver(capsules.preorder_placed)
def tell_the_shop_of_the_order(preorder, **kwargs):
    shop_news.order_placed(preorder)


@receiver(capsules.preorder_ended)
def tell_the_shop_of_the_end(preorder, **kwargs):
    shop_news.order_ended(preorder)


@receiver(capsules.payment_asked)
def tell_whose_card_was_not_charged(payment, **kwargs):
    payment_news.card_not_charged(payment)


@receiver(capsules.payment_reminded)
def remind_whose_card_was_not_charged(payment, **kwargs):
    payment_news.still_not_charged(payment)


@receiver(capsules.payment_taken)
def confirm_the_payment(payment, **kwargs):
    payment_news.charged(payment)


@receiver(capsules.refund_owed)
def tell_whom_it_is_given_back(refund, **kwargs):
    payment_news.goes_back(refund)


@receiver(capsules.capsule_listed)
def tell_the_maker_of_the_listing(capsule, **kwargs):
    announcing.listing_decided(capsule, "capsule_listed")


@receiver(capsules.drop_opened)
def tell_who_asked_to_hear_of_it(capsule, reminders, **kwargs):
    announcing.drop_opened(capsule, reminders)


@receiver(capsules.capsule_sent_back)
def tell_the_maker_what_is_missing(capsule, **kwargs):
    announcing.listing_decided(capsule, "capsule_sent_back")


@receiver(capsules.run_proposed)
def ask_for_approval(run, **kwargs):
    announcing.run_needs_approval(run)


@receiver(capsules.run_approved)
def tell_customers_that_it_will_be_made(run, **kwargs):
    announcing.run_will_be_made(run)


@receiver(capsules.run_approved)
def tell_the_shop_that_it_will_be_made(run, **kwargs):
    shop_news.run_approved(run)


@receiver(capsules.run_unplannable)
def tell_admins_that_it_has_no_place(run, **kwargs):
    announcing.run_has_no_place(run)


@receiver(scheduling.plan_written)
def tell_makers_their_times(node_plan, runs, moved, **kwargs):
    plan_news.plan_written(node_plan, runs, moved)


@receiver(scheduling.run_finished)
def make_the_pieces(run, **kwargs):
    inspecting.make_pieces(run)


@receiver(scheduling.booking_made)
def confirm_the_booking(booking, **kwargs):
    booking_news.tell_maker("booking_made", booking, first=True)


@receiver(scheduling.booking_kept)
def confirm_that_it_is_kept(booking, **kwargs):
    booking_news.tell_maker("booking_made", booking)


@receiver(scheduling.series_booked)
def confirm_the_series(series, bookings, **kwargs):
    booking_news.tell_maker("booking_series", bookings[0])


@receiver(scheduling.booking_moved)
def confirm_the_move(booking, **kwargs):
    booking_news.tell_maker("booking_moved", booking)


@receiver(scheduling.booking_released)
def confirm_the_cancelling(booking, **kwargs):
    if booking.maker_id:
        booking_news.tell_maker("booking_cancelled", booking)


@receiver(scheduling.booking_displaced)
def tell_whom_it_displaces(booking, makers, reason, **kwargs):
    if makers:
        booking_news.tell_maker("booking_displaced", booking, makers=makers, after=AT_ONCE, reason=reason)


@receiver(scheduling.booking_missed)
def tell_who_missed_it(booking, **kwargs):
    booking_news.tell_maker("booking_missed", booking, after=AT_ONCE)


@receiver(scheduling.slot_offered)
def tell_who_waited(wish, **kwargs):
    booking_news.slot_offered(wish)


@receiver(scheduling.firing_opened)
def confirm_the_firing(share, **kwargs):
    firing_news.opened(share)


@receiver(scheduling.firing_joined)
def confirm_the_share(share, **kwargs):
    firing_news.joined(share)


@receiver(scheduling.firing_left)
def confirm_that_it_is_out(share, **kwargs):
    firing_news.left(share)


@receiver(scheduling.promise_calculated)
def tell_whose_day_moved(promise, **kwargs):
    promise_news.tell_if_it_moved(promise)


@receiver(notices_written)
def ring_the_worker(notices, after, **kwargs):
    if after:
        # A message that waits would lie in a worker's memory. The next sweep after that time is as good.
        return
    uids = [str(notice.uid) for notice in notices]

    def doorbell():
        ring(uids)

    # Robust: where the doorbell is broken, what was committed stands, and the sweep finds the rows.
    transaction.on_commit(doorbell, robust=True)


def ring(uids: list[str]) -> None:
    if len(uids) <= A_FEW:
        for uid in uids:
            send_notice.delay(uid)
        return
    # Sweeps share the work row by row, so that a worker with several processes is done sooner.
    for _ in range(min(MOST_SWEEPS, 1 + len(uids) // ENOUGH_FOR_ONE_SWEEP)):
        sweep_notices.delay()
