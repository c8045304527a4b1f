# HUB Cobrança. `make` sozinho mostra esta lista.
PYTHON ?= python3
VENV := .venv
HUB := $(VENV)/bin/hub
T ?= tests
# BANCO=15 roda a suíte num PostgreSQL do Debian, se estiver instalado; vazio = o embutido.
export HUB_BANCO := $(BANCO)
ifeq ($(strip $(BANCO)),)
unexport HUB_BANCO
endif

.DEFAULT_GOAL := help
.PHONY: help demo test testes conferir formatar bench servir travar limpar

help: ## mostra esta lista
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

demo: $(VENV)/pronto ## do nada ao resultado: 5.000 CDAs, protesto simulado, retornos e relatório
	@$(HUB) demo

test: $(VENV)/pronto-dev ## confere estilo, tipos e setas, e roda a suíte inteira
	@$(MAKE) --no-print-directory conferir
	@$(VENV)/bin/python ferramentas/navegador.py
	@$(VENV)/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder tests

testes: $(VENV)/pronto-dev ## roda um pedaço: make testes T=tests/comum
	@$(VENV)/bin/pytest $(T)

conferir: $(VENV)/pronto-dev ## estilo (ruff), tipos (mypy) e setas (import-linter)
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

formatar: $(VENV)/pronto-dev ## arruma o que o ruff sabe arrumar
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

servir: $(VENV)/pronto ## portal, API, fila e simuladores num comando
	@$(HUB) servir --simuladores

bench: $(VENV)/pronto-dev ## os números prometidos, como razões
	@$(HUB) bench

travar: ## refaz requirements/*.txt a partir dos .in (precisa do uv)
	@for f in base dev; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-header -q requirements/$$f.in -o requirements/$$f.txt; done

limpar: ## para o banco embutido e apaga ambiente e dados locais
	@test ! -x $(HUB) || $(HUB) parar
	@rm -rf $(VENV) .hub

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/pronto: requirements/base.txt pyproject.toml ferramentas/npm/package-lock.json | $(VENV)/bin/python
	@echo "Instalando as dependências (só na primeira vez)…"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(VENV)/bin/python ferramentas/estaticos.py
	@touch $@

$(VENV)/pronto-dev: requirements/dev.txt $(VENV)/pronto
	@echo "Instalando o que os testes usam (só na primeira vez)…"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
