from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from hub.credores.models import Credor


class Especie(models.TextChoices):
    #: a certidão que prova a inscrição (CTN art. 202; LEF art. 2º §5º)
    CDA = "CDA", "CDA"
    #: o aviso ao devedor
    CARTA = "CARTA", "Carta"


class ModeloDeDocumento(models.Model):
    """Um documento que o credor escreve uma vez e emite muitas; o texto está nas versões."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="modelos_de_documento")
    especie = models.CharField("espécie", max_length=5, choices=Especie.choices)
    codigo = models.CharField(
        "código",
        max_length=30,
        validators=[
            RegexValidator(r"^[A-Z0-9][A-Z0-9-]*\Z", "Use letras maiúsculas, algarismos e hífen, como AVISO-1.")
        ],
    )
    nome = models.CharField("nome", max_length=100)
    criado_em = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "modelo_de_documento"
        ordering = ("especie", "codigo")
        constraints = (
            models.UniqueConstraint(
                fields=("credor", "codigo"),
                name="modelo_codigo_unico",
                violation_error_message="Já há um modelo com este código. Escolha outro, ou grave uma versão dele.",
            ),
        )

    def __str__(self) -> str:
        return self.nome


class VersaoDoModelo(models.Model):
    """O texto de um modelo como foi salvo. O banco recusa mudá-la: o documento emitido diz de que versão saiu."""

    credor = models.ForeignKey(Credor, on_delete=models.PROTECT, related_name="+")
    modelo = models.ForeignKey(ModeloDeDocumento, on_delete=models.PROTECT, related_name="versoes")
    versao = models.PositiveIntegerField()
    #: `[{"texto": Markdown como a pessoa escreveu, "arvore": como se leu (hub.documentos.marcacao)}]`
    blocos = models.JSONField()
    #: `[{"nome", "cargo"}]`, na ordem em que assinam
    signatarios = models.JSONField(default=list)
    #: o livro e a folha são do registro eletrônico do credor: a CDA sem eles o diz
    registro_eletronico = models.BooleanField(default=False)
    #: PNG ou JPEG conferido; vazio = sem brasão
    brasao = models.BinaryField(default=bytes)
    brasao_sha256 = models.CharField(max_length=64, blank=True)
    #: SHA-256 de tudo o que muda o documento
    resumo = models.CharField(max_length=64)
    criada_por = models.CharField(max_length=150)
    em = models.DateTimeField()
    vigente_desde = models.DateField()

    class Meta:
        db_table = "versao_do_modelo"
        ordering = ("modelo", "-versao")
        constraints = (models.UniqueConstraint(fields=("modelo", "versao"), name="modelo_versao_unica"),)

    def __str__(self) -> str:
        return f"{self.modelo} (versão {self.versao})"

    @property
    def marcadores(self) -> frozenset[str]:
        """Os marcadores que o texto usa."""
        from hub.documentos.marcacao import marcadores_da  # noqa: PLC0415 - o modelo não carrega o leitor de Markdown

        return marcadores_da([no for bloco in self.blocos for no in bloco["arvore"]])
