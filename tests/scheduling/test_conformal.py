"""How sure “by” is, learnt from what was kept."""

from datetime import UTC, datetime, timedelta

from scheduling.conformal import ENOUGH, SAFETY_LEAD, Outcome, by_of
from tests.benchmarks.promises import history

EXPECTED = datetime(2027, 3, 12, 15, tzinfo=UTC)
SPREAD = timedelta(days=2)


def outcomes(count, *, missed_by):
    """`missed_by` of number 0, 1, …: in days after the expected moment."""
    return [Outcome(EXPECTED, SPREAD, EXPECTED + timedelta(days=missed_by(n))) for n in range(count)]


def test_a_constant_lead_until_there_are_enough():
    assert by_of(EXPECTED, SPREAD, outcomes(ENOUGH - 1, missed_by=lambda n: 9)) == EXPECTED + SPREAD + SAFETY_LEAD


def test_then_nine_in_ten_of_the_past_would_have_been_kept():
    # 100 misses of 0.1 to 10 days: the 91st of them.
    past = outcomes(100, missed_by=lambda n: (n + 1) / 10)

    assert by_of(EXPECTED, SPREAD, past) == EXPECTED + timedelta(days=9.1)


def test_a_wider_replay_is_stretched_in_its_own_measure():
    past = outcomes(60, missed_by=lambda n: 4)

    assert by_of(EXPECTED, 3 * SPREAD, past) == EXPECTED + timedelta(days=12)


def test_always_early_is_no_reason_to_promise_before_the_expected_day():
    assert by_of(EXPECTED, SPREAD, outcomes(60, missed_by=lambda n: -3)) == EXPECTED


def test_nine_in_ten_are_kept_whatever_the_noise_is():
    kept, days = history(400, seed=1)

    assert 0.84 <= kept <= 0.97
    assert days < 4
