"""The floor is watched each minute: supervisors are alerted once when a figure is beyond its limit."""

from shuyou.callcenter import services
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app


@app.periodic(cron="* * * * *")
@app.task(queue="lists", lock="callcenter.watch_floor", queueing_lock="watch_floor")
def watch_floor(timestamp: int) -> int:
    """Begin and end alerts by the figures of now; return how many began."""
    return services.watch_floor(actor=Actor.job("callcenter.watch_floor"), at=clock.now())
