"""The program: what would survive another orchestrator. Never imports prefect."""
