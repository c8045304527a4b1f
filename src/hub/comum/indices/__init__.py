"""Séries oficiais de índices (IPCA, INPC, IPCA-E, Selic): leitura, conferência e junção de períodos novos."""

from hub.comum.indices.series import Ficha, PeriodoNaoPublicado, Serie, SerieAdulterada, SerieDesconhecida, serie

__all__ = ["Ficha", "PeriodoNaoPublicado", "Serie", "SerieAdulterada", "SerieDesconhecida", "serie"]
