// TensorFlow.js.

const script = (src) => new Promise((resolve, reject) => {
  const element = Object.assign(document.createElement("script"), { src, onload: resolve });
  element.onerror = () => reject(new Error(`${src} does not load`));
  document.head.append(element);
});

const OPTIMIZERS = {
  Adam: (rate) => tf.train.adam(rate),
  SGD: (rate) => tf.train.sgd(rate),
};

/** A layer, given what Hearth's format says of it. */
const LAYERS = {
  Conv2D: ({ filters, kernel_size, strides = 1, padding = "valid", activation, use_bias = true }) =>
    tf.layers.conv2d({ filters, kernelSize: kernel_size, strides, padding, activation, useBias: use_bias }),
  MaxPooling2D: ({ pool_size = 2 }) => tf.layers.maxPooling2d({ poolSize: pool_size }),
  BatchNormalization: () => tf.layers.batchNormalization(),
  ReLU: () => tf.layers.reLU(),
  Dropout: ({ rate }) => tf.layers.dropout({ rate }),
  Flatten: () => tf.layers.flatten(),
  GlobalAveragePooling2D: () => tf.layers.globalAveragePooling2d({}),
  Dense: ({ units, activation, kernel_l2 }) => tf.layers.dense({
    units,
    activation,
    kernelRegularizer: kernel_l2 ? tf.regularizers.l2({ l2: kernel_l2 }) : undefined,
  }),
};

/** A step of a network on a batch of random pictures; it gives the loss. */
export async function makeStep(device, { layers, optimizer, input, batch }) {
  await script("/modules/@tensorflow/tfjs/dist/tf.min.js");
  if (device === "webgpu") await script("/modules/@tensorflow/tfjs-backend-webgpu/dist/tf-backend-webgpu.min.js");
  if (!await tf.setBackend(device)) throw new Error(`the backend ${device} does not start`);
  await tf.ready();
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: input }));
  for (const layer of layers) {
    if (!LAYERS[layer.type]) throw new Error(`${layer.type} is not written for TensorFlow.js here`);
    model.add(LAYERS[layer.type](layer));
  }
  const make = OPTIMIZERS[optimizer.type];
  if (!make) throw new Error(`${optimizer.type} is not written for TensorFlow.js here`);
  model.compile({ optimizer: make(optimizer.learning_rate ?? 1e-3), loss: "categoricalCrossentropy" });
  const classes = layers.at(-1).units;
  const x = tf.randomUniform([batch, ...input]);
  const y = tf.oneHot(tf.randomUniform([batch], 0, classes, "int32"), classes);
  return async () => {
    const loss = await model.trainOnBatch(x, y);
    return Array.isArray(loss) ? loss[0] : loss;
  };
}
