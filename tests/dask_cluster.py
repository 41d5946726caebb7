"""Start Dask clusters of this machine, with or without TLS, in processes of their own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from cli_processes import SOURCES

HERE = Path(__file__).parent
FOUND = os.pathsep.join((str(HERE), SOURCES))
"""Where workers find the functions of these tests, and the package under test."""
STARTS_WITHIN = 90.0
KEYS = {"tls_ca_file": "CA_FILE", "tls_client_cert": "CLIENT__CERT", "tls_client_key": "CLIENT__KEY"}


@contextmanager
def cluster(
    folder: Path,
    before_scheduler=(),
    before_workers=((), ()),
    host="127.0.0.1",
    hosts=("127.0.0.1",) * 2,
    found=FOUND,
    **tls,
):
    """Start a scheduler and two workers as processes of their own, and end them; with settings for TLS, over TLS.

    ``found`` is where its workers find packages.
    """
    file = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": found, "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False", **tls}
    python = [sys.executable, "-m", "dask"]
    with (folder / "cluster.log").open("w") as log:

        def start(*words):
            return subprocess.Popen(words, stdout=log, stderr=log, env=environment, start_new_session=True, cwd=folder)

        common = ("--scheduler-file", str(file), *(("--protocol", "tls") if tls else ()))
        started = [
            start(*before_scheduler, *python, "scheduler", *common, "--host", host, "--port", "0", "--no-dashboard")
        ]
        started += [
            start(*before, *python, "worker", *common, "--nthreads", "1", "--no-dashboard", "--host", own)
            for before, own in zip(before_workers, hosts, strict=True)
        ]
        try:
            _wait_for_workers(file, len(hosts), tls)
            yield str(file)
        finally:
            for process in started:
                end_process(process)


def _wait_for_workers(file: Path, number: int, tls: dict[str, str]) -> None:
    from distributed import Client
    from distributed.security import Security

    deadline = time.monotonic() + STARTS_WITHIN
    while not file.exists():
        assert time.monotonic() < deadline, "the scheduler did not start"
        time.sleep(0.1)
    own = {key: tls[f"DASK_DISTRIBUTED__COMM__TLS__{name}"] for key, name in KEYS.items()} if tls else {}
    security = Security(**own, require_encryption=True) if tls else None
    with Client(scheduler_file=str(file), timeout=STARTS_WITHIN, set_as_default=False, security=security) as client:
        if number:
            client.wait_for_workers(number, timeout=STARTS_WITHIN)


def end_process(process: subprocess.Popen) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tls_settings(folder: Path) -> dict[str, str]:
    """Make an authority and a certificate it signed; return the settings that have Dask use them. Skips without openssl."""
    if shutil.which("openssl") is None:
        pytest.skip("certificates need openssl")
    folder.mkdir()
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost")
    for words in (
        "req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -out ca.pem -days 2 -subj /CN=authority",
        "req -newkey rsa:2048 -nodes -keyout own-key.pem -out own.csr -subj /CN=127.0.0.1",
        "x509 -req -in own.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -out own.pem -extfile names",
    ):
        subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    settings = {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true", f"{tls}CA_FILE": str(folder / "ca.pem")}
    for part in ("SCHEDULER", "WORKER", "CLIENT"):
        settings |= {f"{tls}{part}__CERT": str(folder / "own.pem"), f"{tls}{part}__KEY": str(folder / "own-key.pem")}
    return settings
