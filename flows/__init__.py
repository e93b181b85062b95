"""The order: Prefect flows, read aloud as the procedure."""
