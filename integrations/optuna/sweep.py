"""Searches the sweep of a Hearth experiment with Optuna.

    python sweep.py EXPERIMENT.json --storage study.log --trials 50 [--data DIR] [--journal FILE]

Any number of these may run at the same time with the same storage, on one machine or on several that share a
folder: each takes trials until there are as many as asked for. A trial is a `hearth train` whose readings are
reported after each epoch; one that falls behind the others is ended (Optuna's median pruner).
With --journal, what came of all trials so far is written as `hearth sweep` writes it: Hearth's page opens it.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import hearth_journal  # noqa: E402

HEARTH = os.path.abspath(os.environ["HEARTH"]) if "HEARTH" in os.environ else "hearth"
# Where the events of a run have what a monitor names.
READINGS = {"loss": ("train", "loss"), "accuracy": ("train", "accuracy"),
            "val_loss": ("validation", "loss"), "val_accuracy": ("validation", "accuracy")}


def suggest(trial, parameters):
    """Values of all parameters that the trial has: those whose condition holds."""
    values = {}
    for p in parameters:
        name = p["name"]
        if not all(values.get(other) in wanted for other, wanted in p["when"].items()):
            continue
        if "choices" in p:
            # Optuna stores texts and numbers, and a choice may be a list.
            choices = [json.dumps(choice) for choice in p["choices"]]
            values[name] = json.loads(trial.suggest_categorical(name, choices))
        elif p["whole"]:
            low, high = int(p["low"]), int(p["high"])
            values[name] = trial.suggest_int(name, low, high, step=int(p.get("step", 1)), log=p["log"])
        else:
            values[name] = trial.suggest_float(name, p["low"], p["high"], step=p.get("step"), log=p["log"])
    return values


def run(trial, spec, space, data):
    """Trains a trial; returns the reading of its best epoch, as `hearth sweep` does."""
    values = suggest(trial, space["parameters"])
    applied = subprocess.run([HEARTH, "sweep", "apply", spec], input=json.dumps(values), capture_output=True, text=True)
    if applied.returncode:
        raise ValueError(applied.stderr)
    better = max if space["direction"] == "maximize" else min
    part, reading = READINGS[space["objective"]]
    best, epochs, line = None, [], ""
    command = [HEARTH, "train", "-", "--events", "--no-layers", "--data", data]
    # Own files are looked for in the current folder: that of the experiment.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, cwd=pathlib.Path(spec).parent) as process:
        process.stdin.write(applied.stdout)
        process.stdin.close()
        for line in process.stdout:
            if not line.startswith('{"epoch_end"'):
                continue
            epoch = json.loads(line)["epoch_end"]
            epochs.append(epoch)
            value = epoch[part][reading]
            best = value if best is None else better(best, value)
            trial.report(value, epoch["epoch"])
            if trial.should_prune():
                process.kill()
                kept = {"values": values, "epochs": epochs, "failed": f"pruned by Optuna after {len(epochs)} epochs"}
                trial.set_user_attr("hearth", kept)
                raise optuna.TrialPruned
    if process.returncode or best is None:
        raise RuntimeError(f"hearth train ended with {process.returncode}")
    trial.set_user_attr("hearth", {"values": values, "epochs": epochs, "metrics": json.loads(line)})
    return best


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("experiment")
    arguments.add_argument("--storage", required=True, help="file of the study: Optuna's journal")
    arguments.add_argument("--trials", type=int, default=20, help="trials of the study, over all processes")
    arguments.add_argument("--data", default="stage/data", help="folder with the data sets' files")
    arguments.add_argument("--seed", type=int, help="of Optuna's sampler")
    arguments.add_argument("--journal", help="file to write what came of all trials to")
    options = arguments.parse_args()
    spec, data = os.path.abspath(options.experiment), os.path.abspath(options.data)
    space = json.loads(subprocess.run([HEARTH, "sweep", "space", spec], check=True, capture_output=True, text=True).stdout)
    study = optuna.create_study(
        study_name=pathlib.Path(spec).stem, storage=JournalStorage(JournalFileBackend(options.storage)),
        direction=space["direction"], load_if_exists=True, sampler=optuna.samplers.TPESampler(seed=options.seed))
    over = (optuna.trial.TrialState.COMPLETE, optuna.trial.TrialState.PRUNED, optuna.trial.TrialState.FAIL)
    study.optimize(lambda trial: run(trial, spec, space, data), catch=(ValueError, RuntimeError),
                   callbacks=[optuna.study.MaxTrialsCallback(options.trials, states=over)])
    if options.journal:
        trials = [{**trial.user_attrs["hearth"], "trial": trial.number} for trial in study.trials
                  if "hearth" in trial.user_attrs]
        hearth_journal.write(options.journal, json.loads(pathlib.Path(spec).read_text()), trials)
    print(json.dumps({"best_value": study.best_value, "best_params": study.best_params}))


if __name__ == "__main__":
    main()
