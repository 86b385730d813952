"""What survives a restart: tables and repositories, files, the wake-up queue, unit of work, migrations.

Everything goes through `Database.work(clients)`: one transaction, whose every query is filtered by the client companies it was
opened for. Knows nothing of the web, of roles, or of how a document is read.
"""

from storage.clock import now
from storage.engine import Database, open_database
from storage.ids import new_id
from storage.unit_of_work import EVERY_CLIENT, Work

__all__ = ["EVERY_CLIENT", "Database", "Work", "new_id", "now", "open_database"]
