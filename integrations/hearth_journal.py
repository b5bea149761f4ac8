"""Writes the journal of a sweep as `hearth sweep` and Hearth's page write it: a line of JSON for each entry."""

import json


def entries(experiment, trials):
    """The entries of trials: each a dict with `trial` (from 0), `values`, `epochs` (of the lines `epoch_end`),
    and either `metrics` (the last line of `hearth train`) or `failed`, the reason."""
    yield {"sweep": {"version": 1, "experiment": experiment}}
    minutes = 0
    for trial in trials:
        of = {"trial": trial["trial"], "execution": trial.get("execution", 0)}
        if of["execution"] == 0:
            yield {"trial": {"trial": of["trial"], "values": trial["values"]}}
        yield {"run": of}
        for epoch in trial.get("epochs", []):
            kept = ("epoch", "train", "validation", "test", "seconds")
            yield {"epoch": {**of, **{name: epoch[name] for name in kept if epoch.get(name) is not None}}}
        metrics = trial.get("metrics")
        if metrics is None:
            yield {"failed": {**of, "reason": trial.get("failed") or "it ended without results"}}
            continue
        minutes += metrics["seconds"] / 60
        mean = {name: metrics["macro_avg"][name] for name in ("precision", "recall", "f1")}
        yield {"ended": {**of, "minutes": minutes, "test": metrics["test"], **mean, "seconds": metrics["seconds"]}}


def write(path, experiment, trials):
    """Writes them to a file."""
    lines = (json.dumps(entry) + "\n" for entry in entries(experiment, trials))
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)
