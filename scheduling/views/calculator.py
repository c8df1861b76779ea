from django.shortcuts import render

from scheduling.pages.reckoning import Reckoning


def calculated(request, reckoning: Reckoning, **context):
    """The calculator alone, as it answers somebody who types. What cannot be reckoned is refused in words."""
    status = 422 if reckoning.wrong else 200
    return render(request, "studio/reckoning.html", {"reckoning": reckoning, **context}, status=status)
