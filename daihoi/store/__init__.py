"""What is remembered: the only SQL, the journal, the migrations. Tables never leave this room."""

from daihoi.store.opening import open_store
from daihoi.store.writing import Lease, Store, Writing

__all__ = ["Lease", "Store", "Writing", "open_store"]
