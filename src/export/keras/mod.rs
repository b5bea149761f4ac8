//! The experiment as a script for Keras 3, which does the same without Hearth. What Keras has no means for
//! is a comment in the script, never left out in silence.

mod augmentation;
mod callbacks;
mod context;
mod data;
mod model;
mod python;
mod schedule;
mod source;
mod training;

pub use self::context::Context;

use self::python::{indented, remark};
use crate::experiment::Experiment;

/// A script that loads the experiment's data, builds its network with Keras, trains and evaluates it.
///
/// Its functions `build_model` and `compile_model` can be imported; nothing runs until `main`.
#[must_use]
pub fn keras_code(experiment: &Experiment, context: &Context) -> String {
    let name = if experiment.name.is_empty() {
        "An experiment"
    } else {
        &experiment.name
    };
    let seed = experiment.seed;
    let (seed, seed_remark) = match u32::try_from(seed) {
        Ok(seed) => (seed, String::new()),
        Err(_) => (
            seed as u32,
            format!("  # {seed} in Hearth; Keras takes 32 bits of it"),
        ),
    };
    let data = &experiment.data;
    let hold_back = if data.split.stratify {
        data::HOLD_BACK_STRATIFIED
    } else {
        data::HOLD_BACK
    };
    let has_hold_back = data::holds_back(data, context);
    let functions = [
        Some(source::function(&data.source, context)),
        has_hold_back.then(|| hold_back.to_owned()),
        augmentation::function(&data.augmentation, context.input),
        model::class(&experiment.model),
        Some(model::function(&experiment.model, context.input)),
        Some(training::compile(experiment)),
        Some(main(experiment, context)),
    ];
    let functions: Vec<_> = functions.into_iter().flatten().collect();
    format!(
        "\"\"\"{}\n\n\
         The experiment as Hearth has it, for Keras 3:\n\n    \
         pip install keras tensorflow-cpu\n\n\
         Samples are divided and ordered, and weights drawn, by other random numbers than Hearth's.\n\
         \"\"\"\n\
         import keras\nimport numpy as np\nfrom keras import layers\n\n\
         SEED = {seed}{seed_remark}\n\n\n\
         {}\n\n\
         if __name__ == \"__main__\":\n    main()\n",
        remark(name),
        functions.join("\n\n"),
    )
}

/// The function that does it all.
fn main(experiment: &Experiment, context: &Context) -> String {
    let data = &experiment.data;
    let has_validation = data.split.validation > 0.0;
    let mut parts = vec!["train"];
    if has_validation {
        parts.push("validation");
    }
    parts.push("test");
    let loaded = if context.has_test {
        "x_test, y_test"
    } else {
        "_, _"
    };
    let mut body =
        format!("keras.utils.set_random_seed(SEED)\nx_train, y_train, {loaded} = load_data()\n");
    body += &data::statements(data, context);
    let scale = data::scale(data.prepare.scaling, context.input, &parts);
    body += &scale.first;
    let changes = &data.augmentation;
    let (is_changed, copies) = (!changes.is_none(), changes.copies);
    if is_changed && copies > 0 {
        body += &format!(
            "\n# Changed copies of each picture, added once.\n\
             augment = build_augmentation()\n\
             some = range(0, len(x_train), 1000)\n\
             copies = [\n    \
             np.concatenate([augment(x_train[i : i + 1000], training=True) for i in some]) for _ in range({copies})\n\
             ]\n\
             x_train, y_train = np.concatenate([x_train, *copies]), np.tile(y_train, {})\n",
            copies + 1
        );
    }
    body += &scale.fit;
    let is_on_the_fly = is_changed && copies == 0;
    for part in parts
        .iter()
        .filter(|part| !(is_on_the_fly && **part == "train"))
    {
        if scale.is_fitted {
            body += &format!("x_{part} = {}\n", (scale.of)(&format!("x_{part}")));
        }
    }
    body += &training::labels(experiment, context.classes, &parts);
    body += "\nmodel = build_model()\n";
    let samples = if is_on_the_fly {
        (scale.of)("x_train")
    } else {
        "x_train".to_owned()
    };
    body += &model::fit(&experiment.model, &samples);
    body += &training::compiled(experiment);
    body += "model.summary()\n";
    body += &fit(experiment, is_on_the_fly, scale.of);
    body += "loss, accuracy = model.evaluate(x_test, y_test, verbose=0)\n\
             print(f\"test loss {loss:.4f}, test accuracy {accuracy:.4f}\")\n";
    format!("def main():\n{}", indented(&body, 1))
}

/// The statements that train the network.
fn fit(experiment: &Experiment, is_on_the_fly: bool, scaled: fn(&str) -> String) -> String {
    let training = &experiment.training;
    let (batch, epochs) = (training.batch_size, training.epochs);
    let mut code = String::new();
    let mut arguments = if is_on_the_fly {
        let order = if training.shuffle {
            ".shuffle(len(x_train))"
        } else {
            ""
        };
        code += &format!(
            "\n# Pictures are changed anew in every epoch.\n\
             import tensorflow as tf\n\n\
             augment = build_augmentation()\n\
             batches = tf.data.Dataset.from_tensor_slices((x_train, y_train)){order}.batch({batch})\n\
             batches = batches.map(lambda x, y: ({}, y)).prefetch(2)\n",
            scaled("augment(x, training=True)")
        );
        vec!["batches".to_owned()]
    } else {
        let batch = format!("batch_size={batch}");
        vec!["x_train".to_owned(), "y_train".to_owned(), batch]
    };
    // Keras says a warning if it is to shuffle batches that are made already.
    if is_on_the_fly || !training.shuffle {
        arguments.push("shuffle=False".to_owned());
    }
    arguments.push(format!("epochs={epochs}"));
    if experiment.data.split.validation > 0.0 {
        arguments.push("validation_data=(x_validation, y_validation)".to_owned());
    }
    if let Some((statements, argument)) = training::class_weight(training) {
        code += &statements;
        arguments.push(argument);
    }
    arguments.extend(callbacks::argument(experiment));
    let arguments = indented(&(arguments.join(",\n") + ","), 1);
    code + &format!("model.fit(\n{arguments})\n")
}

#[cfg(test)]
mod tests;
