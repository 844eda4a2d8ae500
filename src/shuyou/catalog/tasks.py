"""What the catalog has done in the background: book lists read that somebody handed in."""

from shuyou.catalog import services
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app


@app.task(queue="lists", lock="catalog.take_in_books")
def take_in_books(intake_id: int) -> None:
    """Read a book list that was handed in."""
    services.take_in_books(intake_id=intake_id, actor=Actor.job("catalog.take_in_books"), at=clock.now())
