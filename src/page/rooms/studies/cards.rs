//! What the gallery says of each recipe: its data, what was asked, and what the study found.
//! What Hearth itself found is beside it (`own.rs`).

/// What a card's picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motif {
    /// Points of two classes in a plane, and the line between them.
    Points,
    /// A shirt, as in Fashion-MNIST.
    Garment,
    /// Shirts turned by any angle.
    TurnedGarments,
    /// A shirt and two changed copies of it.
    CopiedGarments,
    /// Bars of equal height, one a class.
    EqualClasses,
    /// A photograph of a panda.
    Photograph,
    /// A digit beside the row of a table that it comes from.
    DigitTable,
    /// The digits 4 and 9, which look alike.
    AlikeDigits,
    /// A digit turned, shifted and zoomed.
    ChangedDigits,
    /// A digit.
    Digit,
}

/// A card of the gallery.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Card {
    /// The recipe's name: its file's, and in the address.
    pub recipe: &'static str,
    /// The experiment's name, by which its runs are known.
    pub name: &'static str,
    /// The study that it belongs to.
    pub study: &'static str,
    /// What it is.
    pub title: &'static str,
    /// The data.
    pub data: &'static str,
    /// What was asked.
    pub question: &'static str,
    /// What the study found.
    pub finding: &'static str,
    /// The study's own test accuracy, in per cent.
    pub published: Option<f64>,
    /// A file that it needs and that Hearth does not bring.
    pub file: Option<&'static str>,
    /// What its picture shows.
    pub motif: Motif,
}

impl Card {
    /// Whether it is a sweep, which is carried out in the room Runs.
    #[must_use]
    pub fn is_sweep(&self) -> bool {
        SWEEPS.contains(&self.recipe)
    }
}

/// The recipes that are sweeps.
const SWEEPS: [&str; 6] = ["a2-sweep", "c8", "c8-short", "d3-batch", "d6", "e2"];

/// The data of several cards.
const FASHION_MNIST: &str = "Fashion-MNIST: 60 000 to train on, 10 000 to test on";
const FASHION_MNIST_IN_THREE: &str = "Fashion-MNIST: 48 000, 12 000 and 10 000, stratified";

/// Every recipe, easiest first within its study; the cards of a study are together.
pub const CARDS: [Card; 42] = [
    Card {
        recipe: "mnist",
        name: "Small CNN on MNIST",
        study: "First steps",
        title: "Handwritten digits",
        data: "MNIST: 60 000 digits to train on, 10 000 to test on",
        question: "How soon does a small network read digits?",
        finding: "Measured on two CPU cores: 97 % of the test digits after 2 seconds, 99 % after 5. Draw one while it learns.",
        published: None,
        file: None,
        motif: Motif::Digit,
    },
    Card {
        recipe: "tiny",
        name: "Fewer than 2 000 parameters on MNIST",
        study: "First steps",
        title: "Fewer than 2 000 parameters",
        data: "MNIST: 60 000 digits to train on, 10 000 to test on",
        question: "How small can a network be that reads digits?",
        finding: "A convolution, four separable ones and ten outputs, 1 924 parameters: as many numbers as two and a half pictures.",
        published: None,
        file: None,
        motif: Motif::Digit,
    },
    Card {
        recipe: "best",
        name: "A residual network on Fashion-MNIST",
        study: "First steps",
        title: "A residual network",
        data: "Fashion-MNIST, shifted and flipped anew in every epoch",
        question: "How far does a deeper network get?",
        finding: "Three stages of convolutions with a path around each. Slow on a CPU: choose WebGPU where there is one.",
        published: None,
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "a1",
        name: "Study A, step 1: points of two classes, 80 to train on and 20 to test on",
        study: "Study A",
        title: "Points of two classes",
        data: "100 generated points in a plane, 80 to train on, 20 to test on",
        question: "Which side of the line is a point on?",
        finding: "The study trained a support vector classifier on them, which is the next card. Here a small network learns the same task.",
        published: None,
        file: None,
        motif: Motif::Points,
    },
    Card {
        recipe: "a2",
        name: "Study A, step 2: a support vector classifier on points of two classes",
        study: "Study A",
        title: "The widest margin",
        data: "100 generated points in a plane, 80 to train on, 20 to test on",
        question: "Where does a support vector classifier draw the line, and which points hold it there?",
        finding: "The study trained an SVC and drew its boundary, importances, calibration and class proportions. Here the plane shows the margin and the support vectors, and the room Evaluation everything else.",
        published: None,
        file: None,
        motif: Motif::Points,
    },
    Card {
        recipe: "a2-sweep",
        name: "Study A, step 2, and more: which support vector classifier suits the points",
        study: "Study A",
        title: "Kernels and costs",
        data: "400 generated points in a plane, a fifth of them to choose by and a fifth to test on",
        question: "Which kernel, which cost, which degree suits the points?",
        finding: "A sweep of twenty support vector classifiers in seconds, with its table and heat map. It opens in Runs.",
        published: None,
        file: None,
        motif: Motif::Points,
    },
    Card {
        recipe: "a3",
        name: "Study A, step 3: Fashion-MNIST, 60 000 and 10 000, pixels from 0 to 1",
        study: "Study A",
        title: "Clothes as they are",
        data: "Fashion-MNIST: 60 000 to train on, 10 000 to test on, pixels from 0 to 1",
        question: "Shirt or pullover? Ten kinds of clothes, 28 pixels high.",
        finding: "The study trained two convolutions of four filters each for ten epochs and logged every one. Here the small built-in network is trained.",
        published: None,
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "a4",
        name: "Study A, step 4: two convolutions of four filters on Fashion-MNIST",
        study: "Study A",
        title: "Four filters",
        data: FASHION_MNIST,
        question: "What can two convolutions of four filters do without any ReLU?",
        finding: "The study trained this network, 2 298 parameters, by RMSprop for ten epochs and logged every one.",
        published: None,
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "a6",
        name: "Study A, step 6: Fashion-MNIST turned by any angle",
        study: "Study A",
        title: "Clothes turned by any angle",
        data: "Fashion-MNIST, each picture turned at random by up to 180°",
        question: "Does a network know a shirt that lies on its side?",
        finding: "The study showed its network a picture turned by 90°, then trained it on turned pictures: batches of 32, ten epochs.",
        published: None,
        file: None,
        motif: Motif::TurnedGarments,
    },
    Card {
        recipe: "b1",
        name: "Study B, steps 1 and 2: pandas and bears, 128×128, every channel standardized",
        study: "Study B",
        title: "Pandas and bears",
        data: "600 photographs in two folders, resized to 128 × 128, three colours",
        question: "Can 500 photographs teach a network what a panda is?",
        finding: "Yes: all 100 test photographs were classified correctly, by a network of 4 498 210 parameters. Here a smaller one is trained.",
        published: None,
        file: Some("pandas-bears.zip"),
        motif: Motif::Photograph,
    },
    Card {
        recipe: "b3",
        name: "Study B, steps 2 to 4: pandas and bears, six convolutions, 4 498 210 parameters",
        study: "Study B",
        title: "The whole network",
        data: "600 photographs in two folders, resized to 128 × 128, three colours",
        question: "What do six convolutions and 4 498 210 parameters find in them?",
        finding: "All 100 test photographs were classified correctly, with a loss of 0.0990, after up to nine epochs of 60 to 83 seconds.",
        published: Some(100.0),
        file: Some("pandas-bears.zip"),
        motif: Motif::Photograph,
    },
    Card {
        recipe: "b10",
        name: "Study B, step 10: a linear support vector classifier on flattened photographs",
        study: "Study B",
        title: "Photographs without a network",
        data: "600 photographs in two folders, resized to 128 × 128: 49 152 numbers each",
        question: "Does it take a network to tell pandas from bears?",
        finding: "In the study it did not: an SVC with a linear kernel classified all 100 test photographs correctly.",
        published: Some(100.0),
        file: Some("pandas-bears.zip"),
        motif: Motif::Photograph,
    },
    Card {
        recipe: "c1",
        name: "Study C, steps 1 and 2: digits from train.csv and test.csv, 37 800 and 4 200",
        study: "Study C",
        title: "Digits from a table",
        data: "train.csv: 42 000 rows of 785 columns; test.csv: 28 000 without a label",
        question: "What are the digits that nobody has labelled?",
        finding: "The study divided the rows into 37 800 and 4 200, and wrote a label for each of the 28 000 others into a file.",
        published: None,
        file: Some("train.csv and test.csv"),
        motif: Motif::DigitTable,
    },
    Card {
        recipe: "c3",
        name: "Study C, steps 3 and 4: 858 122 parameters on MNIST's own files",
        study: "Study C",
        title: "The larger network",
        data: "MNIST, a tenth held back for validation",
        question: "Two blocks of convolution, 858 122 parameters: how good, and what is confused?",
        finding: "98.905 % in the study, on digits of its own table. It confused 4 and 9 most often.",
        published: Some(98.905),
        file: None,
        motif: Motif::AlikeDigits,
    },
    Card {
        recipe: "c7",
        name: "Study C, step 7: MNIST turned, shifted and zoomed a little, anew in every epoch",
        study: "Study C",
        title: "Digits changed in every epoch",
        data: "MNIST, each digit turned, shifted and zoomed a little, anew in every epoch",
        question: "Do changed digits make a better network?",
        finding: "In the study they did: 99.238 % instead of 98.905 %.",
        published: Some(99.238),
        file: None,
        motif: Motif::ChangedDigits,
    },
    Card {
        recipe: "c8-short",
        name: "Study C, step 8, in short: nine trials on 6 000 digits",
        study: "Study C",
        title: "A search for a network, in short",
        data: "MNIST: 6 000 digits, a tenth of them held back",
        question: "How many blocks, filters and dense layers? Nine trials.",
        finding: "A sweep by Hyperband on few samples and epochs: minutes instead of hours. It opens in Runs.",
        published: None,
        file: None,
        motif: Motif::AlikeDigits,
    },
    Card {
        recipe: "c8",
        name: "Study C, step 8: blocks, filters, dropout and dense layers by Hyperband, 90 trials",
        study: "Study C",
        title: "The whole search for a network",
        data: "MNIST, a tenth held back for validation",
        question: "How many blocks, filters and dense layers, and how much dropout? 90 trials, two runs each.",
        finding: "90 trials took the study 5 h 29 min on a GPU, and gave 0.99738 of the validation digits. Here it can be paused, and goes on after the page was closed.",
        published: None,
        file: None,
        motif: Motif::AlikeDigits,
    },
    Card {
        recipe: "d1",
        name: "Study D, step 1: Fashion-MNIST, 48 000, 12 000 and 10 000, stratified",
        study: "Study D",
        title: "Every class alike",
        data: "Fashion-MNIST: 48 000, 12 000 and 10 000, stratified: 4 800 of each class to train on",
        question: "How far do plain dense networks get?",
        finding: "In the study, one, two and three hidden layers reached 88.1, 87.5 and 87.6 % of the test pictures: more layers did not help.",
        published: None,
        file: None,
        motif: Motif::EqualClasses,
    },
    Card {
        recipe: "d2-1",
        name: "Study D, step 2: one hidden layer",
        study: "Study D",
        title: "One hidden layer",
        data: FASHION_MNIST_IN_THREE,
        question: "How far does one hidden layer get?",
        finding: "88.11 % in the study: further than two or three.",
        published: Some(88.11),
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d2-2",
        name: "Study D, step 2: two hidden layers",
        study: "Study D",
        title: "Two hidden layers",
        data: FASHION_MNIST_IN_THREE,
        question: "Does a second hidden layer help?",
        finding: "87.48 % in the study: it did not.",
        published: Some(87.48),
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d2-3",
        name: "Study D, step 2: three hidden layers",
        study: "Study D",
        title: "Three hidden layers",
        data: FASHION_MNIST_IN_THREE,
        question: "Does a third hidden layer help?",
        finding: "87.55 % in the study: it did not.",
        published: Some(87.55),
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d3-linear",
        name: "Study D, step 3: convolutions with linear activations",
        study: "Study D",
        title: "Convolutions without ReLU",
        data: FASHION_MNIST_IN_THREE,
        question: "What are convolutions worth if nothing bends between them?",
        finding: "Two of them are one: compare with ReLU.",
        published: None,
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d3-max",
        name: "Study D, step 3: convolutions with ReLU and max pooling",
        study: "Study D",
        title: "Max pooling",
        data: FASHION_MNIST_IN_THREE,
        question: "What does the largest value of each window keep?",
        finding: "The study compared it with the average of each window.",
        published: None,
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d3-average",
        name: "Study D, step 3: convolutions with ReLU and average pooling",
        study: "Study D",
        title: "Average pooling",
        data: FASHION_MNIST_IN_THREE,
        question: "Is the average of each window better than its largest value?",
        finding: "The study compared both; see them side by side in Runs.",
        published: None,
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d3-norm-shallow",
        name: "Study D, step 3: batch normalization in a shallow network",
        study: "Study D",
        title: "Batch normalization, shallow",
        data: FASHION_MNIST_IN_THREE,
        question: "Does batch normalization help a shallow network?",
        finding: "In the study it did not: 82 %.",
        published: Some(82.0),
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d3-norm-deep",
        name: "Study D, step 3: batch normalization in a deep network",
        study: "Study D",
        title: "Batch normalization, deep",
        data: FASHION_MNIST_IN_THREE,
        question: "Does batch normalization help a deep network?",
        finding: "In the study it did: 92 %.",
        published: Some(92.0),
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d3-batch-32",
        name: "Study D, step 3: 32 samples a step",
        study: "Study D",
        title: "32 pictures a step",
        data: FASHION_MNIST_IN_THREE,
        question: "How long does an epoch take with 32 pictures a step?",
        finding: "The study took the time of 32, 64 and 128. Runs shows yours.",
        published: None,
        file: None,
        motif: Motif::EqualClasses,
    },
    Card {
        recipe: "d3-batch-64",
        name: "Study D, step 3: 64 samples a step",
        study: "Study D",
        title: "64 pictures a step",
        data: FASHION_MNIST_IN_THREE,
        question: "And with 64?",
        finding: "Fewer steps in an epoch, each of more work.",
        published: None,
        file: None,
        motif: Motif::EqualClasses,
    },
    Card {
        recipe: "d3-batch-128",
        name: "Study D, step 3: 128 samples a step",
        study: "Study D",
        title: "128 pictures a step",
        data: FASHION_MNIST_IN_THREE,
        question: "And with 128?",
        finding: "The fewest steps, and the shortest epochs.",
        published: None,
        file: None,
        motif: Motif::EqualClasses,
    },
    Card {
        recipe: "d3-batch",
        name: "Study D, step 3: batches of 32, 64 and 128",
        study: "Study D",
        title: "Three batch sizes in one sweep",
        data: FASHION_MNIST_IN_THREE,
        question: "What do 32, 64 and 128 pictures a step cost in accuracy and time?",
        finding: "A sweep of three trials, side by side in Runs.",
        published: None,
        file: None,
        motif: Motif::EqualClasses,
    },
    Card {
        recipe: "d5",
        name: "Study D, step 5: two changed copies of each picture, 144 000 in all",
        study: "Study D",
        title: "Two copies of each",
        data: "Fashion-MNIST: 48 000 pictures and two changed copies of each, 144 000 in all",
        question: "What if changed pictures are added once, and not made anew in every epoch?",
        finding: "The study added whole copies, turned, shifted and flipped. Compare it with augmentation on the fly in Runs.",
        published: None,
        file: None,
        motif: Motif::CopiedGarments,
    },
    Card {
        recipe: "d6",
        name: "Study D, step 6: every pair of activation and optimizer",
        study: "Study D",
        title: "Every activation with every optimizer",
        data: FASHION_MNIST_IN_THREE,
        question: "Five activations and seven optimizers: which pair is best?",
        finding: "In the study from 74.5 to 91.84 %, the best LeakyReLU with Adamax. A sweep of 35 trials, with its table and heat map.",
        published: None,
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d7",
        name: "Study D, step 7: dropout alone",
        study: "Study D",
        title: "Dropout alone",
        data: FASHION_MNIST_IN_THREE,
        question: "Does dropout keep a network from learning by heart?",
        finding: "Watch how close training and validation stay.",
        published: None,
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d7-norm",
        name: "Study D, step 7: dropout with batch normalization",
        study: "Study D",
        title: "Dropout and batch normalization",
        data: FASHION_MNIST_IN_THREE,
        question: "Do dropout and batch normalization go together?",
        finding: "The study tried both in one network.",
        published: None,
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d8-l1",
        name: "Study D, step 8: L1 regularization",
        study: "Study D",
        title: "L1 regularization",
        data: FASHION_MNIST_IN_THREE,
        question: "What if large weights cost something?",
        finding: "90.90 % in the study.",
        published: Some(90.9),
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d8-l2",
        name: "Study D, step 8: L2 regularization",
        study: "Study D",
        title: "L2 regularization",
        data: FASHION_MNIST_IN_THREE,
        question: "What if the squares of weights cost something?",
        finding: "90.05 % in the study.",
        published: Some(90.05),
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d8-l1l2",
        name: "Study D, step 8: L1 and L2 regularization",
        study: "Study D",
        title: "L1 and L2 together",
        data: FASHION_MNIST_IN_THREE,
        question: "And both together?",
        finding: "91.86 % in the study: better than either.",
        published: Some(91.86),
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d9",
        name: "Study D, step 9: somebody else's network, 542 230 parameters",
        study: "Study D",
        title: "Somebody else's network",
        data: FASHION_MNIST_IN_THREE,
        question: "What does a network from elsewhere do here?",
        finding: "One convolution and 542 230 parameters, most of them between two dense layers; trained by SGD.",
        published: None,
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d10-out",
        name: "Study D, step 10: fan out, filters increasing from layer to layer",
        study: "Study D",
        title: "Fan out",
        data: FASHION_MNIST_IN_THREE,
        question: "More filters from layer to layer?",
        finding: "One of the two final networks of the study, of about 144 000 parameters.",
        published: None,
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "d10-in",
        name: "Study D, step 10: fan in, filters decreasing from layer to layer, 144 074 parameters",
        study: "Study D",
        title: "Fan in",
        data: FASHION_MNIST_IN_THREE,
        question: "Or fewer filters from layer to layer?",
        finding: "The final network of the study: 92.05 % with about 144 000 parameters.",
        published: Some(92.05),
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "e1",
        name: "Study E, step 1: two convolutions, one dense layer",
        study: "Study E",
        title: "Batch size and epochs",
        data: "Fashion-MNIST: 60 000 to train on, 10 000 to test on, a tenth of them held back",
        question: "Which batch size, how many epochs?",
        finding: "The study trained a network for every pair of the two, and drew a map of the accuracies.",
        published: None,
        file: None,
        motif: Motif::EqualClasses,
    },
    Card {
        recipe: "e2",
        name: "Study E, step 2: every pair of batch size and number of epochs",
        study: "Study E",
        title: "The map of batch size and epochs",
        data: "Fashion-MNIST: 60 000 to train on, 10 000 to test on, a tenth of them held back",
        question: "Which pair of batch size and number of epochs is best?",
        finding: "A sweep of nine trials, with the heat map and the lines that the study drew.",
        published: None,
        file: None,
        motif: Motif::EqualClasses,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Experiment, Source};
    use crate::page::recipe;

    #[test]
    fn every_recipe_has_a_card_and_every_card_a_recipe() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/recipes");
        let mut recipes: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder of recipes")
            .map(|entry| entry.expect("an entry").path())
            .filter_map(|path| path.file_stem()?.to_str().map(str::to_owned))
            .collect();
        let mut cards = CARDS.map(|card| card.recipe.to_owned()).to_vec();
        recipes.sort();
        cards.sort();
        assert_eq!(recipes, cards);
        assert!(cards.iter().all(|name| recipe::path(name).is_some()));
    }

    #[test]
    fn cards_name_the_files_that_their_recipes_need() {
        for card in CARDS {
            let path = format!(
                "{}/assets/recipes/{}.json",
                env!("CARGO_MANIFEST_DIR"),
                card.recipe
            );
            let text = std::fs::read_to_string(path).expect("a recipe");
            let experiment = Experiment::from_json(&text).expect("valid");
            let names = match experiment.data.source {
                Source::Files(own) => Some(own.names.join(" and ")),
                _ => None,
            };
            assert_eq!(card.file, names.as_deref(), "{}", card.recipe);
            assert_eq!(card.name, experiment.name, "{}", card.recipe);
            assert_eq!(
                card.is_sweep(),
                experiment.sweep.is_some(),
                "{}",
                card.recipe
            );
        }
    }

    #[test]
    fn the_cards_of_a_study_are_together() {
        let mut studies: Vec<_> = CARDS.iter().map(|card| card.study).collect();
        studies.dedup();
        let n = studies.len();
        studies.sort_unstable();
        studies.dedup();
        assert_eq!(studies.len(), n);
    }
}
