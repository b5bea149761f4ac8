"""Reads the event files of `hearth train --tensorboard DIR` with TensorBoard's own reader.

    python read.py DIR

Prints, for each part of the data, the tags and their values as a line of JSON; a damaged record is an error.
"""

import json
import pathlib
import sys

from tensorboard.backend.event_processing.event_accumulator import HISTOGRAMS, SCALARS, EventAccumulator


def read(folder):
    """The scalars and the histograms of a part: by tag, (step, value) and (step, number of values)."""
    accumulator = EventAccumulator(str(folder), size_guidance={SCALARS: 0, HISTOGRAMS: 0})
    accumulator.Reload()
    tags = accumulator.Tags()
    scalars = {tag: [(e.step, e.value) for e in accumulator.Scalars(tag)] for tag in tags[SCALARS]}
    histograms = {tag: [(e.step, e.histogram_value.num) for e in accumulator.Histograms(tag)] for tag in tags[HISTOGRAMS]}
    return {"scalars": scalars, "histograms": histograms}


if __name__ == "__main__":
    for part in sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.is_dir()):
        print(json.dumps({"part": part.name, **read(part)}))
