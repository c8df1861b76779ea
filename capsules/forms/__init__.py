from .drafting import CapsuleForm, Editor
from .waiting import WaitingForm

__all__ = ["CapsuleForm", "Editor", "WaitingForm"]
