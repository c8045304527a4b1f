-- Das que vão (`candidata`), nenhuma mais fica: só o protesto tem o que procurar entre elas.
update candidata set motivo = null where false
