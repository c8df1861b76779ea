from .handovers import Handover
from .notices import Endpoint, Notice
from .pieces import Inspection, Piece, without_a_piece
from .shipments import Shipment
from .stock import StockMove

__all__ = ["Endpoint", "Handover", "Inspection", "Notice", "Piece", "Shipment", "StockMove", "without_a_piece"]
