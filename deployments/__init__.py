"""How it runs: the worker, the embedded server, the catalogue of deployments."""
