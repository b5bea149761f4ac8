"""Carries out the files of `hearth sweep expand` on a HyperQueue cluster.

    hearth sweep expand EXPERIMENT.json --out trials
    python sweep.py trials [--data DIR] [--server DIR] [--cores 1] [--journal EXPERIMENT.json]

Without --server a cluster on this machine is begun and ended: one worker with all cores, each trial on so many of
them as --cores says. With it, the trials go to the server of that folder, whose workers may be anywhere. On a
cluster with SLURM (or PBS) these are all that is needed, and HyperQueue asks SLURM for workers by itself:

    hq server start &
    hq alloc add slurm --time-limit 1h -- --partition=PARTITION
    python sweep.py trials --server ~/.hq-server

The metrics of every trial lie in trials/results.jsonl in the end, best first by the test accuracy. With --journal
and the experiment of the sweep, trials/sweep.journal.jsonl is what `hearth sweep` would have written: Hearth's page
opens it.
"""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import sys

from hyperqueue import Client, Job, LocalCluster
from hyperqueue.cluster import WorkerConfig
from hyperqueue.ffi.protocol import ResourceRequest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import hearth_journal  # noqa: E402

HEARTH = os.path.abspath(os.environ["HEARTH"]) if "HEARTH" in os.environ else shutil.which("hearth") or "hearth"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", help="what hearth sweep expand wrote")
    arguments.add_argument("--data", default="stage/data", help="folder with the data sets' files")
    arguments.add_argument("--server", help="folder of a HyperQueue server; none: this machine")
    arguments.add_argument("--cores", type=int, default=1, help="cores of a trial")
    arguments.add_argument("--journal", metavar="EXPERIMENT", help="the sweep's experiment, to write its journal")
    options = arguments.parse_args()
    folder, data = pathlib.Path(options.folder).absolute(), os.path.abspath(options.data)
    trials = [json.loads(line) for line in (folder / "trials.jsonl").read_text().splitlines()]

    with contextlib.ExitStack() as stack:
        if options.server:
            client = Client(pathlib.Path(options.server).expanduser())
        else:
            cluster = stack.enter_context(LocalCluster())
            cluster.start_worker(WorkerConfig())
            client = cluster.client()
        job = Job(folder)
        for trial in trials:
            name = trial["file"].removesuffix(".json")
            job.program([HEARTH, "train", str(folder / trial["file"]), "--events", "--no-layers", "--data", data], name=name, cwd=str(folder),
                        stdout=str(folder / f"{name}.out"), stderr=str(folder / f"{name}.err"),
                        resources=ResourceRequest(cpus=options.cores))
        client.wait_for_jobs([client.submit(job)], raise_on_error=False)

    results, epochs = [], {}
    for trial in trials:
        name = trial["file"].removesuffix(".json")
        lines = (folder / f"{name}.out").read_text().splitlines()
        epochs[name] = [json.loads(line)["epoch_end"] for line in lines if line.startswith('{"epoch_end"')]
        last = json.loads(lines[-1]) if lines else {}
        if "macro_avg" in last:
            results.append({**trial, "metrics": last})
        else:
            results.append({**trial, "failed": (folder / f"{name}.err").read_text().strip()})
    results.sort(key=lambda result: -result.get("metrics", {}).get("test", {}).get("accuracy", -1))
    (folder / "results.jsonl").write_text("".join(json.dumps(result) + "\n" for result in results))
    if options.journal:
        experiment = json.loads(pathlib.Path(options.journal).read_text())
        in_order = sorted(results, key=lambda result: (result["trial"], result["run"]))
        hearth_journal.write(folder / "sweep.journal.jsonl", experiment, [
            {**result, "trial": result["trial"] - 1, "execution": result["run"] - 1,
             "epochs": epochs[result["file"].removesuffix(".json")]} for result in in_order])
    failed = sum("failed" in result for result in results)
    print(json.dumps({"trials": len(results), "failed": failed, "best": results[0]["values"] if results else None}))


if __name__ == "__main__":
    main()
