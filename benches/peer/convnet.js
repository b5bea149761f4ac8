// ConvNetJS, which has neither batch normalization nor Adam in its layers: the network without the one, and Adadelta or
// plain descent in the other's stead. It trains picture by picture.

const LAYERS = {
  Conv2D: ({ filters, kernel_size, strides = 1, padding = "valid", activation }) => ({
    type: "conv",
    sx: kernel_size,
    filters,
    stride: strides,
    pad: padding === "same" ? Math.floor(kernel_size / 2) : 0,
    activation,
  }),
  MaxPooling2D: ({ pool_size = 2 }) => ({ type: "pool", sx: pool_size, stride: pool_size }),
  BatchNormalization: () => null,
  ReLU: () => ({ type: "relu" }),
  Flatten: () => null,
  Dropout: ({ rate }) => ({ type: "dropout", drop_prob: rate }),
  Dense: ({ units, activation }) =>
    (activation === "softmax" ? { type: "softmax", num_classes: units } : { type: "fc", num_neurons: units, activation }),
};

/** A step of a network on a batch of random pictures; it gives the loss. */
export async function makeStep(_, { layers, optimizer, input, batch }) {
  await new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement("script"), { src: "/modules/convnetjs/build/convnet-min.js" });
    Object.assign(element, { onload: resolve, onerror: () => reject(new Error("ConvNetJS does not load")) });
    document.head.append(element);
  });
  const [h, w, c] = input;
  const net = new convnetjs.Net();
  const own = layers.map((layer) => {
    if (!LAYERS[layer.type]) throw new Error(`ConvNetJS has no ${layer.type}`);
    return LAYERS[layer.type](layer);
  });
  net.makeLayers([{ type: "input", out_sx: w, out_sy: h, out_depth: c }, ...own.filter(Boolean)]);
  const method = optimizer.type === "SGD" ? "sgd" : "adadelta";
  const trainer = new convnetjs.Trainer(net, { method, batch_size: batch, learning_rate: optimizer.learning_rate ?? 0.01 });
  const classes = layers.at(-1).units;
  const pictures = Array.from({ length: batch }, () => {
    const picture = new convnetjs.Vol(w, h, c, 0);
    picture.w.forEach((_, i) => { picture.w[i] = Math.random(); });
    return picture;
  });
  return async () => {
    let loss = 0;
    pictures.forEach((picture, i) => { loss += trainer.train(picture, i % classes).loss; });
    return loss / batch;
  };
}
