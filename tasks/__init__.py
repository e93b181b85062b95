"""The acts: Prefect tasks that load, check, write and record. One file a step."""
