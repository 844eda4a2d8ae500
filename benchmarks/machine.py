"""What the figures were measured on."""

import os
import platform

from benchmarks import database


def machine() -> dict[str, object]:
    """Return cores, memory, Python and PostgreSQL of this machine."""
    with database.server() as session:
        row = session.execute("SHOW server_version").fetchone()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count() or 1,
        "memory": f"{memory / 2**30:.0f} GiB",
        "python": platform.python_version(),
        "postgres": row[0] if row else "",
    }
