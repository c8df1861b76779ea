from .costs import CostEditor
from .drafting import CapsuleForm, Editor
from .waiting import WaitingForm

__all__ = ["CapsuleForm", "CostEditor", "Editor", "WaitingForm"]
