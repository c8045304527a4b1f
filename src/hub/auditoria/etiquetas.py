"""As etiquetas de evento `origem:assunto:acao`, com as chaves exatas e a frase de cada uma.

Na frase, `{chave:forma}` mostra a chave na forma de `hub.auditoria.frases`; `{ator}` e `{credor}` valem em todas.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Etiqueta(StrEnum):
    """O que aconteceu. Evento com chave a mais ou a menos não se grava."""

    #: as chaves que o evento leva, nem uma a mais nem a menos
    chaves: frozenset[str]
    #: o que se lê na tela, com marcadores
    frase: str

    def __new__(cls, valor: str, chaves: str = "", frase: str = "") -> Self:
        etiqueta = str.__new__(cls, valor)
        etiqueta._value_ = valor
        etiqueta.chaves = frozenset(chaves.split())
        etiqueta.frase = frase
        return etiqueta

    #: um envio do credor foi julgado e gravado
    LOTE_RECEBIDO = (
        "credor:lote:recebido",
        "lote porta sha256 recebidas aceitas em_consulta recusadas repetidas alteradas movimentos valor_aceito",
        (
            "{ator} recebeu o lote {lote} de {credor} {porta:porta}: {recebidas:linha|linhas}, "
            "{aceitas:aceita|aceitas} ({valor_aceito:reais}), {em_consulta:n} em consulta, "
            "{recusadas:recusada|recusadas}, {repetidas:repetida|repetidas}, {alteradas:alterada|alteradas} "
            "e {movimentos:movimento|movimentos}."
        ),
    )
    #: um arquivo inteiro não pôde ser lido
    LOTE_RECUSADO = (
        "credor:lote:recusado",
        "lote sha256 nome motivo",
        "O lote {lote} que {ator} enviou por {credor} não pôde ser lido: {motivo}",
    )
    #: o credor justificou a ressalva de uma CDA em consulta
    CDA_JUSTIFICADA = (
        "credor:cda:justificada",
        "cda numero_cda passagem",
        "{ator} justificou a ressalva da CDA {numero_cda} de {credor}, na passagem {passagem}.",
    )
    #: uma carteira nasceu, ou mudou de nome ou dos tributos que recebe
    CARTEIRA_SALVA = (
        "credor:carteira:salva",
        "carteira nome tributos",
        "{ator} salvou a carteira {carteira} de {credor}, {nome}, com os tributos: {tributos:como_estao}.",
    )
    #: a lista de etapas de uma carteira mudou
    REGUA_TROCADA = (
        "credor:carteira:regua_trocada",
        "carteira de para",
        "{ator} trocou a régua da carteira {carteira} de {credor} de {de:regua} para {para:regua}.",
    )
    #: o modo de o credor usar um canal mudou
    CANAL_CONFIGURADO = (
        "credor:canal:configurado",
        "estrategia opcoes",
        "{ator} configurou {estrategia:nome} de {credor}: {opcoes:como_estao}.",
    )
    #: o plano de um envio a um canal; nada saiu ainda
    REMESSA_PLANEJADA = (
        "hub:remessa:planejada",
        "remessa estrategia inclusoes baixas",
        (
            "{ator} planejou a remessa {remessa} de {estrategia:nome} de {credor}: "
            "{inclusoes:inclusão|inclusões} e {baixas:baixa|baixas}."
        ),
    )
    #: uma das pessoas que o freio pede disse sim
    REMESSA_APROVADA = (
        "hub:remessa:aprovada",
        "remessa estrategia",
        "{ator} aprovou a remessa {remessa} de {estrategia:nome} de {credor}.",
    )
    #: os arquivos saíram
    REMESSA_LIBERADA = (
        "hub:remessa:liberada",
        "remessa estrategia inclusoes baixas arquivos",
        (
            "{ator} liberou a remessa {remessa} de {estrategia:nome} de {credor}: {inclusoes:inclusão|inclusões} e "
            "{baixas:baixa|baixas} em {arquivos:arquivos}."
        ),
    )
    #: o plano foi desfeito antes de sair
    REMESSA_DESCARTADA = (
        "hub:remessa:descartada",
        "remessa estrategia",
        "{ator} descartou a remessa {remessa} de {estrategia:nome} de {credor}.",
    )
    #: o canal recusou inteiro um arquivo de uma remessa
    ARQUIVO_RECUSADO = (
        "hub:remessa:arquivo_recusado",
        "remessa estrategia arquivo acionamentos motivo",
        (
            "{ator} registrou que o canal de {estrategia:nome} recusou o arquivo {arquivo} da remessa {remessa} de "
            "{credor}, com {acionamentos:n} títulos: {motivo}"
        ),
    )
    #: os Correios foram mandados produzir um lote de cartas, ou ele foi recusado antes
    LOTE_DE_CARTAS_RESPONDIDO = (
        "hub:remessa:lote_de_cartas_respondido",
        "remessa arquivo resposta",
        "{ator} {resposta:nome} o lote de cartas {arquivo} da remessa {remessa} de {credor}.",
    )
    #: um arquivo do cartório foi lido e aplicado
    RETORNO_APLICADO = (
        "cartorio:retorno:aplicado",
        "retorno nome sha256 titulos aplicados repetidos desconhecidos",
        (
            "{ator} aplicou o retorno {nome} de {credor}: {titulos:título|títulos}, {aplicados:aplicado|aplicados}, "
            "{repetidos:repetido|repetidos} e {desconhecidos:desconhecido|desconhecidos}."
        ),
    )
    #: comunicações a devedores, feitas antes de um registro, entraram com as provas
    COMUNICACOES_REGISTRADAS = (
        "credor:comunicacao:registradas",
        "recebidas novas completadas repetidas recusadas",
        (
            "{ator} registrou comunicações a devedores de {credor}: {recebidas:linha|linhas}, {novas:nova|novas}, "
            "{completadas:completada|completadas}, {repetidas:repetida|repetidas} e {recusadas:recusada|recusadas}."
        ),
    )
    #: quando a régua roda sozinha num canal, e o que sai sem ninguém olhar
    AGENDA_DEFINIDA = (
        "credor:canal:agenda_definida",
        "estrategia quando capacidade libera ate",
        (
            "{ator} definiu a agenda de {estrategia:nome} de {credor}: {quando}; {capacidade:n} CDAs por semana "
            "(zero = sem limite); sem ninguém olhar sai: {libera}{ate:ate}."
        ),
    )
    #: o que o credor, o hub e um canal dizem das mesmas dívidas foi comparado; nada mudou ainda
    CONCILIACAO_PLANEJADA = (
        "credor:conciliacao:planejada",
        "conciliacao estrategia divergencias",
        "{ator} comparou as listas da conciliação {conciliacao} de {credor}: {divergencias:divergência|divergências}.",
    )
    #: o que o canal mostra passou a valer no hub
    CONCILIACAO_APLICADA = (
        "credor:conciliacao:aplicada",
        "conciliacao estrategia acionamentos",
        (
            "{ator} aplicou a conciliação {conciliacao} de {credor}, e o hub tomou o que o canal mostra de "
            "{acionamentos:registro|registros}."
        ),
    )
    #: lembrete: o prazo de soltar quem não deve mais está a acabar
    BAIXAS_VENCEM_LOGO = (
        "hub:baixa:vence_logo",
        "estrategia quantas dia",
        (
            "{ator} lembrou que o prazo de {quantas:baixa|baixas} de {credor} em {estrategia:nome} acaba até o dia "
            "útil seguinte a {dia:data}."
        ),
    )
    #: o prazo passou, e a PGFN o vê
    BAIXAS_VENCIDAS = (
        "hub:baixa:vencida",
        "estrategia quantas dia",
        ("{ator} registrou {quantas:baixa|baixas} de {credor} em {estrategia:nome} fora do prazo em {dia:data}."),
    )
    #: um canal não respondeu no tempo em que costuma responder
    CANAL_SEM_RESPOSTA = (
        "hub:canal:sem_resposta",
        "estrategia situacao quantos dia",
        (
            "{ator} avisou que {quantos:acionamento espera|acionamentos esperam} {estrategia:nome} além do prazo, em "
            "{situacao:nome}, de {credor}, em {dia:data}."
        ),
    )
    #: um ente passou a ser credor no hub
    CREDOR_CRIADO = (
        "hub:credor:criado",
        "cnpj nome tipo",
        "{ator} criou o credor {nome}, CNPJ {cnpj:cnpj}, do tipo {tipo:nome}.",
    )
    #: os dados de um credor mudaram
    CREDOR_ATUALIZADO = (
        "hub:credor:atualizado",
        "cnpj campos",
        "{ator} mudou no cadastro do credor {credor}, CNPJ {cnpj:cnpj}: {campos:lista}.",
    )
    #: uma versão do convênio passou a valer
    CONVENIO_ASSINADO = (
        "hub:convenio:assinado",
        "convenio versao vigencia_inicio assinado_por",
        (
            "{ator} registrou a versão {versao} do convênio de {credor}, assinada por {assinado_por}, "
            "vigente desde {vigencia_inicio:data}."
        ),
    )
    #: uma pessoa ganhou acesso a um credor, ou outro perfil nele
    PESSOA_VINCULADA = (
        "hub:pessoa:vinculada",
        "usuario perfil",
        "{ator} deu a {usuario} o perfil {perfil} em {credor}.",
    )
    #: uma pessoa perdeu o acesso a um credor
    PESSOA_DESVINCULADA = (
        "hub:pessoa:desvinculada",
        "usuario",
        "{ator} tirou de {usuario} o acesso a {credor}.",
    )
    #: uma pessoa recebeu senha provisória
    SENHA_TROCADA = (
        "hub:pessoa:senha_trocada",
        "usuario",
        "{ator} deu a {usuario} uma senha provisória.",
    )
    #: um sistema do credor ganhou acesso à API
    CHAVE_CRIADA = (
        "hub:chave:criada",
        "chave nome",
        "{ator} criou a chave de integração {nome} de {credor}.",
    )
    #: um sistema do credor perdeu o acesso à API
    CHAVE_REVOGADA = (
        "hub:chave:revogada",
        "chave nome",
        "{ator} revogou a chave de integração {nome} de {credor}.",
    )
    #: uma pessoa entrou no portal
    ACESSO_ENTROU = (
        "pessoa:acesso:entrou",
        "endereco",
        "{ator} entrou no portal, do endereço {endereco}.",
    )
    #: uma pessoa entrou no portal pelo gov.br
    ACESSO_GOVBR = (
        "pessoa:acesso:entrou_pelo_govbr",
        "endereco nivel amr",
        "{ator} entrou no portal pelo gov.br, com conta {nivel}, do endereço {endereco}.",
    )
    #: uma pessoa que o hub não conhecia entrou pelo gov.br
    PESSOA_CRIADA = (
        "pessoa:cadastro:criada",
        "nome",
        "{ator} entrou pela primeira vez, como {nome}, ainda sem acesso a credor algum.",
    )
    #: alguém foi chamado para a equipe de um credor
    PESSOA_CONVIDADA = (
        "hub:pessoa:convidada",
        "cpf perfil ate",
        "{ator} convidou a pessoa do CPF {cpf} para a equipe de {credor}, com o perfil {perfil}, {ate:prazo}.",
    )
    #: um convite deixou de valer antes de aceito
    CONVITE_RETIRADO = (
        "hub:convite:retirado",
        "cpf perfil",
        "{ator} retirou o convite da pessoa do CPF {cpf} para a equipe de {credor}, com o perfil {perfil}.",
    )
    #: quem foi chamado entrou para a equipe
    CONVITE_ACEITO = (
        "pessoa:convite:aceito",
        "perfil convidado_por",
        "{ator} aceitou o convite de {convidado_por} e entrou na equipe de {credor}, com o perfil {perfil}.",
    )
    #: quem foi chamado não quis
    CONVITE_RECUSADO = (
        "pessoa:convite:recusado",
        "convidado_por",
        "{ator} recusou o convite de {convidado_por} para a equipe de {credor}.",
    )
    #: uma pessoa ganhou perfil na PGFN, ou outro
    PGFN_PERFIL_DADO = (
        "hub:pgfn:perfil_dado",
        "usuario perfil",
        "{ator} deu a {usuario} o perfil {perfil:nome}.",
    )
    #: uma pessoa deixou a equipe da PGFN
    PGFN_PERFIL_RETIRADO = (
        "hub:pgfn:perfil_retirado",
        "usuario",
        "{ator} tirou de {usuario} o perfil na PGFN.",
    )
    #: uma conta passou a ser a de um CPF
    CPF_ATRIBUIDO = (
        "hub:pessoa:cpf_atribuido",
        "usuario",
        "{ator} ligou a conta {usuario} a um CPF, que por ele entra pelo gov.br.",
    )
    #: uma pessoa passou a usar aplicativo de códigos
    SEGUNDO_FATOR_LIGADO = (
        "pessoa:segundo_fator:ligado",
        "",
        "{ator} ligou o segundo fator da sua entrada.",
    )
    #: o segundo fator de uma pessoa foi retirado
    SEGUNDO_FATOR_RETIRADO = (
        "pessoa:segundo_fator:retirado",
        "usuario",
        "{ator} retirou o segundo fator da entrada de {usuario}.",
    )
    #: uma pessoa trocou os códigos de recuperação
    CODIGOS_REFEITOS = (
        "pessoa:segundo_fator:codigos_refeitos",
        "",
        "{ator} refez os seus códigos de recuperação.",
    )
    #: uma pessoa entrou com um código de recuperação
    CODIGO_USADO = (
        "pessoa:segundo_fator:codigo_usado",
        "sobram",
        "{ator} usou um código de recuperação; sobram {sobram:n}.",
    )
    #: a credencial de um credor no gov.br foi guardada
    CREDENCIAL_GOVBR_SALVA = (
        "hub:govbr:credencial_salva",
        "servidor client_id",
        "{ator} guardou a credencial gov.br de {credor}, {client_id}, para o servidor {servidor}.",
    )
    #: o segredo anterior da credencial deixou de valer
    CREDENCIAL_GOVBR_TROCADA = (
        "hub:govbr:troca_encerrada",
        "servidor client_id",
        "{ator} encerrou a troca do segredo gov.br de {credor} no servidor {servidor}: só o novo vale.",
    )
    #: uma pessoa foi barrada
    ACESSO_RECUSADO = (
        "pessoa:acesso:recusado",
        "endereco motivo",
        "O acesso de {ator}, do endereço {endereco}, foi recusado: {motivo}",
    )
    #: os eventos até aqui foram selados; este é o último deles
    AUDITORIA_SELADA = (
        "hub:auditoria:selada",
        "selo desde",
        "{ator} selou os eventos a partir do {desde}, no selo {selo}.",
    )
    #: o banco foi criado ou atualizado
    BANCO_PREPARADO = (
        "hub:banco:preparado",
        "versao",
        "{ator} preparou o banco de dados para a versão {versao} do hub.",
    )
    #: uma versão da régua e do contato de uma carteira foi salva
    CARTEIRA_VERSAO_SALVA = (
        "credor:carteira:versao_salva",
        "carteira versao vigente_desde vigente_ate mudou",
        (
            "{ator} salvou a versão {versao} da carteira {carteira} de {credor}, que vale {vigente_desde:desde}"
            "{vigente_ate:ate}; mudou: {mudou:lista}."
        ),
    )
    #: o convênio deixou de valer para incluir e aumentar
    CONVENIO_SUSPENSO = (
        "hub:convenio:suspenso",
        "desde motivo",
        "{ator} suspendeu o convênio de {credor} desde {desde:data}: {motivo}",
    )
    #: o convênio suspenso voltou a valer
    CONVENIO_REATIVADO = (
        "hub:convenio:reativado",
        "desde motivo",
        "{ator} reativou o convênio de {credor} desde {desde:data}: {motivo}",
    )
    #: o convênio acabou antes do fim
    CONVENIO_ENCERRADO = (
        "hub:convenio:encerrado",
        "desde motivo versoes",
        "{ator} encerrou o convênio de {credor} desde {desde:data}: {motivo}",
    )
    #: o credor declarou que as dívidas são válidas, devidas e tiveram devido processo
    CONVENIO_CERTIFICADO = (
        "credor:convenio:certificado",
        "convenio versao certificada_por valida_ate sha256",
        (
            "{ator} registrou que {certificada_por} certificou as dívidas de {credor}, pela versão {versao} do "
            "convênio, até {valida_ate:data}."
        ),
    )
    #: o credor tem acordo com um serviço de proteção ao crédito
    ACORDO_REGISTRADO = (
        "credor:acordo:registrado",
        "biro numero data validade",
        ("{ator} registrou o acordo {numero} de {credor} com {biro:nome}, de {data:data}, válido até {validade:data}."),
    )
    #: um pedido de adesão mudou de situação
    ADESAO_PASSOU = (
        "hub:adesao:passou",
        "adesao cnpj nome de para motivo",
        ("{ator} levou a adesão {adesao}, de {nome}, CNPJ {cnpj:cnpj}, de {de:nome} a {para:nome}. {motivo}"),
    )
    #: um documento entrou num pedido de adesão
    ADESAO_ANEXADA = (
        "hub:adesao:anexada",
        "adesao anexo nome sha256",
        "{ator} juntou à adesão {adesao} o documento {nome}, de resumo {sha256}.",
    )
    #: um documento saiu de um pedido de adesão
    ADESAO_DESANEXADA = (
        "hub:adesao:desanexada",
        "adesao anexo nome sha256",
        "{ator} tirou da adesão {adesao} o documento {nome}, de resumo {sha256}.",
    )
    #: uma das partes assinou o convênio
    ADESAO_ASSINADA = (
        "hub:adesao:assinada",
        "adesao parte nome em_nome_de versao sha256 nivel",
        (
            "{ator} assinou o convênio da adesão {adesao} como {nome}, em nome de {em_nome_de}: texto da versão "
            "{versao}, de resumo {sha256}."
        ),
    )
    #: uma versão nova de um modelo de documento
    MODELO_SALVO = (
        "credor:documento:modelo_salvo",
        "modelo codigo versao resumo",
        "{ator} gravou a versão {versao} do modelo de documento {codigo} de {credor}.",
    )
    #: um documento saiu, sozinho
    DOCUMENTO_EMITIDO = (
        "credor:documento:emitido",
        "documento especie codigo cda numero_cda modelo versao sha256",
        (
            "{ator} emitiu {especie:especie} da CDA {numero_cda} de {credor}, código {codigo}, pela versão {versao} do "
            "modelo {modelo}."
        ),
    )
    #: o credor retirou um documento
    DOCUMENTO_CANCELADO = (
        "credor:documento:cancelado",
        "documento codigo motivo",
        "{ator} cancelou o documento {codigo} de {credor}: {motivo}",
    )
    #: muitos documentos foram pedidos de uma vez
    LOTE_DE_DOCUMENTOS_PEDIDO = (
        "credor:documento:lote_pedido",
        "lote especie modelo versao pedidos",
        (
            "{ator} pediu o lote de documentos {lote} de {credor}, com {pedidos:documento|documentos}, pela versão "
            "{versao} do modelo {modelo}."
        ),
    )
    #: todo pedaço de um lote de documentos tem resultado
    LOTE_DE_DOCUMENTOS_PRONTO = (
        "hub:documento:lote_pronto",
        "lote emitidos repetidos recusados manifesto_sha256",
        (
            "{ator} terminou o lote de documentos {lote} de {credor}: {emitidos:emitido|emitidos}, "
            "{repetidos:repetido|repetidos} e {recusados:recusado|recusados}."
        ),
    )
    #: o credor passou a assinar com um certificado
    CERTIFICADO_GUARDADO = (
        "hub:documento:certificado_guardado",
        "titular sha256 valido_ate de_teste politica",
        "{ator} guardou o certificado de {titular}, com que {credor} assina os seus documentos.",
    )
    #: o servidor de correio do credor mudou
    CORREIO_CONFIGURADO = (
        "hub:documento:correio_configurado",
        "servidor porta remetente",
        "{ator} configurou o correio de {credor}: as cartas saem de {remetente} por {servidor}.",
    )
    #: uma tentativa de mandar uma carta teve resultado
    CARTA_ENVIADA = (
        "hub:documento:carta_enviada",
        "envio documento situacao tentativa",
        "{ator} tentou mandar por correio eletrônico a carta do envio {envio} de {credor}: {situacao:nome}.",
    )
    #: códigos errados demais na página de conferência, vindos de um endereço
    CONFERENCIA_BARRADA = (
        "pessoa:documento:conferencia_barrada",
        "endereco",
        "{ator} errou códigos de conferência demais, do endereço {endereco}, e teve de esperar.",
    )
    #: a lista pública foi levada ao que o livro diz, e algo mudou nela
    ABERTA_ATUALIZADA = (
        "hub:aberta:atualizada",
        "incluidas alteradas retiradas",
        "{ator}: {incluidas:dívida entrou|dívidas entraram}, {alteradas:mudou|mudaram} e {retiradas:saiu|saíram}.",
    )
    #: a lista pública inteira foi comparada com o livro
    ABERTA_CONFERIDA = (
        "hub:aberta:conferida",
        "cdas divergentes lugares incluidas alteradas retiradas",
        (
            "{ator}: a lista foi comparada com o livro em {cdas:CDA|CDAs}; {divergentes:diferia|diferiam}, e também "
            "{lugares:conta de município|contas de município}. Acertado: {incluidas:dívida entrou|dívidas entraram}, "
            "{alteradas:mudou|mudaram} e {retiradas:saiu|saíram}."
        ),
    )
    #: a fotografia da lista pública foi escrita, e a de antes apagada
    ABERTA_FOTOGRAFADA = (
        "hub:aberta:fotografada",
        "dia linhas sha256_csv sha256_parquet",
        "{ator}: a fotografia de {dia:data} saiu com {linhas:linha|linhas}, e a de antes foi apagada.",
    )
    #: um endereço de rede leu páginas demais da lista pública num minuto
    ABERTA_BARRADA = (
        "pessoa:aberta:barrada",
        "endereco",
        "{ator} leu páginas demais da lista pública, do endereço {endereco}, e teve de esperar.",
    )
    #: um sistema do credor ganhou credencial na API
    CREDENCIAL_CRIADA = (
        "hub:credencial:criada",
        "client_id nome especie escopos redes ate",
        (
            "{ator} criou a credencial de {especie:nome} {nome} de {credor}, com os escopos {escopos:como_estao}, "
            "redes: {redes:redes}, {ate:prazo}."
        ),
    )
    #: uma credencial ganhou segredo novo
    SEGREDO_TROCADO = (
        "hub:credencial:segredo_trocado",
        "client_id nome anterior_ate",
        "{ator} trocou o segredo da credencial {nome} de {credor}; o anterior vale até {anterior_ate:instante}.",
    )
    #: o segredo anterior de uma credencial deixou de valer antes do prazo
    TROCA_DE_SEGREDO_ENCERRADA = (
        "hub:credencial:troca_encerrada",
        "client_id nome",
        "{ator} encerrou a troca do segredo da credencial {nome} de {credor}: só o novo vale.",
    )
    #: uma credencial deixou de valer, com os tokens dela
    CREDENCIAL_REVOGADA = (
        "hub:credencial:revogada",
        "client_id nome",
        "{ator} revogou a credencial {nome} de {credor} e os tokens dela.",
    )
    #: um sistema recebeu um token
    TOKEN_EMITIDO = (
        "sistema:token:emitido",
        "client_id especie escopos endereco",
        (
            "O sistema {ator}, credencial de {especie:nome} de {credor}, recebeu um token para "
            "{escopos:como_estao}, no endereço {endereco}."
        ),
    )
    #: um sistema foi barrado ao pedir token, ou ao usá-lo
    TOKEN_RECUSADO = (
        "sistema:token:recusado",
        "client_id endereco motivo",
        "O sistema {ator}, no endereço {endereco}, foi recusado: {motivo}",
    )
    #: uma parada da operação, ou um aviso a todos, começou
    OPERACAO_LIGADA = (
        "hub:operacao:ligada",
        "chave especie canal motivo inclusive_baixas desde fim_previsto",
        (
            "{ator} ligou a chave {chave} da operação ({especie:chave}{canal:do_canal}{inclusive_baixas:baixas}), de "
            "{credor}, desde {desde:instante}{fim_previsto:previsto}: {motivo}"
        ),
    )
    #: uma parada da operação, ou um aviso a todos, acabou
    OPERACAO_DESLIGADA = (
        "hub:operacao:desligada",
        "chave especie canal motivo inclusive_baixas desde",
        (
            "{ator} desligou a chave {chave} da operação ({especie:chave}{canal:do_canal}{inclusive_baixas:baixas}), "
            "de {credor}, que valia desde {desde:instante}: {motivo}"
        ),
    )
    #: um componente do hub deixou de funcionar, ou não se mediu
    INDISPONIBILIDADE_COMECOU = (
        "hub:operacao:fora_do_ar",
        "componente inicio causa",
        "{ator} registrou que {componente:componente} não funciona desde {inicio:instante}: {causa}.",
    )
    #: e quando voltou
    INDISPONIBILIDADE_ACABOU = (
        "hub:operacao:voltou",
        "componente inicio fim causa",
        (
            "{ator} registrou que {componente:componente} não funcionou de {inicio:instante} até {fim:instante}: "
            "{causa}."
        ),
    )
    #: o usuário e a senha de um credor no serviço de um canal foram guardados
    SEGREDO_DO_CANAL_GUARDADO = (
        "hub:canal:segredo_guardado",
        "estrategia usuario",
        "{ator} guardou a senha de {credor} no serviço de {estrategia:nome}, usuário {usuario}.",
    )
    #: o hub parou de chamar o serviço de um canal
    CANAL_DESLIGADO = (
        "hub:canal:desligado",
        "estrategia motivo permanente",
        "{ator} parou de chamar o serviço de {estrategia:nome} de {credor}: {motivo}",
    )
    #: o hub voltou a chamar o serviço de um canal
    CANAL_RELIGADO = (
        "hub:canal:religado",
        "estrategia motivo",
        "{ator} religou o serviço de {estrategia:nome} de {credor}, que tinha parado por isto: {motivo}",
    )
    #: o canal recebeu um arquivo pelo serviço
    ARQUIVO_ENTREGUE = (
        "hub:remessa:arquivo_entregue",
        "remessa estrategia arquivo codigo sha256",
        (
            "{ator} entregou ao serviço de {estrategia:nome} o arquivo {arquivo} da remessa {remessa} de {credor}; "
            "a resposta foi {codigo}."
        ),
    )
    #: o canal recusou parte de um arquivo de uma remessa
    TITULOS_RECUSADOS = (
        "hub:remessa:titulos_recusados",
        "remessa estrategia arquivo acionamentos onde motivo",
        (
            "{ator} registrou que o canal de {estrategia:nome} recusou parte do arquivo {arquivo} da remessa {remessa} "
            "de {credor} ({onde}), com {acionamentos:título|títulos}: {motivo}"
        ),
    )
    #: o modo de falar com a CRA de uma UF mudou
    PERFIL_DA_CRA_GRAVADO = (
        "hub:cra:perfil_gravado",
        "uf desde produto ambiente endereco fonte",
        (
            "{ator} gravou o perfil da CRA de {uf} que vale desde {desde:data}: {produto}, {ambiente:nome}, em "
            "{endereco}, segundo {fonte}."
        ),
    )
    #: o contrato do serviço de um canal, que diz como se fala com ele
    CONTRATO_DO_CANAL_GRAVADO = (
        "hub:canal:contrato_gravado",
        "estrategia desde fonte",
        "{ator} gravou o contrato do serviço de {estrategia:nome} que vale desde {desde:data}, segundo {fonte}.",
    )
    #: o instrumento de um protesto foi pedido à CRA
    INSTRUMENTO_PEDIDO = (
        "hub:protesto:instrumento_pedido",
        "cda numero_cda codigo sha256",
        "{ator} pediu à CRA o instrumento do protesto da CDA {numero_cda} de {credor}; a resposta foi {codigo}.",
    )
