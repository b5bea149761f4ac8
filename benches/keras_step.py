"""One training step of study C's network at batch 64 in Keras, in milliseconds.

    python benches/keras_step.py THREADS
"""
import os, sys, time

threads = int(sys.argv[1])
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["OMP_NUM_THREADS"] = str(threads)
import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)
import keras
from keras import layers


def block(filters):
    return [layers.Conv2D(filters, 5, padding="same", activation="relu"), layers.MaxPooling2D(2),
            layers.BatchNormalization(), layers.Dropout(0.25)]


model = keras.Sequential([keras.Input((28, 28, 1)), *block(32), *block(64), layers.Flatten(),
                          layers.Dense(256, activation="relu"), layers.Dropout(0.5),
                          layers.Dense(10, activation="softmax")])
assert model.count_params() == 858_122, model.count_params()
model.compile(keras.optimizers.Adam(1e-4), "categorical_crossentropy")
x = np.random.default_rng(0).random((64, 28, 28, 1), "float32")
y = np.eye(10, dtype="float32")[np.random.default_rng(1).integers(0, 10, 64)]
for _ in range(5):
    model.train_on_batch(x, y)
times = []
for _ in range(20):
    start = time.perf_counter()
    model.train_on_batch(x, y)
    times.append(time.perf_counter() - start)
print(f"| the same in Keras, TensorFlow on the CPU, {threads} thread(s) | {np.median(times) * 1000:.0f} ms | |")
