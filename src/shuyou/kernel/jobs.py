"""Jobs: Procrastinate in the same database, behind one module."""

from typing import Any

from procrastinate import JobContext
from procrastinate.contrib.django import app

__all__ = ["app", "retry_stalled"]

STALLED_AFTER = 30
"""Seconds without a heartbeat after which a job's worker is taken for dead."""


@app.periodic(cron="* * * * *")
@app.task(queue="maintenance", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Requeue jobs whose worker died; Procrastinate leaves them `doing` for ever by itself."""
    manager: Any = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await manager.retry_job(job)
