-- Se o acionamento (a) é de carta que não tinha saído e ainda é a última da dívida.
a.situacao = 'recusada' and not exists (
    select from acionamento seguinte
     where seguinte.cda_id = a.cda_id and seguinte.credor_id = a.credor_id and seguinte.estrategia = a.estrategia
       and seguinte.devedor = a.devedor and seguinte.tentativa > a.tentativa
)
