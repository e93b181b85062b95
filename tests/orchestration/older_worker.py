"""A worker of the program as it was before the newest version of the procedure: `python -m tests.orchestration.older_worker`."""

from daihoi.rules import procedure
from deployments import work

if __name__ == "__main__":
    del procedure.TABLES[procedure.VERSION]
    raise SystemExit(work.main())
