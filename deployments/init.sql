-- Prefect's own database beside daihoi's; its server creates the extension pg_trgm there.
CREATE DATABASE prefect OWNER daihoi;
