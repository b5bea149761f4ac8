"""Reading a table of numbers to an array in pandas, once: a line of JSON.

    python benches/pandas_csv.py FILE
"""
import json, sys, time

import pandas as pd

start = time.perf_counter()
array = pd.read_csv(sys.argv[1]).to_numpy()
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "shape": array.shape, "version": pd.__version__}))
