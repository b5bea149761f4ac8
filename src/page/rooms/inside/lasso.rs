//! A line around samples by keyboard: a crosshair that the arrows move, and the corners that are set where it is.

/// What one press of an arrow moves the crosshair by, as a part of the square's side; and with Shift.
const STEP: f32 = 0.02;
const FINE_STEP: f32 = 0.0025;
/// Corners that enclose anything.
const LEAST_CORNERS: usize = 3;

/// The crosshair, and the line so far. Positions are parts of a square's side from the upper left corner on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lasso {
    /// Where the crosshair is; nowhere before the first press.
    pub crosshair: Option<[f32; 2]>,
    /// The corners, in their order.
    pub corners: Vec<[f32; 2]>,
}

/// What a press of a key did.
#[derive(Clone, Debug, PartialEq)]
pub enum Press {
    /// The crosshair moved.
    Moved,
    /// A corner was set, or the last one taken back.
    Corner,
    /// The line is closed around what these corners enclose.
    Closed(Vec<[f32; 2]>),
    /// It cannot be closed: it has too few corners.
    TooFew,
    /// What is nearest to this position is wanted.
    Nearest([f32; 2]),
    /// The line was given up.
    Cancelled,
}

impl Lasso {
    /// Takes a key, as `KeyboardEvent.key` names it, in; `None` for those that do nothing here.
    pub fn press(&mut self, key: &str, is_fine: bool) -> Option<Press> {
        let by = |x: f32, y: f32| {
            let step = if is_fine { FINE_STEP } else { STEP };
            [x * step, y * step]
        };
        match key {
            "ArrowLeft" => self.move_by(by(-1.0, 0.0)),
            "ArrowRight" => self.move_by(by(1.0, 0.0)),
            "ArrowUp" => self.move_by(by(0.0, -1.0)),
            "ArrowDown" => self.move_by(by(0.0, 1.0)),
            " " => {
                let at = self.position();
                self.crosshair = Some(at);
                self.corners.push(at);
                return Some(Press::Corner);
            }
            "Backspace" => {
                self.corners.pop()?;
                return Some(Press::Corner);
            }
            "Enter" if self.corners.is_empty() => return Some(Press::Nearest(self.position())),
            "Enter" if self.corners.len() < LEAST_CORNERS => return Some(Press::TooFew),
            "Enter" => return Some(Press::Closed(std::mem::take(&mut self.corners))),
            "Escape" if !self.corners.is_empty() => {
                self.corners.clear();
                return Some(Press::Cancelled);
            }
            _ => return None,
        }
        Some(Press::Moved)
    }

    /// Where the crosshair is, or appears.
    fn position(&self) -> [f32; 2] {
        self.crosshair.unwrap_or([0.5; 2])
    }

    /// The first press shows the crosshair where it is.
    fn move_by(&mut self, by: [f32; 2]) {
        let moved = |axis: usize| self.position()[axis] + by[axis];
        self.crosshair = Some(match self.crosshair {
            Some(_) => [0, 1].map(|axis| moved(axis).clamp(0.0, 1.0)),
            None => self.position(),
        });
    }

    /// The line as it would be closed now.
    #[must_use]
    pub fn line(&self) -> Vec<[f32; 2]> {
        let end = self.crosshair.filter(|_| !self.corners.is_empty());
        self.corners.iter().copied().chain(end).collect()
    }

    /// Where the crosshair is and how many corners there are, in words.
    #[must_use]
    pub fn describe(&self) -> String {
        let [x, y] = self.position();
        let place = format!(
            "Crosshair {:.0} % across, {:.0} % up",
            x * 100.0,
            (1.0 - y) * 100.0
        );
        match self.corners.len() {
            0 => format!("{place}."),
            1 => format!("{place}, 1 corner."),
            corners => format!("{place}, {corners} corners."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(lasso: &mut Lasso, keys: &[&str]) -> Option<Press> {
        let all = keys.iter().map(|key| lasso.press(key, false));
        all.last().flatten()
    }

    #[test]
    fn arrows_move_a_crosshair_that_begins_in_the_middle_and_stays_inside() {
        let mut lasso = Lasso::default();
        assert_eq!(pressed(&mut lasso, &["ArrowUp"]), Some(Press::Moved));
        assert_eq!(lasso.crosshair, Some([0.5, 0.5]));
        pressed(&mut lasso, &["ArrowUp", "ArrowRight"]);
        assert_eq!(lasso.describe(), "Crosshair 52 % across, 52 % up.");
        lasso.press("ArrowRight", true);
        assert!((lasso.crosshair.expect("a crosshair")[0] - 0.5225).abs() < 1e-6);
        pressed(&mut lasso, &["ArrowLeft"; 60]);
        assert!(lasso.crosshair.expect("a crosshair")[0].abs() < 1e-6);
        assert_eq!(pressed(&mut lasso, &["a"]), None);
        assert_eq!(pressed(&mut lasso, &["Escape"]), None, "nothing to give up");
    }

    #[test]
    fn corners_make_a_line_that_enter_closes() {
        let mut lasso = Lasso::default();
        let near = pressed(&mut lasso, &["ArrowUp", "Enter"]);
        assert_eq!(near, Some(Press::Nearest([0.5, 0.5])));
        let few = pressed(&mut lasso, &[" ", "ArrowRight", " ", "Enter"]);
        assert_eq!((few, lasso.corners.len()), (Some(Press::TooFew), 2));
        assert_eq!(
            lasso.describe(),
            "Crosshair 52 % across, 50 % up, 2 corners."
        );
        pressed(&mut lasso, &["ArrowDown", " ", "ArrowLeft"]);
        assert_eq!(lasso.line().len(), 4, "and on to the crosshair");
        let Some(Press::Closed(corners)) = pressed(&mut lasso, &["Enter"]) else {
            panic!("closed")
        };
        assert_eq!(corners, [[0.5, 0.5], [0.52, 0.5], [0.52, 0.52]]);
        assert!(lasso.corners.is_empty() && lasso.line().is_empty());
    }

    #[test]
    fn a_corner_and_the_whole_line_are_taken_back() {
        let mut lasso = Lasso::default();
        assert_eq!(pressed(&mut lasso, &["Backspace"]), None);
        pressed(&mut lasso, &[" ", "ArrowLeft", " ", "Backspace"]);
        assert_eq!(lasso.corners, [[0.5, 0.5]]);
        assert_eq!(pressed(&mut lasso, &["Escape"]), Some(Press::Cancelled));
        assert!(lasso.corners.is_empty());
    }
}
