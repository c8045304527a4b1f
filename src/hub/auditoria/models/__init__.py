from hub.auditoria.models.evento import Evento
from hub.auditoria.models.selo import Selo

__all__ = ["Evento", "Selo"]
