"""Connect to a Dask scheduler by its address or its file, also over TLS, and say in one sentence why that failed."""

import importlib
import json
import logging
import socket
import ssl
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mobsim.errors import DataError, MobsimError, UsageError
from mobsim.scenario.regular_files import is_file, is_there, read_regular

SECONDS_TO_CONNECT = 20
SECONDS_TO_ASK = 3.0
LARGEST_FILE = 1_000_000
OPTION = "--cluster"
START = "start one with: dask scheduler --scheduler-file FILE, and name its address or the file"
TLS = "DASK_DISTRIBUTED__COMM__TLS__"
SETTINGS = f"{TLS}CA_FILE, {TLS}CLIENT__CERT and {TLS}CLIENT__KEY"


class SchedulerLostError(MobsimError):
    """Report that the scheduler is gone, and with it whatever was under way."""

    def __init__(self) -> None:
        super().__init__(
            "the Dask scheduler went away; what is finished is kept, and the same command resumes once one is there"
        )


def connect(given: str) -> Any:
    """Return a client of the scheduler at an address, or of that which wrote a scheduler file.

    Raises
    ------
    MobsimError
        If Dask is not installed, the file is none, or no scheduler answers as it should.
    """
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        raise UsageError(
            "a cluster needs Dask", field=OPTION, value=given, remedy="pip install 'mobsim[cluster]'"
        ) from None
    address = address_in(Path(given)) if is_there(Path(given)) else given
    if ":" not in address:
        raise UsageError("is neither a scheduler file nor an address", field=OPTION, value=given, remedy=START)
    # Made in two steps, so that one that cannot connect can be closed: left to the garbage collector, it may close
    # itself just when another client starts, and the two then wait for each other for ever.
    client = distributed.Client.__new__(distributed.Client)
    try:
        client.__init__(address=address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except BaseException as error:
        with suppress(AttributeError):  # it did not even begin
            client.close()
        if not isinstance(error, Exception):
            raise
        problem, remedy = _explain(address, error)
        raise UsageError(problem, field=OPTION, value=given, remedy=remedy) from None
    return client


def address_in(file: Path) -> str:
    """Return the address that a scheduler file holds.

    Raises
    ------
    DataError
        If it cannot be read, or is no such file.
    """
    remedy = "name the file that dask scheduler --scheduler-file writes, or remove it and start the scheduler again"
    try:
        address = json.loads(read_regular(file, LARGEST_FILE, remedy)).get("address")
    except (ValueError, AttributeError, RecursionError):
        address = None
    if not isinstance(address, str) or "://" not in address:
        raise DataError("is no scheduler file: it holds no address", file=file, remedy=remedy)
    return address


@contextmanager
def quiet() -> Generator[None]:
    """Keep Dask's own log, with its tracebacks, from the terminal: what matters is reported by us."""
    loggers = [
        each
        for name, each in logging.root.manager.loggerDict.items()
        if name.partition(".")[0] in ("distributed", "tornado") and isinstance(each, logging.Logger)
    ]
    levels = [(each, each.level) for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for each, level in levels:
            each.setLevel(level)


def _explain(address: str, error: Exception) -> tuple[str, str]:
    """Say why a scheduler could not be reached, and what to do."""
    scheme, _, rest = address.partition("://")
    if scheme == "tls":
        missing = _missing_certificates()
        if missing:
            return missing, f"set {SETTINGS}; see 'On a cluster' in the documentation"
    tls = _speaks_tls(rest or scheme)
    if scheme == "tls" and tls is False:
        return "the scheduler there does not speak TLS", f"name it tcp://{rest}, or start it with --protocol tls"
    if scheme == "tls" and tls:
        return (
            f"the scheduler and we do not trust each other's certificates ({_reason(error)})",
            f"have both signed by the authority in {TLS}CA_FILE",
        )
    if tls:
        return "the scheduler there speaks TLS only", f"name it tls://{rest or scheme}, and set {SETTINGS}"
    if tls is False and "encryption required" in str(error):
        return (
            "the settings of Dask require encryption, and the scheduler there has none",
            f"start it with --protocol tls, or unset {TLS.replace('TLS__', 'REQUIRE_ENCRYPTION')}",
        )
    return f"no Dask scheduler answers there ({_reason(error)})", START


def _reason(error: Exception) -> str:
    return str(error).strip() or type(error).__name__


def _missing_certificates() -> str:
    """Say which certificate or key a client lacks for TLS; nothing if all are there."""
    from distributed.security import Security

    security = Security()
    named = {"CA_FILE": security.tls_ca_file, "CLIENT__CERT": security.tls_client_cert}
    named |= {"CLIENT__KEY": security.tls_client_key} if security.tls_client_key else {}
    for name, value in named.items():
        if not value:
            return f"TLS needs certificates, and {TLS}{name} is not set"
        if "\n" not in value and not is_file(Path(value)):
            return f"TLS needs certificates, and {TLS}{name} = {value} is no file"
    return ""


def _speaks_tls(place: str) -> bool | None:
    """Whether whoever listens at ``host:port`` answers as TLS does; None where nobody answers."""
    host, _, port = place.rpartition(":")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # nothing is said, only how they greet is seen
    try:
        with socket.create_connection((host.strip("[]"), int(port)), SECONDS_TO_ASK) as line, context.wrap_socket(line):
            return True
    except ssl.SSLError as error:
        return error.reason != "WRONG_VERSION_NUMBER"
    except (OSError, ValueError, OverflowError):
        return None
