"""A batch counted from its files as they were read is the batch counted by the database."""

from __future__ import annotations

from storage import EVERY_CLIENT, Database
from storage.tables import Batch, Source

FILES = (("done", 3, 3), ("done", 2, 2), ("reading", 1, 4), ("received", 0, None), ("unpacked", 0, None), ("failed", 0, None))


def test_files_already_read_count_as_the_database_counts_them(database: Database) -> None:
    with database.work(EVERY_CLIENT) as work:
        client = work.clients.add("Alfa").id
        batch = work.batches.add(Batch(client_id=client, created_by="k")).id
        for position, (state, read, pages) in enumerate(FILES):
            work.sources.add(
                Source(
                    client_id=client, batch_id=batch, position=position, name="n", sha256="0" * 64, size_bytes=1, qa_seed="s", qa_rate=0.0,
                    state=state, pages_read=read, page_count=pages,
                )
            )  # fmt: skip
    with database.read(EVERY_CLIENT) as work:
        counted = work.batches.status(batch)
        assert work.batches.status(batch, work.sources.of_batch(batch)) == counted
    assert counted.sources == {"done": 2, "reading": 1, "received": 1, "unpacked": 1, "failed": 1}
    assert (counted.pages_read, counted.pages_total, counted.state) == (6, 9, "processing")
