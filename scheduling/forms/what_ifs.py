"""The questions that the plan page puts, one form each; times are the node's."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from capsules.models import Run
from coop.hours import UnreadableHours, read_hours
from coop.times import RepeatedTime, SkippedTime, from_local
from scheduling.models import Station, Step, WhatIf

Kind = WhatIf.Kind


class Question(forms.Form):
    """A heir asks about one kind of change at `node`."""

    kind = forms.CharField(widget=forms.HiddenInput)
    asks: Kind
    title = ""

    def __init__(self, *args, node, **kwargs):
        super().__init__(
            *args, auto_id=f"id_{self.asks}_%s", initial={"kind": self.asks, **kwargs.pop("initial", {})}, **kwargs
        )
        self.node = node

    def moment(self, day: str, at: str):
        """What two fields say, on the node's clock; None where one is missing or wrong."""
        if not (self.cleaned_data.get(day) and self.cleaned_data.get(at)):
            return None
        try:
            return from_local(self.cleaned_data[day], self.cleaned_data[at], self.node.zone)
        except (SkippedTime, RepeatedTime) as error:
            self.add_error(at, str(error))
            return None


def day_field(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def time_field(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time", "step": 900}))


class StepQuestion(Question):
    asks, title = Kind.STEP, "A step stands elsewhere"

    step = forms.ModelChoiceField(Step.objects.none(), label="Step", empty_label="Choose a step")
    station = forms.ModelChoiceField(Station.objects.none(), label="Station", empty_label="Choose a station")
    on = day_field("Begins on")
    at = time_field("at")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].queryset = movable_steps(self.node)
        self.fields["step"].label_from_instance = step_words
        self.fields["station"].queryset = self.node.stations.in_service()

    def clean(self):
        super().clean()
        self.start = self.moment("on", "at")
        return self.cleaned_data


class OutageQuestion(Question):
    asks, title = Kind.OUT, "A station is out"

    station = forms.ModelChoiceField(Station.objects.none(), label="This station", empty_label="Choose a station")
    on = day_field("is out until")
    at = time_field("at")
    reason = forms.CharField(label="Why", max_length=80, required=False, help_text="Makers whose time it hits read it.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = self.node.stations.in_service()

    def clean(self):
        super().clean()
        self.until = self.moment("on", "at")
        return self.cleaned_data


class ShiftQuestion(Question):
    asks, title = Kind.SHIFT, "A shift is added"

    day = day_field("Somebody is there on")
    hours = forms.CharField(label="Hours", max_length=20, help_text="As in 9:00–14:00.")

    def clean_hours(self):
        try:
            stretches = read_hours(self.cleaned_data["hours"])
        except UnreadableHours as unreadable:
            raise ValidationError(str(unreadable)) from unreadable
        if len(stretches) != 1:
            raise ValidationError("Write one stretch, as in 9:00–14:00.")
        return stretches[0]


class RunQuestion(Question):
    asks, title = Kind.RUN, "A run is taken"

    run = forms.ModelChoiceField(Run.objects.none(), label="Run that waits for approval", empty_label="Choose a run")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = Run.objects.waiting_for_approval().filter(capsule__made_at=self.node)
        self.fields["run"].queryset = waiting.select_related("capsule")


QUESTIONS = {each.asks: each for each in (StepQuestion, OutageQuestion, ShiftQuestion, RunQuestion)}


def questions_for(node, *, asked: Question | None = None) -> list[Question]:
    """A form for each kind; the one that was `asked` as it was filled in."""
    now = timezone.now().astimezone(node.zone)
    saturday = now.date() + timedelta(days=(5 - now.weekday()) % 7 or 7)
    friday = now.date() + timedelta(days=(4 - now.weekday()) % 7 or 7)
    usual = {Kind.OUT: {"on": friday, "at": "09:00"}, Kind.SHIFT: {"day": saturday, "hours": "9:00–14:00"}}
    return [
        asked if asked and asked.asks == kind else question(node=node, initial=usual.get(kind, {}))
        for kind, question in QUESTIONS.items()
    ]


def movable_steps(node):
    """Planned and waiting ones; whether it begins too soon to be moved is said when it is asked."""
    steps = Step.objects.filter(
        run__capsule__made_at=node,
        run__status__in=[Run.Status.APPROVED, Run.Status.PLANNED, Run.Status.STARTED],
        status__in=[Step.Status.WAITING, Step.Status.PLANNED],
    )
    return steps.select_related("run__capsule", "operation").order_by("run", "rank")


def step_words(step: Step) -> str:
    return f"{step.run_id}, {step.run.capsule}: {step.operation}"
