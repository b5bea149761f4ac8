//! Texts as numbers: each gets the next code when it first comes, and at the end the codes are
//! put in the order of the texts.

use std::collections::HashMap;

/// The texts of a column, over all tables of a load.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    codes: HashMap<Box<[u8]>, u16>,
    texts: Vec<String>,
    /// Whether a text came for which there was no room.
    pub overflowed: bool,
    /// Whether there are no texts but those it began with.
    closed: bool,
}

/// Most classes, and most values of a category.
pub(super) const MOST: usize = 1000;

impl Dictionary {
    /// A dictionary of these texts and no others, in this order. Their positions stand for them.
    pub fn of(texts: &[String]) -> Self {
        let mut dictionary = Self::default();
        for text in texts {
            dictionary.code(text.as_bytes());
        }
        dictionary.closed = true;
        dictionary
    }

    /// How many texts there are, if there can be no others.
    pub fn closed(&self) -> Option<usize> {
        self.closed.then_some(self.texts.len())
    }

    /// The code of a text; nothing if it would be one too many.
    pub fn code(&mut self, text: &[u8]) -> Option<u16> {
        if let Some(&code) = self.codes.get(text) {
            return Some(code);
        }
        if self.closed {
            let index: Option<u16> = std::str::from_utf8(text).ok()?.parse().ok();
            return index.filter(|&index| usize::from(index) < self.texts.len());
        }
        if self.texts.len() == MOST {
            self.overflowed = true;
            return None;
        }
        let code = self.texts.len() as u16;
        self.texts.push(String::from_utf8_lossy(text).into_owned());
        self.codes.insert(text.into(), code);
        Some(code)
    }

    /// A dictionary as this one was at first: with its texts if there can be no others.
    pub fn without_entries(&self) -> Self {
        if self.closed {
            self.clone()
        } else {
            Self::default()
        }
    }

    /// The text of a code.
    pub fn text(&self, code: u16) -> &str {
        &self.texts[usize::from(code)]
    }

    /// The number of texts.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// The texts in order, by value if all are numbers and by letter otherwise, and the index
    /// in that order for each code.
    pub fn sorted(&self) -> (Vec<String>, Vec<u16>) {
        let numbers: Option<Vec<f64>> = self.texts.iter().map(|text| text.parse().ok()).collect();
        let mut order: Vec<usize> = (0..self.texts.len()).collect();
        match numbers {
            _ if self.closed => {}
            Some(numbers) => order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b])),
            None => order.sort_by(|&a, &b| self.texts[a].cmp(&self.texts[b])),
        }
        let mut indices = vec![0; order.len()];
        for (index, &code) in order.iter().enumerate() {
            indices[code] = index as u16;
        }
        (
            order
                .into_iter()
                .map(|code| self.texts[code].clone())
                .collect(),
            indices,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[&str], expected: &[&str]) {
        let mut dictionary = Dictionary::default();
        let codes: Vec<_> = texts
            .iter()
            .map(|text| dictionary.code(text.as_bytes()))
            .collect();
        let (sorted, indices) = dictionary.sorted();
        assert_eq!(sorted, expected);
        for (text, code) in texts.iter().zip(codes) {
            assert_eq!(
                sorted[usize::from(indices[usize::from(code.unwrap())])],
                *text
            );
        }
    }

    #[test]
    fn codes_follow_the_order_of_values_or_letters() {
        check(&["10", "9", "-1", "9"], &["-1", "9", "10"]);
        check(&["b", "10", "9"], &["10", "9", "b"]);
    }

    #[test]
    fn a_closed_dictionary_takes_its_texts_and_their_positions() {
        let mut dictionary = Dictionary::of(&["shirt".into(), "coat".into()]);
        assert_eq!(dictionary.closed(), Some(2));
        assert_eq!(dictionary.code(b"coat"), Some(1));
        assert_eq!(dictionary.code(b"0"), Some(0));
        assert_eq!(dictionary.code(b"2"), None);
        assert_eq!(dictionary.sorted().0, ["shirt", "coat"]);
    }

    #[test]
    fn there_is_an_end_to_texts() {
        let mut dictionary = Dictionary::default();
        for i in 0..MOST {
            assert!(dictionary.code(i.to_string().as_bytes()).is_some());
        }
        assert_eq!(dictionary.code(b"more"), None);
        assert!(dictionary.overflowed && dictionary.code(b"7").is_some());
    }
}
