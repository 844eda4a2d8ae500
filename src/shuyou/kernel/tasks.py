"""Periodic work of the kernel."""

from django.contrib.sessions.models import Session
from procrastinate import builtin_tasks

from shuyou.kernel import clock, personal
from shuyou.kernel.jobs import app


@app.periodic(cron="17 4 * * *")
@app.task(queue="maintenance", queueing_lock="remove_old_jobs", pass_context=True)
async def remove_old_jobs(context, timestamp: int) -> None:  # type: ignore[no-untyped-def]
    """Drop finished jobs older than three days."""
    await builtin_tasks.remove_old_jobs(context, max_hours=72, remove_failed=False)


@app.periodic(cron="27 4 * * *")
@app.task(queue="maintenance", queueing_lock="remove_old_sessions")
def remove_old_sessions(timestamp: int) -> int:
    """Drop the sessions that open nothing any more, in one statement; return how many there were."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]


@app.periodic(cron="37 4 * * *")
@app.task(queue="maintenance", queueing_lock="remove_files_of_erased")
def remove_files_of_erased(timestamp: int) -> int:
    """Remove files of erased persons that could not be removed at once; return how many erasures that completes."""
    return personal.remove_files()
