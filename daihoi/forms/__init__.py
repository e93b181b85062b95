"""A request's form: for Prefect's page as JSON schema, for the command line as YAML."""
