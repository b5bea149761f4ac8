"""Runs every script here with the real program that it is for, on a task of seconds. Fails if one does."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
HEARTH = os.path.abspath(os.environ.get("HEARTH", "target/release/hearth"))
EXPERIMENT = {
    "version": 1,
    "data": {"source": {"type": "Points", "layout": "moons", "samples": 400}, "split": {"validation": 0.25}},
    "model": {"layers": [{"type": "Dense", "units": 8, "activation": "relu"}, {"type": "Dense", "units": 2, "activation": "softmax"}]},
    "training": {"batch_size": 32, "epochs": 8},
    "sweep": {
        "search": {"type": "Random"}, "budget": {"trials": 6}, "objective": {"monitor": "val_accuracy"},
        "parameters": [
            {"name": "rule", "fields": ["optimizer.type"], "choices": ["Adam", "SGD"]},
            {"name": "momentum", "fields": ["optimizer.momentum"], "range": {"from": 0, "to": 0.9}, "when": {"rule": ["SGD"]}},
            {"name": "rate", "fields": ["optimizer.learning_rate"], "range": {"from": 0.0001, "to": 0.1, "scale": "log"}},
            {"name": "units", "fields": ["model.layers[0].units"], "range": {"from": 2, "to": 32}}]}}


def call(*command):
    environment = {**os.environ, "HEARTH": HEARTH}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done.stdout


def optuna(folder, spec):
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend
    command = [sys.executable, HERE / "optuna/sweep.py", spec, "--storage", folder / "study.log", "--trials", 24]
    environment = {**os.environ, "HEARTH": HEARTH}
    both = [subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) for _ in range(2)]
    for process in both:
        out, errors = process.communicate()
        assert process.returncode == 0, errors
        best = json.loads(out.splitlines()[-1])
        assert best["best_value"] > 0.85, best
    storage = JournalStorage(JournalFileBackend(str(folder / "study.log")))
    study = optuna.load_study(study_name="moons", storage=storage)
    states = [trial.state.name for trial in study.trials]
    assert states.count("COMPLETE") + states.count("PRUNED") >= 24 and "FAIL" not in states, states
    assert "PRUNED" in states, states
    for trial in study.trials:
        assert ("momentum" in trial.params) == (trial.params["rule"] == '"SGD"')
        assert trial.state.name == "PRUNED" or len(trial.intermediate_values) == 8
    call(*command, "--journal", folder / "optuna.journal.jsonl")
    journal = [json.loads(line) for line in (folder / "optuna.journal.jsonl").read_text().splitlines()]
    states = [trial.state.name for trial in study.trials]
    ended = [entry for entry in journal if "ended" in entry]
    assert len(ended) == states.count("COMPLETE") and "sweep" in journal[0], journal[0]
    return f"{len(states)} trials in two processes, {states.count('PRUNED')} of them pruned"


def hyperqueue(folder, spec):
    trials = folder / "trials"
    call(HEARTH, "sweep", "expand", spec, "--out", trials)
    summary = json.loads(call(sys.executable, HERE / "hyperqueue/sweep.py", trials, "--journal", spec).splitlines()[-1])
    assert (summary["trials"], summary["failed"]) == (6, 0), summary
    table = json.loads(call(HEARTH, "sweep", spec, "--format", "json"))["trials"]
    by_trial = {row["trial"]: row for row in table}
    for line in (trials / "results.jsonl").read_text().splitlines():
        result = json.loads(line)
        assert result["metrics"]["test"]["loss"] == by_trial[result["trial"]]["test_loss"], result
    # Hearth reads the journal: nothing is left to run, and the scores are those of its own runs.
    read = json.loads(call(HEARTH, "sweep", spec, "--journal", trials / "sweep.journal.jsonl", "--format", "json"))["trials"]
    assert [row["score"] for row in read] == [row["score"] for row in table], read
    return "6 trials, with the numbers of hearth sweep, which reads their journal"


def tensorboard(folder, spec):
    single = folder / "single.json"
    single.write_text(json.dumps({key: value for key, value in EXPERIMENT.items() if key != "sweep"}))
    events = [json.loads(line) for line in call(HEARTH, "train", single, "--events", "--tensorboard", folder / "logs").splitlines()]
    epochs = [event["epoch_end"] for event in events if "epoch_end" in event]
    parts = {part["part"]: part for part in map(json.loads, call(sys.executable, HERE / "tensorboard/read.py", folder / "logs").splitlines())}
    for name in ("train", "validation", "test"):
        for reading in ("loss", "accuracy"):
            own = parts[name]["scalars"][f"epoch_{reading}"]
            expected = [[epoch["epoch"] - 1, epoch[name][reading]] for epoch in epochs]
            assert len(own) == len(expected) == 8
            assert all(a == b and abs(x - y) <= 1e-6 * (1 + abs(y)) for (a, x), (b, y) in zip(own, expected)), (own, expected)
    steps = [step for event in events if "progress" in event for step in event["progress"]["progress"]["steps"]]
    assert len(parts["train"]["scalars"]["batch_loss"]) == len(steps)
    assert parts["train"]["histograms"]["dense/weights"][0][1] == 16
    return f"{len(steps)} steps, 8 epochs and {len(parts['train']['histograms'])} layers' histograms, as in the events"


if __name__ == "__main__":
    for test in (tensorboard, optuna, hyperqueue):
        with tempfile.TemporaryDirectory() as folder:
            spec = pathlib.Path(folder) / "moons.json"
            spec.write_text(json.dumps(EXPERIMENT))
            print(f"{test.__name__}: {test(pathlib.Path(folder), spec)}", flush=True)
