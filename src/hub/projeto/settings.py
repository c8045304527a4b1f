"""Ajustes do Django. O que muda de instalação para instalação vem de variáveis de ambiente."""

from __future__ import annotations

import os
import secrets
from typing import Any

from django.contrib.messages import constants as message_constants

from hub.projeto import banco, pastas

PASTA = pastas.pasta_do_hub()
DEBUG = os.environ.get("HUB_DEBUG") == "1"


def _segredo() -> str:
    """Segredo da instalação, criado uma vez, em arquivo que só o dono lê."""
    if do_ambiente := os.environ.get("HUB_SEGREDO"):
        return do_ambiente
    arquivo = PASTA / "segredo"
    try:
        descritor = os.open(arquivo, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return arquivo.read_text()
    with os.fdopen(descritor, "w") as saida:
        saida.write(segredo := secrets.token_urlsafe(48))
    return segredo


#: O comando repetido fica preparado no banco, que não o analisa de novo a cada chamada.
_PREPARADAS: dict[str, object] = {"server_side_binding": True, "prepare_threshold": 3}


def _corrida_de_testes() -> str:
    """Um banco por corrida e por processo: duas corridas ao mesmo tempo não se atrapalham."""
    corrida = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    return f"{corrida}_{os.environ.get('PYTEST_XDIST_WORKER', 'so')}"


def _banco_de_dados(partes: dict[str, Any]) -> dict[str, object]:
    """As partes do endereço nos nomes do Django; as que não são dele vão como opções da libpq."""
    do_django = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    opcoes = {nome: valor for nome, valor in partes.items() if nome not in do_django.values()}
    return {
        "ENGINE": "hub.projeto.postgresql",
        **{nome: str(partes.get(da_libpq, "")) for nome, da_libpq in do_django.items()},
        "CONN_MAX_AGE": int(os.environ.get("HUB_CONEXAO_SEGUNDOS", "600")),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "hub", **_PREPARADAS, **opcoes},
        "TEST": {"NAME": f"hub_teste_{_corrida_de_testes()}"},
    }


SECRET_KEY = _segredo()
ALLOWED_HOSTS = os.environ.get("HUB_ENDERECOS", "127.0.0.1,localhost").split(",")
DATABASES = {"default": _banco_de_dados(banco.endereco())}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "procrastinate.contrib.django",
    "hub.credores",
    "hub.operacao",
    "hub.acesso",
    "hub.auditoria",
    "hub.dividas",
    "hub.documentos",
    "hub.adesao",
    "hub.recepcao",
    "hub.estrategias",
    "hub.resultados",
    "hub.portal",
    "hub.projeto",
]
MIDDLEWARE = [
    "hub.projeto.barreira.com_inquilino",
    "hub.projeto.barreira.com_endereco_de_quem_pede",
    "django.middleware.security.SecurityMiddleware",
    "hub.projeto.barreira.com_cabecalhos",
    "hub.projeto.barreira.so_em_utf8",
    "hub.projeto.barreira.sem_cookie_no_publico",
    "hub.projeto.barreira.sem_caractere_nulo",
    "hub.projeto.parada.estado_sem_sessao",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "hub.acesso.sessao.com_limite_de_sessao",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hub.projeto.parada.so_leitura",
    "hub.projeto.barreira.sem_corpo_grande",
    "hub.projeto.barreira.com_metodo_explicado",
]
ROOT_URLCONF = "hub.projeto.urls"
WSGI_APPLICATION = "hub.projeto.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_USER_MODEL = "acesso.Usuario"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "entrar"
LOGIN_REDIRECT_URL = "inicio"
LOGOUT_REDIRECT_URL = "entrar"
#: As tarefas que só o relógio chama: nada mais importa os módulos delas, e a fila não as conheceria.
_COM_TAREFAS = (
    *("acesso", "documentos", "estrategias", "estrategias.carta", "estrategias.divida_aberta"),
    *("estrategias.por_registro", "operacao", "projeto", "recepcao"),
)
PROCRASTINATE_IMPORT_PATHS = [f"hub.{comodo}.tarefas" for comodo in _COM_TAREFAS]
#: O erro tem a cor que o padrão digital lhe dá.
MESSAGE_TAGS = {message_constants.ERROR: "danger"}
LANGUAGE_CODE = "pt-br"
TIME_ZONE = "America/Sao_Paulo"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
#: Onde o portal atende por fora: vai no QR dos documentos emitidos.
ENDERECO_PUBLICO = os.environ.get("HUB_ENDERECO_PUBLICO", "http://127.0.0.1:8000").rstrip("/")
#: Servidor de correio da instalação, `smtp://pessoa:senha@servidor:587/?remetente=cartas@exemplo`; sem cifra, só na
#: própria máquina (`&cifrado=0`).
SMTP = os.environ.get("HUB_SMTP", "")
#: Onde a caixa postal simulada guarda o que recebe.
PASTA_DE_CORREIO = PASTA / "correio"
PASTA_DE_TRABALHO = str(PASTA / "arquivos")
STATIC_URL = "/estatico/"
STATIC_ROOT = PASTA / "estatico"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
#: Segundos que o navegador guarda um estático antes de perguntar de novo.
WHITENOISE_MAX_AGE = 3600
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("HUB_HTTPS") == "1"
#: Servidores confiáveis por que todo pedido passa antes do hub; deles, e só deles, se aceita quem pediu e por onde.
INTERMEDIARIOS = int(os.environ.get("HUB_INTERMEDIARIOS", "0"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if INTERMEDIARIOS else None
#: O que diz como falar com o gov.br (`hub.acesso.govbr.configuracao`), e se a entrada com senha aparece junto com ele.
GOVBR = {nome: valor for nome, valor in os.environ.items() if nome.startswith("GOVBR_")}
ENTRADA_LOCAL = os.environ.get("HUB_ENTRADA_LOCAL") == "1"
#: Segundos de espera depois do primeiro código errado do segundo fator; dobram a cada erro.
OTP_TOTP_THROTTLE_FACTOR = 1
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"erro": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["erro"], "level": os.environ.get("HUB_LOG", "WARNING")},
    # Abaixo disso eles escrevem endereços e cabeçalhos, e os do gov.br trazem CPF e tokens.
    "loggers": {nome: {"level": "WARNING"} for nome in ("httpx", "httpcore", "authlib")},
}
