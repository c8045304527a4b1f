/* O que o portal faz no navegador. Sem este arquivo tudo continua funcionando: ele só dá conforto. */
(function () {
  "use strict";
  document.documentElement.classList.add("com-js");

  /* Componentes do padrão que o portal usa, cada nó uma vez só (iniciado duas vezes, ouve duas vezes).
     O menu e as mensagens são nossos: os do padrão dão papéis de árvore a uma navegação comum. */
  var classes = { ".br-header:has([data-menu])": "BRHeader", ".br-table": "BRTable", ".br-input": "BRInput" };
  var iniciados = new WeakSet();
  function iniciar(raiz) {
    Object.keys(classes).forEach(function (seletor) {
      var nos = Array.from(raiz.querySelectorAll(seletor));
      if (raiz.matches && raiz.matches(seletor)) nos.unshift(raiz);
      nos.forEach(function (no, indice) {
        if (iniciados.has(no) || !window.core || !window.core[classes[seletor]]) return;
        iniciados.add(no);
        new window.core[classes[seletor]](seletor.slice(1), no, indice);
      });
    });
  }

  function menu() {
    var botao = document.querySelector("[data-menu]");
    var painel = document.querySelector("#main-navigation");
    if (!botao || !painel) return;
    function mostrar(aberto) {
      painel.classList.toggle("active", aberto);
      botao.setAttribute("aria-expanded", String(aberto));
      if (aberto) painel.querySelector("a").focus();
      else botao.focus();
    }
    botao.addEventListener("click", function () { mostrar(!painel.classList.contains("active")); });
    painel.addEventListener("click", function (evento) {
      if (evento.target.closest("[data-dismiss=menu]")) mostrar(false);
    });
    painel.addEventListener("keydown", function (evento) {
      if (evento.key === "Escape" && painel.classList.contains("active")) mostrar(false);
    });
  }

  /* A sessão do gov.br acaba: avisa dois minutos antes, e deixa continuar quem só parou de usar. */
  function fimDaSessao() {
    var aviso = document.querySelector("[data-sessao]");
    if (!aviso) return;
    var antes = 120;
    var ocioso = Number(aviso.dataset.ocioso), fim = Number(aviso.dataset.fim), espera;
    function avisar(porLimite) {
      aviso.querySelector("[data-por-uso]").hidden = porLimite;
      aviso.querySelector("[data-por-limite]").hidden = !porLimite;
      aviso.hidden = false;
    }
    function armar(segundos) {
      clearTimeout(espera);
      espera = setTimeout(function () { avisar(false); }, Math.max(segundos - antes, 0) * 1000);
    }
    if (ocioso < fim) armar(ocioso);
    setTimeout(function () { clearTimeout(espera); avisar(true); }, Math.max(fim - antes, 0) * 1000);
    aviso.querySelector("[data-continuar]").addEventListener("click", function () {
      fetch(aviso.dataset.renova, { credentials: "same-origin" }).then(function (resposta) {
        if (!resposta.ok || resposta.redirected) { window.location.reload(); return; }
        aviso.hidden = true;
        armar(20 * 60);
      });
    });
  }

  document.addEventListener("click", function (evento) {
    var fechar = evento.target.closest(".br-message .close button");
    if (fechar) fechar.closest(".br-message").remove();
    var imprimir = evento.target.closest("[data-imprimir]");
    if (imprimir) window.print();
  });

  /* Um envio demorado diz que está indo e não se repete por clique duplo. */
  document.addEventListener("submit", function (evento) {
    var formulario = evento.target;
    if (formulario.dataset.enviado) { evento.preventDefault(); return; }
    if (formulario.method !== "post" || evento.defaultPrevented) return;
    formulario.dataset.enviado = "sim";
    formulario.setAttribute("aria-busy", "true");
    var botao = evento.submitter;
    if (botao) botao.classList.add("loading");
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-enviado]").forEach(function (formulario) {
      delete formulario.dataset.enviado;
      formulario.removeAttribute("aria-busy");
      formulario.querySelectorAll(".loading").forEach(function (botao) { botao.classList.remove("loading"); });
    });
  });

  document.addEventListener("DOMContentLoaded", function () {
    iniciar(document);
    menu();
    fimDaSessao();
    var resumo = document.querySelector("[data-foco]");
    if (resumo) resumo.focus();
    if (window.htmx) window.htmx.onLoad(iniciar);
  });
})();
