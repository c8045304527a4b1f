"""Deixa o Chromium da distribuição pronto para os testes de navegador, quando dá; quando não dá, diz por quê.

Só instala se quem chama é o administrador de uma máquina com apt. Sem o navegador, aqueles testes se declaram
pulados, e os outros seguem: por isso este programa nunca falha.
"""

from __future__ import annotations

import os
import shutil
import subprocess

PACOTE = "chromium"


def principal() -> None:
    if shutil.which(PACOTE):
        print("Chromium: já instalado.")
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("Chromium: falta, e só o administrador de uma máquina com apt o instala. Os testes dele serão pulados.")
        return
    ambiente = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for comando in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", PACOTE],
    ):
        feito = subprocess.run(comando, env=ambiente, check=False, capture_output=True, text=True)
        if feito.returncode:
            print(f"Chromium: {' '.join(comando)} não deu certo; os testes dele serão pulados.\n{feito.stderr[-500:]}")
            return
    print("Chromium: instalado.")


if __name__ == "__main__":
    principal()
