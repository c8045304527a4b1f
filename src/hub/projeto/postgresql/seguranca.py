"""A segurança por linha: que papel alcança que tabela, e dela que linhas. Aplica-se ao fim de toda migração.

Toda tabela com `credor_id` é do credor e se protege sozinha; as outras têm de estar numa das listas daqui, ou a
migração para. O porquê está em docs/decisoes/0011-seguranca-por-linha.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from django.apps import apps
from django.db import ProgrammingError, connection
from django.db.models import Model
from psycopg.errors import InsufficientPrivilege

from hub.credores import inquilino
from hub.credores.inquilino import Papel
from hub.projeto.erros import PapeisPorCriar, TabelaSemAlcance

#: O credor e a pessoa que a conexão disse (`hub.projeto.postgresql.base`); nulos se não disse.
CREDOR = "nullif(current_setting('hub.credor', true), '')::bigint"
PESSOA = "nullif(current_setting('hub.pessoa', true), '')::bigint"

TUDO = "select, insert, update, delete"


@dataclass(frozen=True, kw_only=True)
class Alcance:
    """O que o portal e a PGFN podem numa tabela; o serviço pode tudo, em todas."""

    #: comandos do portal
    web: str = TUDO
    #: condição da linha que o portal vê
    ve: str = f"credor_id = {CREDOR}"
    #: condição da linha que o portal grava; vazia = a mesma
    grava: str = ""
    #: comandos da PGFN, em qualquer linha
    pgfn: str = ""
    #: se a tabela tem linhas de credor, e portanto políticas
    por_linha: bool = True


def comum(web: str, *, pgfn: str = "") -> Alcance:
    """Tabela sem linhas de credor."""
    return Alcance(web=web, pgfn=pgfn, por_linha=False)


DO_CREDOR = Alcance()
#: O que a PGFN também lê e muda: cadastro, convênio e equipe, nunca a dívida.
DO_CONVENIO = Alcance(pgfn=TUDO)
#: O que se junta a um pedido de adesão é de quem vê o pedido, que ainda pode não ter credor; a PGFN vê todos.
DA_ADESAO = Alcance(ve="exists (select from adesao a where a.id = adesao_id)", pgfn=TUDO)
FECHADA = comum("")
LEITURA = comum("select", pgfn="select")
SESSAO = comum(TUDO, pgfn=TUDO)
FILA = comum("select, insert, update", pgfn="select, insert, update")

#: As tabelas que não seguem a regra de `credor_id`, ou a seguem com uma diferença.
ALCANCES: Mapping[str, Alcance] = {
    "credor": Alcance(
        web="select, update",
        ve=f"id = {CREDOR} or exists (select from vinculo v where v.credor_id = credor.id and v.usuario_id = {PESSOA})"
        " or exists (select from convite t where t.credor_id = credor.id)",
        grava=f"id = {CREDOR}",
        pgfn=TUDO,
    ),
    "vinculo": Alcance(
        ve=f"credor_id = {CREDOR} or usuario_id = {PESSOA}", grava=f"credor_id = {CREDOR}", pgfn="select, insert"
    ),
    # Quem foi chamado vê o convite do seu CPF, de que credor for.
    "convite": Alcance(
        ve=f"credor_id = {CREDOR} or cpf_resumo = (select u.cpf_resumo from usuario u where u.id = {PESSOA})",
        grava=f"credor_id = {CREDOR}",
        pgfn="select, insert, update, delete",
    ),
    "vinculo_pgfn": Alcance(web="select", ve=f"usuario_id = {PESSOA}", pgfn=TUDO),
    "carteira": DO_CONVENIO,
    # Versão só se acrescenta.
    "carteira_versao": Alcance(web="select, insert", pgfn="select, insert"),
    # Nascem com o credor, que a PGFN cria ao aceitar o pedido de adesão.
    "modelo_de_documento": Alcance(pgfn="select, insert, update"),
    "versao_do_modelo": Alcance(web="select, insert", pgfn="select, insert"),
    "convenio": DO_CONVENIO,
    "suspensao_do_convenio": DO_CONVENIO,
    "certificacao_anual": DO_CONVENIO,
    "acordo_com_o_biro": Alcance(pgfn="select"),
    # Números por canal, sem dívida nenhuma.
    "situacao_das_baixas": Alcance(web="select", pgfn="select"),
    "canal_mudo": Alcance(web="select"),
    "mediana_da_baixa": LEITURA,
    # Quem pede, e o representante de que o pedido fala.
    "adesao": Alcance(
        ve=f"solicitante_id = {PESSOA}"
        f" or representante_cpf_resumo = (select u.cpf_resumo from usuario u where u.id = {PESSOA})",
        pgfn=TUDO,
    ),
    "anexo_da_adesao": DA_ADESAO,
    "assinatura_da_adesao": DA_ADESAO,
    "exigencia_da_adesao": DA_ADESAO,
    "parecer_da_adesao": DA_ADESAO,
    "passagem_da_adesao": DA_ADESAO,
    # O evento do próprio hub (entrar, sair) não tem credor: grava-se, e só a linha de comando e a PGFN o leem.
    "evento": Alcance(web="select, insert", grava=f"credor_id is null or credor_id = {CREDOR}", pgfn="select, insert"),
    # O credor vê as paradas dele e as de todos; quem as liga e desliga é a PGFN, ou a linha de comando.
    "chave_de_operacao": Alcance(
        web="select", ve=f"credor_id is null or credor_id = {CREDOR}", pgfn="select, insert, update"
    ),
    "medicao": LEITURA,
    "indisponibilidade": LEITURA,
    "usuario": comum("select, insert, update", pgfn="select, insert, update"),
    "tentativa_entrada": SESSAO,
    # A credencial se lê antes de se saber o credor: pela função `credencial_do_servidor`, e só a do servidor dito.
    "credencial_govbr": Alcance(web="select", pgfn="select"),
    "transacao_govbr": comum(TUDO),
    "otp_totp_totpdevice": SESSAO,
    "codigo_recuperacao": SESSAO,
    "django_session": SESSAO,
    "django_content_type": LEITURA,
    "django_migrations": FECHADA,
    "auth_permission": LEITURA,
    "auth_group": LEITURA,
    "auth_group_permissions": LEITURA,
    "usuario_groups": LEITURA,
    "usuario_user_permissions": LEITURA,
    # O portal só precisa saber se há; quem abre o segredo é a fila.
    "segredo_do_canal": Alcance(web="select"),
    # A chamada nasce na liberação, que a tela também faz; as outras são da fila.
    "chamada_ao_canal": Alcance(web="select, insert, update"),
    # As listas, quem as lê do serviço é a fila ou a linha de comando.
    "lista_do_canal": Alcance(web="select"),
    # O credor lê o dele e o de todos; quem os grava é o operador, na linha de comando.
    "contrato_do_canal": Alcance(web="select", ve=f"credor_id is null or credor_id = {CREDOR}"),
    "disjuntor_do_canal": Alcance(web="select, insert, update"),
    "perfil_da_cra": LEITURA,
    # O portal define e registra; o que provou que se comunicou o devedor não se apaga.
    "comunicacao": Alcance(web="select, insert, update"),
    "agenda_do_canal": Alcance(web="select, insert, update"),
    # A rodada é da fila: o portal só a mostra.
    "rodada_da_regua": Alcance(web="select"),
    # A conciliação também é do portal; o que divergiu não se apaga.
    **dict.fromkeys(("conciliacao", "divergencia"), Alcance(web="select, insert, update")),
    "selo": FECHADA,
    "procrastinate_jobs": FILA,
    "procrastinate_events": FILA,
    "procrastinate_workers": FILA,
    "procrastinate_periodic_defers": FILA,
    # O que a Dívida Aberta mostra a qualquer um: só o serviço escreve.
    **dict.fromkeys(
        ("divida_publicada", "divida_diferenca", "ente_publicado", "lugar_publicado", "marca_da_aberta"), LEITURA
    ),
    "leitura_da_aberta": FECHADA,
}

#: As leituras de quem ainda não disse o credor, cada uma no seu arquivo.
FUNCOES_DE_FORA = (
    "credencial_do_cliente",
    "chamada_contar",
    "credencial_do_servidor",
    "cnpj_em_uso",
    "credor_do_documento",
    "chaves_ligadas",
    *(f"aberta_{nome}" for nome in ("devidas", "conferir", "somar", "contatos", "contar")),
)
#: Papéis, com o que se exige de cada um. O do serviço passa por cima das políticas porque COPY não as conhece.
PAPEIS = {Papel.SERVICO: "nologin bypassrls", Papel.WEB: "login noinherit", Papel.PGFN: "nologin noinherit"}


def papeis_garantir() -> None:
    """Cria os papéis que faltam e dá ao dono das tabelas o direito de falar como eles. Levanta `PapeisPorCriar`.

    Papéis são do servidor inteiro: dois bancos que se preparam juntos não se atrapalham.
    """
    comandos = [_CRIA_PAPEL.format(papel=papel, forma=forma) for papel, forma in PAPEIS.items()]
    try:
        with connection.cursor() as cursor:
            cursor.execute("select quote_ident(current_user)")
            (dono,) = cursor.fetchone()
            comandos += [f"grant {', '.join(PAPEIS)} to {dono}", f"grant {Papel.PGFN} to {Papel.WEB}"]
            for comando in comandos:
                cursor.execute(comando)
    except ProgrammingError as erro:
        if isinstance(erro.__cause__, InsufficientPrivilege):
            em_linha = "; ".join(" ".join(comando.split()) for comando in comandos)
            raise PapeisPorCriar(detalhe=" ".join(str(erro).split()), comandos=em_linha) from erro
        raise


_CRIA_PAPEL = """
do $$ begin
    if not exists (select from pg_roles where rolname = '{papel}') then create role {papel} {forma}; end if;
exception when duplicate_object or unique_violation then null;
end $$
"""


def seguranca_aplicar() -> None:
    """Deixa direitos, políticas e funções como este módulo diz; das tabelas, mexe só nas que estão diferentes.

    Mexer numa política espera por quem usa a tabela: o que já está certo não se refaz. Levanta `TabelaSemAlcance`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DIREITOS_COMUNS)
        cursor.execute(_ESTADO)
        estado = {tabela: (ligada, marca) for tabela, ligada, marca in cursor.fetchall()}
        for tabela, alcance in alcances().items():
            comandos = ";\n".join([*_direitos(tabela, alcance), *_politicas(tabela, alcance)])
            marca = hashlib.sha256(comandos.encode()).hexdigest()
            if tabela in estado and estado[tabela] != (alcance.por_linha, marca):
                cursor.execute(f"{comandos};\ncomment on policy do_servico on {tabela} is '{marca}'")
        cursor.execute(_texto("analisar"))
    with inquilino.como(Papel.SERVICO), connection.cursor() as cursor:
        for funcao in FUNCOES_DE_FORA:
            cursor.execute(_texto(funcao))


def _texto(nome: str) -> str:
    return files("hub.projeto.postgresql").joinpath(f"{nome}.sql").read_text(encoding="utf-8")


def alcances() -> dict[str, Alcance]:
    """O alcance de cada tabela do hub, na ordem do nome. Levanta `TabelaSemAlcance`."""
    modelos = {modelo._meta.db_table: modelo for modelo in apps.get_models(include_auto_created=True)}
    de_credor = {tabela for tabela, modelo in modelos.items() if _tem_credor(modelo)}
    if sem := sorted(modelos.keys() - de_credor - ALCANCES.keys()):
        raise TabelaSemAlcance(tabelas=", ".join(sem))
    return {tabela: ALCANCES.get(tabela, DO_CREDOR) for tabela in sorted(modelos.keys() | {"django_migrations"})}


def _tem_credor(modelo: type[Model]) -> bool:
    return any(campo.column == "credor_id" for campo in modelo._meta.concrete_fields)


def _direitos(tabela: str, alcance: Alcance) -> Iterator[str]:
    yield f"revoke all on {tabela} from {', '.join(PAPEIS)}"
    yield f"grant {TUDO} on {tabela} to {Papel.SERVICO}"
    for papel, comandos in ((Papel.WEB, alcance.web), (Papel.PGFN, alcance.pgfn)):
        if comandos:
            yield f"grant {comandos} on {tabela} to {papel}"


def _politicas(tabela: str, alcance: Alcance) -> Iterator[str]:
    for politica in ("do_servico", "do_portal", "da_pgfn"):
        yield f"drop policy if exists {politica} on {tabela}"
    # A do serviço, que passa por cima delas, guarda a marca do que se aplicou.
    yield f"create policy do_servico on {tabela} to {Papel.SERVICO} using (true) with check (true)"
    if not alcance.por_linha:
        yield f"alter table {tabela} no force row level security, disable row level security"
        return
    yield f"alter table {tabela} enable row level security, force row level security"
    grava = alcance.grava or alcance.ve
    yield f"create policy do_portal on {tabela} to {Papel.WEB} using ({alcance.ve}) with check ({grava})"
    if alcance.pgfn:
        yield f"create policy da_pgfn on {tabela} to {Papel.PGFN} using (true) with check (true)"


#: As tabelas que há, se têm a segurança por linha ligada e a marca do que se aplicou nelas.
_ESTADO = """
select c.relname, c.relrowsecurity and c.relforcerowsecurity, obj_description(p.oid, 'pg_policy')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
       left join pg_policy p on p.polrelid = c.oid and p.polname = 'do_servico'
 where n.nspname = 'public' and c.relkind in ('r', 'p')
"""
_DIREITOS_COMUNS = f"""
grant usage on schema public to {", ".join(PAPEIS)};
grant usage, select on all sequences in schema public to {", ".join(PAPEIS)};
create schema if not exists hub_seguro;
grant usage on schema hub_seguro to {", ".join(PAPEIS)};
grant create on schema hub_seguro to {Papel.SERVICO};
"""
