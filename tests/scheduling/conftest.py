from datetime import UTC, datetime

import pytest
import time_machine


@pytest.fixture
def march():
    """Monday 1 March 2027, 08:00 in Amsterdam."""
    with time_machine.travel(datetime(2027, 3, 1, 7, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def heard():
    """Connect to signals and keep what they said: {name of the signal: [keywords, …]}."""
    listening = Listening()
    yield listening
    listening.stop()


class Listening(dict):
    def __init__(self):
        super().__init__()
        self.ears = []

    def to(self, **signals):
        for name, signal in signals.items():
            self[name] = []

            def ear(name=name, **words):
                words.pop("signal")
                words.pop("sender")
                self[name].append(words)

            signal.connect(ear, weak=False)
            self.ears.append((signal, ear))
        return self

    def stop(self):
        for signal, ear in self.ears:
            signal.disconnect(ear)
