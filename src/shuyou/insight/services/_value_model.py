"""The model of value in versions: written as a draft, tried out, published, and never changed after."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max

from shuyou.insight.errors import NoSuchVersion, VersionIsOut
from shuyou.insight.events import ValueModelPublished, ValueModelWritten
from shuyou.insight.models import ValueVersion
from shuyou.insight.queries.model import Version, model_of, published, with_weights
from shuyou.insight.rules.scales import DEFAULT, ValueModel
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case


def _kept(model: ValueModel) -> dict[str, object]:
    return {
        "weights": {str(key): value for key, value in model.weights.items()},
        "scales": {str(key): [list(scale.edges), list(scale.points)] for key, scale in model.scales.items()},
        "points": {
            "type": dict(model.type_points),
            "user": dict(model.user_points),
            "evidence": model.evidence,
            "everybody": model.values_everybody,
        },
        "shares": list(model.pyramid.shares),
    }


def version_in_force(*, at: datetime) -> Version:
    """Return the latest published version; a club that has none yet begins with the model as it is delivered."""
    if found := published(at=at):
        return found
    begun, _is_new = ValueVersion.objects.get_or_create(
        number=1,
        defaults={
            "written_by": "insight", "written_at": at, "published_by": "insight", "published_at": at, **_kept(DEFAULT),
        },
    )  # fmt: skip
    return Version(begun.pk, begun.number, model_of(begun))


@use_case("insight.write_model")
def write_model(
    *, weights: Mapping[str, int], note: str, values_everybody: bool | None = None, actor: Actor, at: datetime
) -> int:
    """
    Write a draft with other weights, scales as in force; a draft that nobody published is written anew.

    It may also decide whether readers are valued who said no to being profiled; otherwise that stays as it is.

    :raises UnsoundWeights: they are not 100 together.
    """
    force = version_in_force(at=at).model
    model = with_weights(model=force, weights=weights, values_everybody=values_everybody)
    ValueVersion.objects.select_for_update().filter(published_at=None).delete()
    latest = ValueVersion.objects.aggregate(latest=Max("number"))["latest"] or 0
    version = ValueVersion.objects.create(
        number=latest + 1, note=note[:200], written_by=actor.signature, written_at=at, **_kept(model)
    )
    publish(ValueModelWritten(number=version.number), actor=actor, at=at)
    return version.number


@use_case("insight.publish_model")
def publish_model(*, number: int, actor: Actor, at: datetime) -> None:
    """
    Put a draft into force: from the next working out on it decides.

    :raises NoSuchVersion: there is none of that number.
    :raises VersionIsOut: it was published before.
    """
    version = ValueVersion.objects.select_for_update().filter(number=number).first()
    if version is None:
        raise NoSuchVersion(number=number)
    if version.published_at is not None:
        raise VersionIsOut(number=number)
    version.published_by, version.published_at = actor.signature, at
    version.save(update_fields=["published_by", "published_at"])
    publish(ValueModelPublished(number=number), actor=actor, at=at)
