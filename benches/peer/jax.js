// jax-js: the network written out, compiled with its gradients and updates as one function.

import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, random, valueAndGrad } from "@jax-js/jax";

const EPSILON = 1e-3;

/** Layers: parameters from a shape, and the output, which takes its arguments (jax-js counts who owns an array). */
function build(layers, input, key) {
  const parameters = [];
  const applies = [];
  let [height, width, channels] = input;
  let features = null;
  const keys = () => { const [next, own] = random.split(key, 2); key = next; return own; };
  const weights = (shape, fan) => random.normal(keys(), shape).mul(Math.sqrt(2 / fan));
  const parameter = (value) => parameters.push(value) - 1;
  const activate = (name, x) => (name === "relu" ? nn.relu(x) : x);
  for (const layer of layers) {
    switch (layer.type) {
      case "Conv2D": {
        const [size, step] = [layer.kernel_size, layer.strides ?? 1];
        const w = parameter(weights([layer.filters, channels, size, size], channels * size * size));
        const b = parameter(np.zeros([1, layer.filters, 1, 1]));
        const padding = (layer.padding ?? "valid").toUpperCase();
        applies.push((p, x) => activate(layer.activation, lax.convGeneralDilated(x, p[w].ref, [step, step], padding).add(p[b].ref)));
        const span = (n) => (padding === "SAME" ? Math.ceil(n / step) : Math.floor((n - size) / step) + 1);
        [height, width, channels] = [span(height), span(width), layer.filters];
        break;
      }
      case "MaxPooling2D": {
        const size = layer.pool_size ?? 2;
        // Windows that lie side by side: the largest along two axes of their own.
        const [h, w, c] = [Math.floor(height / size), Math.floor(width / size), channels];
        const [oldH, oldW] = [height, width];
        applies.push((p, x) => {
          const cut = h * size === oldH && w * size === oldW ? x : x.slice([], [], [0, h * size], [0, w * size]);
          return np.max(cut.reshape([-1, c, h, size, w, size]), [3, 5]);
        });
        [height, width] = [h, w];
        break;
      }
      case "BatchNormalization": {
        const gamma = parameter(np.ones([1, channels, 1, 1]));
        const beta = parameter(np.zeros([1, channels, 1, 1]));
        applies.push((p, x) => {
          const mean = np.mean(x.ref, [0, 2, 3], { keepdims: true });
          const centred = x.sub(mean);
          const variance = np.mean(np.square(centred.ref), [0, 2, 3], { keepdims: true });
          return centred.div(np.sqrt(variance.add(EPSILON))).mul(p[gamma].ref).add(p[beta].ref);
        });
        break;
      }
      case "ReLU":
        applies.push((p, x) => nn.relu(x));
        break;
      case "Dropout": {
        const keep = 1 - layer.rate;
        const own = keys();
        applies.push((p, x) => {
          const mask = random.uniform(own.ref, x.shape).less(keep).astype(np.float32);
          return x.mul(mask).mul(1 / keep);
        });
        break;
      }
      case "Flatten":
        features = height * width * channels;
        { const n = features; applies.push((p, x) => x.reshape([-1, n])); }
        break;
      case "GlobalAveragePooling2D":
        features = channels;
        applies.push((p, x) => np.mean(x, [2, 3]));
        break;
      case "Dense": {
        const w = parameter(weights([features, layer.units], features));
        const b = parameter(np.zeros([1, layer.units]));
        applies.push((p, x) => activate(layer.activation, np.matmul(x, p[w].ref).add(p[b].ref)));
        features = layer.units;
        break;
      }
      default:
        throw new Error(`${layer.type} is not written for jax-js here`);
    }
  }
  return { parameters, forward: (p, x) => applies.reduce((value, apply) => apply(p, value), x) };
}

const OPTIMIZERS = {
  SGD: (rate) => ({
    slots: () => [],
    update: (p, g, slots) => [p.map((v, i) => v.sub(g[i].mul(rate))), slots],
  }),
  // Without the correction of the first steps' bias, which is two scalars.
  Adam: (rate) => ({
    slots: (p) => [p.map((v) => np.zeros(v.shape)), p.map((v) => np.zeros(v.shape))],
    update: (p, g, [m, v]) => {
      const first = m.map((old, i) => old.mul(0.9).add(g[i].ref.mul(0.1)));
      const second = v.map((old, i) => old.mul(0.999).add(np.square(g[i]).mul(0.001)));
      const values = p.map((old, i) => old.sub(first[i].ref.mul(rate).div(np.sqrt(second[i].ref).add(1e-7))));
      return [values, [first, second]];
    },
  }),
};

/** A step of a network on a batch of random pictures; it gives the loss. */
export async function makeStep(device, { layers, optimizer, input, batch }) {
  const devices = await init(device);
  if (!devices.includes(device)) throw new Error(`the device ${device} does not start`);
  defaultDevice(device);
  const { parameters, forward } = build(layers, input, random.key(1));
  const make = OPTIMIZERS[optimizer.type];
  if (!make) throw new Error(`${optimizer.type} is not written for jax-js here`);
  const rule = make(optimizer.learning_rate ?? 1e-3);
  const classes = layers.at(-1).units;
  const [h, w, c] = input;
  const x = random.uniform(random.key(2), [batch, c, h, w]);
  const y = nn.oneHot(np.array(Array.from({ length: batch }, (_, i) => i % classes), { dtype: np.int32 }), classes);
  const loss = (p, x, y) => np.mean(nn.logSoftmax(forward(p, x)).mul(y).sum(1)).mul(-1);
  const train = jit((p, slots, x, y) => {
    const [value, gradient] = valueAndGrad(loss)(p.map((v) => v.ref), x, y);
    const [values, next] = rule.update(p, gradient, slots);
    return [value, values, next];
  });
  let [p, slots] = [parameters, rule.slots(parameters)];
  return async () => {
    let value;
    [value, p, slots] = train(p, slots, x.ref, y.ref);
    const number = (await value.data())[0];
    await blockUntilReady(p);
    return number;
  };
}
