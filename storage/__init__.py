"""Tables and repositories, files, the job queue, unit of work, migrations."""
