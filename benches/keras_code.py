"""Runs the scripts that Hearth writes for Keras beside Hearth: the same weights, the same batches.

    python benches/keras_code.py FOLDER

FOLDER is what `benches/keras_code.rs` wrote. Every script is run in 32 and in 64 bits. Prints a table in
Markdown; fails if a network has another number of parameters, or if Hearth's losses are further from those of
64 bits than 1e-4 and further than Keras's own in 32 bits: some networks amplify the last digit from step to step.
"""
import importlib.util, inspect, json, os, pathlib, sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np


def run(folder, facts, kind):
    """The number of parameters and the loss of each step, computed in numbers of a kind."""
    keras.backend.clear_session()
    keras.config.set_floatx(kind)
    keras.config.set_dtype_policy(kind)
    spec = importlib.util.spec_from_file_location("script", folder / "script.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    model = script.build_model()
    takes_steps = "steps" in inspect.signature(script.compile_model).parameters
    script.compile_model(model, *([facts["steps"]] if takes_steps else []))
    kept = [w for w in model.weights if "seed_generator" not in w.path and not w.path.endswith("/count")]
    shapes = [weight["shape"] for weight in facts["weights"]]
    assert [list(w.shape) for w in kept] == shapes, [w.path for w in kept]
    values = np.fromfile(folder / "weights.bin", "float32")
    for variable, shape in zip(kept, shapes):
        n = int(np.prod(shape))
        variable.assign(values[:n].reshape(shape))
        values = values[n:]
    assert len(values) == 0
    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()
    x = np.fromfile(folder / "samples.bin", "float32").reshape(-1, *facts["input"])
    y = np.fromfile(folder / "labels.bin", "float32").astype("int64")
    if isinstance(model.loss, keras.losses.CategoricalCrossentropy):
        y = keras.utils.to_categorical(y, model.output_shape[-1])
    losses = []
    for i in range(len(facts["losses"])):
        part = slice(i * facts["batch"], (i + 1) * facts["batch"])
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x[part], y[part])[0]))
    return sum(int(np.prod(w.shape)) for w in kept), np.array(losses)


def compare(folder):
    facts = json.loads((folder / "facts.json").read_text())
    ours = np.array(facts["losses"])
    counted, losses = run(folder, facts, "float32")
    _, exact = run(folder, facts, "float64")
    distances = [np.abs(a - b).max() for a, b in [(ours, losses), (ours, exact), (losses, exact)]]
    is_good = counted == facts["parameters"] and distances[1] <= max(1e-4, distances[2])
    numbers = " | ".join(f"{d:.1e}" for d in distances)
    print(f"| {folder.name} | {counted:,} | {ours[0]:.5f} … {ours[-1]:.5f} | {losses[0]:.5f} … {losses[-1]:.5f} "
          f"| {numbers} | {'yes' if is_good else '**no**'} |", flush=True)
    return is_good


print(f"Keras {keras.__version__}, TensorFlow on the CPU\n")
print("| recipe | parameters | Hearth's loss, first … last step | Keras's | Hearth − Keras | Hearth − Keras in 64 bits "
      "| Keras in 32 − in 64 bits | the same |")
print("|---|---|---|---|---|---|---|---|")
folders = sorted(f for f in pathlib.Path(sys.argv[1]).iterdir() if (f / "facts.json").exists())
sys.exit(0 if all([compare(folder) for folder in folders]) else 1)
