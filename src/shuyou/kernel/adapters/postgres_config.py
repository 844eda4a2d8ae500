"""How the embedded server is made and tuned: safe by default, sized to the machine, silent about people."""

import os
from collections.abc import Iterator
from pathlib import Path

_MIB = 1024 * 1024


def initdb_variants() -> Iterator[list[str]]:
    """Offer the arguments to make a cluster, best first: not every system knows the character types of C.UTF-8."""
    common = ["--encoding=UTF8", "--auth-local=trust", "--auth-host=scram-sha-256", "--locale-provider=builtin"]
    for character_types in ("C.UTF-8", "C"):
        yield [*common, "--builtin-locale=C.UTF-8", "--lc-collate=C", f"--lc-ctype={character_types}"]


def server_configuration(socket: Path, *, durable: bool) -> str:
    """Return the text of the server's configuration file."""
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "client_connection_check_interval": "1s",  # a query whose client has died ends soon
        **_sizes(_memory()),
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "log_line_prefix": "%m [%p] %a ",
        "log_checkpoints": "off",
        # Statements and key values may hold names and phone numbers: keep them out of the log.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
    }
    if not durable:
        # For tests, several clusters at once.
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
        # A vacuum that happens to run holds up whoever drops its database, and may not be ended by its owner.
        settings["autovacuum"] = "off"
    lines = (f"{name} = '{value.replace("'", "''")}'" for name, value in settings.items())
    return "# Written by Shuyou at every start; put changes into postgresql.auto.conf (ALTER SYSTEM).\n" + "\n".join(
        [*lines, ""]
    )


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _sizes(memory: int) -> dict[str, str]:
    # Other programs live on the machine too: an eighth for the server's own cache, at most 1 GiB.
    shared = min(max(memory // 8, 64 * _MIB), 1024 * _MIB)
    return {
        "shared_buffers": f"{shared // _MIB}MB",
        "effective_cache_size": f"{memory // 2 // _MIB}MB",
        "maintenance_work_mem": f"{shared // 4 // _MIB}MB",
        "work_mem": "16MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
    }
