"""What is remembered: the only SQL, the journal, the migrations. Tables never leave this room."""

from daihoi.store.opening import open_store
from daihoi.store.writing import Lease, Pending, Store, Writing

__all__ = ["Lease", "Pending", "Store", "Writing", "open_store"]
