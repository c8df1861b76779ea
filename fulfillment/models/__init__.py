from .handovers import Handover
from .notices import Endpoint, Notice
from .pieces import Inspection, Piece, without_a_piece
from .settlements import CURRENCY, Settlement, SettlementLine
from .shipments import Shipment
from .stock import StockMove

__all__ = [
    "CURRENCY",
    "Endpoint",
    "Handover",
    "Inspection",
    "Notice",
    "Piece",
    "Settlement",
    "SettlementLine",
    "Shipment",
    "StockMove",
    "without_a_piece",
]
