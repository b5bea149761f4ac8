//! What the gallery says of each recipe: its data, what was asked, and what the study found.

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card {
    /// The recipe's name: its file's, and in the address.
    pub recipe: &'static str,
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
    /// A file that it needs and that Hearth does not bring.
    pub file: Option<&'static str>,
    /// What its picture shows.
    pub motif: Motif,
}

/// Every recipe, easiest first within its study.
pub const CARDS: [Card; 10] = [
    Card {
        recipe: "mnist",
        study: "First steps",
        title: "Handwritten digits",
        data: "MNIST: 60 000 digits to train on, 10 000 to test on",
        question: "How soon does a small network read digits?",
        finding: "Measured on two CPU cores: 97 % of the test digits after 10 seconds. Draw one while it learns.",
        file: None,
        motif: Motif::Digit,
    },
    Card {
        recipe: "a1",
        study: "Study A",
        title: "Points of two classes",
        data: "100 generated points in a plane, 80 to train on, 20 to test on",
        question: "Which side of the line is a point on?",
        finding: "The study drew the decision boundary, ROC and calibration curve of a support vector classifier. Here a small network learns the same task.",
        file: None,
        motif: Motif::Points,
    },
    Card {
        recipe: "a3",
        study: "Study A",
        title: "Clothes as they are",
        data: "Fashion-MNIST: 60 000 to train on, 10 000 to test on, pixels from 0 to 1",
        question: "Shirt or pullover? Ten kinds of clothes, 28 pixels high.",
        finding: "The study trained two convolutions of four filters each for ten epochs and logged every one. Here the small built-in network is trained.",
        file: None,
        motif: Motif::Garment,
    },
    Card {
        recipe: "a6",
        study: "Study A",
        title: "Clothes turned by any angle",
        data: "Fashion-MNIST, each picture turned at random by up to 180°",
        question: "Does a network know a shirt that lies on its side?",
        finding: "The study showed its network a picture turned by 90°, then trained it on turned pictures: batches of 32, ten epochs.",
        file: None,
        motif: Motif::TurnedGarments,
    },
    Card {
        recipe: "b1",
        study: "Study B",
        title: "Pandas and bears",
        data: "600 photographs in two folders, resized to 128 × 128, three colours",
        question: "Can 500 photographs teach a network what a panda is?",
        finding: "Yes: all 100 test photographs were classified correctly, by a network of 4 498 210 parameters. Here a smaller one is trained.",
        file: Some("pandas-bears.zip"),
        motif: Motif::Photograph,
    },
    Card {
        recipe: "c1",
        study: "Study C",
        title: "Digits from a table",
        data: "train.csv: 42 000 rows of 785 columns; test.csv: 28 000 without a label",
        question: "What are the digits that nobody has labelled?",
        finding: "The study divided the rows into 37 800 and 4 200, and wrote a label for each of the 28 000 others into a file.",
        file: Some("train.csv and test.csv"),
        motif: Motif::DigitTable,
    },
    Card {
        recipe: "c3",
        study: "Study C",
        title: "The larger network",
        data: "MNIST, a tenth held back for validation",
        question: "Two blocks of convolution, 858 122 parameters: how good, and what is confused?",
        finding: "98.905 % in the study, on digits of its own table. It confused 4 and 9 most often.",
        file: None,
        motif: Motif::AlikeDigits,
    },
    Card {
        recipe: "c7",
        study: "Study C",
        title: "Digits changed in every epoch",
        data: "MNIST, each digit turned, shifted and zoomed a little, anew in every epoch",
        question: "Do changed digits make a better network?",
        finding: "In the study they did: 99.238 % instead of 98.905 %, with the larger network.",
        file: None,
        motif: Motif::ChangedDigits,
    },
    Card {
        recipe: "d1",
        study: "Study D",
        title: "Every class alike",
        data: "Fashion-MNIST: 48 000, 12 000 and 10 000, stratified: 4 800 of each class to train on",
        question: "How far do plain dense networks get?",
        finding: "In the study, one, two and three hidden layers reached 88.1, 87.5 and 87.6 % of the test pictures: more layers did not help.",
        file: None,
        motif: Motif::EqualClasses,
    },
    Card {
        recipe: "d5",
        study: "Study D",
        title: "Two copies of each",
        data: "Fashion-MNIST: 48 000 pictures and two changed copies of each, 144 000 in all",
        question: "What if changed pictures are added once, and not made anew in every epoch?",
        finding: "The study added whole copies, turned, shifted and flipped. Compare it with augmentation on the fly in Runs.",
        file: None,
        motif: Motif::CopiedGarments,
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
        let mut cards = CARDS.map(|card| card.recipe.to_owned());
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
        }
    }
}
