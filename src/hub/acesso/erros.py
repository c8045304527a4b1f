from __future__ import annotations

from typing import ClassVar

from hub.comum.erros import Recusa


class SemVinculo(Recusa):
    """Seu usuário ainda não está ligado a nenhum credor. Peça ao gestor do seu órgão que o inclua na equipe."""

    status = 403
    #: página que explica os caminhos
    pagina: ClassVar[str] = "portal/sem_vinculo.html"


class NivelInsuficiente(Recusa):
    """Para {ato} é preciso mais certeza de quem você é: uma entrada que valha como conta gov.br {exigido} ou mais, e a

    sua vale como {tem}.
    """

    status = 403
    pagina: ClassVar[str] = "portal/nivel_insuficiente.html"


class CPFInvalido(Recusa):
    """O CPF não serve. {motivo}"""

    status = 422


class CPFDeOutraPessoa(Recusa):
    """O CPF já é de outra conta, ou a conta {acesso} já tem outro CPF. Cada pessoa tem uma conta só: confira."""

    status = 409


class EntradaLocalFechada(Recusa):
    """Aqui se entra com o gov.br. Use o botão Entrar com GOV.BR."""

    status = 403


class ContaDesativada(Recusa):
    """O acesso desta pessoa ao HUB foi desativado. Fale com o gestor do seu órgão."""

    status = 403


class CodigoErrado(Recusa):
    """O código não confere. Use o que o aplicativo mostra agora, ou um código de recuperação ainda não usado."""

    status = 403


class CodigosDemais(Recusa):
    """Houve códigos errados demais. Espere {espera} e tente de novo, com um código novo."""

    status = 429


class PerfilNaoPode(Recusa):
    """O seu perfil em {credor}, {perfil}, não pode {ato}. Peça a quem tem o perfil {quem_pode}."""

    status = 403


class PessoaDesconhecida(Recusa):
    """Ninguém tem o nome de acesso {acesso}, e senha nova é só de quem já entra. Confira o nome; para criar a pessoa,

    rode sem `--nova-senha`.
    """

    status = 404


class PessoaJaExiste(Recusa):
    """Já há quem use o nome de acesso {acesso}, sem vínculo com {credor}. Se é a mesma pessoa, rode com

    `--mesma-pessoa`; se é outra, dê-lhe outro nome.
    """

    status = 409


class SemEsteVinculo(Recusa):
    """{acesso} não tem acesso a {credor}. Confira o nome e o CNPJ."""

    status = 404


class CredorTrocado(Recusa):
    """Esta página foi aberta em nome de outro credor, e agora você age por {credor}: nada foi feito. Volte ao credor da

    página, ou abra-a de novo, e repita.
    """

    status = 409


class EntradaRecusada(Recusa):
    """Usuário ou senha não conferem. Confira os dois e tente de novo; maiúsculas e minúsculas contam na senha."""

    status = 403


class TentativasDemais(Recusa):
    """Houve tentativas demais de entrar. Espere {minutos} minutos e tente de novo."""

    status = 429


class SemPerfilNaPgfn(Recusa):
    """Esta página é da PGFN, e a sua conta não tem perfil nela. Se deveria ter, peça a um administrador da PGFN."""

    status = 403


class SegundoFatorExigido(Recusa):
    """As páginas da PGFN pedem segundo fator, e esta entrada não o teve. Ligue a verificação em duas etapas da sua

    conta gov.br e entre de novo; se você entra com usuário e senha, ligue o segundo fator na sua conta do hub.
    """

    status = 403


class ConviteDesconhecido(Recusa):
    """Não há convite seu com esse número. Ele pode ter sido retirado, ou já ter passado do prazo."""

    status = 404


class PessoaJaNaEquipe(Recusa):
    """A pessoa desse CPF já está na equipe de {credor}. Para mudar o que ela pode, troque o perfil dela na lista."""

    status = 409


class UltimoGestor(Recusa):
    """{credor} ficaria sem gestor. Dê antes o perfil de gestor a outra pessoa."""

    status = 409


class UltimoAdministrador(Recusa):
    """A PGFN ficaria sem administrador. Dê antes esse perfil a outra pessoa."""

    status = 409


class PrazoPassado(Recusa):
    """O último dia, {dia:%d/%m/%Y}, já passou. Escolha de hoje em diante, ou deixe em branco para não ter prazo."""

    status = 422


class CredencialDesconhecida(Recusa):
    """Não há credencial {credencial} em uso neste credor. Confira o número na lista de integrações."""

    status = 404


class RedeErrada(Recusa):
    """{motivo}"""

    status = 422


class RedesDemais(Recusa):
    """São {quantas} redes, e uma credencial tem até {limite}. Junte as vizinhas numa rede maior."""

    status = 422


class SobreposicaoForaDoLimite(Recusa):
    """O segredo anterior pode valer de 0 a {limite} horas depois da troca, e veio {horas}."""

    status = 422


class LimiteForaDoAlcance(Recusa):
    """O limite vai de 1 a {limite} chamadas por minuto, e veio {veio}."""

    status = 422


class EscopoInsuficiente(Recusa):
    """O token não tem o escopo {escopo}, que esta rota pede. Peça um token que o tenha; se a credencial não o tem, crie

    outra.
    """

    status = 403


class RedeNaoPermitida(Recusa):
    """A credencial não se usa do endereço {endereco}. Chame de uma das redes dela, ou peça ao gestor que a inclua."""

    status = 403


class ChamadasDemais(Recusa):
    """A credencial passou de {limite} chamadas neste minuto. Espere {segundos} segundos, como diz Retry-After, ou envie

    várias CDAs em cada chamada.
    """

    status = 429
