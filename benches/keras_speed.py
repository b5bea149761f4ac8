"""How long a training step of a script that Hearth wrote takes in Keras: a line of JSON, the median in milliseconds.

    python benches/keras_speed.py SCRIPT BATCH THREADS
"""
import importlib.util, inspect, json, os, pathlib, sys, time

script, batch, threads = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["OMP_NUM_THREADS"] = str(threads)
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)
import keras

spec = importlib.util.spec_from_file_location("script", script)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
model = module.build_model()
takes_steps = "steps" in inspect.signature(module.compile_model).parameters
module.compile_model(model, *([1000] if takes_steps else []))
x = np.random.default_rng(0).random((batch, *model.input_shape[1:]), "float32")
y = np.random.default_rng(1).integers(0, model.output_shape[-1], batch)
if isinstance(model.loss, keras.losses.CategoricalCrossentropy):
    y = keras.utils.to_categorical(y, model.output_shape[-1])
begin = time.perf_counter()
for step in range(5):
    # Two warm a slow network up.
    if step < 2 or time.perf_counter() - begin < 2:
        model.train_on_batch(x, y)
times, begin = [], time.perf_counter()
while len(times) < 3 or time.perf_counter() - begin < 2:
    start = time.perf_counter()
    model.train_on_batch(x, y)
    times.append(time.perf_counter() - start)
print(json.dumps({"ms": float(np.median(times)) * 1000}))
