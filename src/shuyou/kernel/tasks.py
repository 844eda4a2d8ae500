"""Periodic work of the kernel."""

from procrastinate import builtin_tasks

from shuyou.kernel.jobs import app


@app.periodic(cron="17 4 * * *")
@app.task(queue="maintenance", queueing_lock="remove_old_jobs", pass_context=True)
async def remove_old_jobs(context, timestamp: int) -> None:  # type: ignore[no-untyped-def]
    """Drop finished jobs older than three days."""
    await builtin_tasks.remove_old_jobs(context, max_hours=72, remove_failed=False)
