"""O serviço web da CRA21 (SOAP 1.1, RPC/encoded), como o manual e o WSDL do apresentante o descrevem."""
