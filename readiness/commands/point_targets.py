"""Where the series of a file go by their names, and whether their unit is that of the metric; a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readiness.domain.rollout import Rollout

if TYPE_CHECKING:
    from readiness.commands.point_imports import ReadSeries, Target


def suggested_targets(rollout: Rollout, series: Sequence[ReadSeries]) -> dict[str, Target]:
    """For each series the metric whose key or name it bears, if there is one, whatever the order in the file.

    A metric gets one series at most: that which bears its name as it stands, then one with labels, then one with a
    prefix. Where several bear it alike, none is suggested; see contending_series.
    """
    found: dict[str, Target] = {one.key: None for one in series}
    for metric, keys in _fitting(rollout, series).items():
        if len(keys) == 1:
            found[keys[0]] = metric
    return found


def contending_series(rollout: Rollout, series: Sequence[ReadSeries]) -> dict[str, tuple[str, ...]]:
    """By metric id the series that bear its key or name alike, where these are several: a person has to choose."""
    return {metric: keys for metric, keys in _fitting(rollout, series).items() if len(keys) > 1}


def _fitting(rollout: Rollout, series: Sequence[ReadSeries]) -> dict[str, tuple[str, ...]]:
    """By metric id the series that fit it best, in the order of the file."""
    best: dict[str, tuple[int, tuple[str, ...]]] = {}
    metrics = [(metric.id, {_folded(metric.key), _folded(metric.name)}) for metric in rollout.active_metrics]
    for key in dict.fromkeys(one.key for one in series):
        bare = key.split("{", 1)[0]
        fitting = next(
            (
                (rank, id)
                for rank, wanted in enumerate((key, bare, bare.rsplit(".", 1)[-1]))
                for id, names in metrics
                if _folded(wanted) in names
            ),
            None,
        )
        if fitting is None:
            continue
        rank, id = fitting
        known, keys = best.get(id, (rank, ()))
        if rank <= known:
            best[id] = (rank, (*keys, key) if rank == known else (key,))
    return {id: keys for id, (_, keys) in best.items()}


def unit_note(in_file: str, of_metric: str) -> str:
    """A warning where the file states another unit than the metric has."""
    if not in_file or in_file == of_metric:
        return ""
    return f"The file says {in_file}, the metric {of_metric}; values are taken as they stand."


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
