//! The picture of a page, and what lies on it.

use crate::reading::Picture;
use crate::reading::Rect;

/// No picture is longer along an axis.
const LONGEST: f64 = 1e9;

/// A picture, and how many boxes did not lie on it.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) picture: Picture,
    /// Boxes that lie outside of it, altogether or in part; what of them is on it is kept.
    pub(super) outside: usize,
}

impl Frame {
    /// A picture of this file and size; a size that is none is not known.
    pub(super) fn of(name: Option<String>, (width, height): (Option<f64>, Option<f64>)) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is of 0 to `LONGEST`"
        )]
        let length = |length: Option<f64>| length.unwrap_or(0.0).clamp(0.0, LONGEST).round() as u32;
        let picture = Picture { name, page: 1, width: length(width), height: length(height) };
        Frame { picture, outside: 0 }
    }

    /// The box between two corners, each as far from the left and the top; nothing where none of it is on the picture.
    pub(super) fn rect(&mut self, (x, y): (f64, f64), (to_x, to_y): (f64, f64)) -> Option<Rect> {
        let Picture { width, height, .. } = self.picture;
        let (left, right) = on(x.min(to_x), x.max(to_x), width)?;
        let (top, bottom) = on(y.min(to_y), y.max(to_y), height)?;
        if left.1 || right.1 || top.1 || bottom.1 {
            self.outside += 1;
        }
        let rect = Rect::between((left.0, top.0), (right.0, bottom.0));
        (rect.width > 0 && rect.height > 0).then_some(rect)
    }

    /// The box around some corners.
    pub(super) fn around(&mut self, corners: &[(f64, f64)]) -> Option<Rect> {
        let (x, y) = (corners.iter().map(|corner| corner.0), corners.iter().map(|corner| corner.1));
        let least = (x.clone().reduce(f64::min)?, y.clone().reduce(f64::min)?);
        self.rect(least, (x.reduce(f64::max)?, y.reduce(f64::max)?))
    }
}

/// A side: where it is, and whether it had to be moved onto the picture.
type Side = (u32, bool);

/// Two sides on a picture that is so long along their axis; 0 where nobody knows.
fn on(begin: f64, end: f64, length: u32) -> Option<(Side, Side)> {
    let most = if length == 0 { LONGEST } else { f64::from(length) };
    // A rounding more is no fault.
    let side = |at: f64| {
        let on = at.clamp(0.0, most);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is of 0 to `most`")]
        ((on.round() as u32), (at - on).abs() >= 2.0)
    };
    (begin.is_finite() && end.is_finite()).then(|| (side(begin), side(end)))
}

/// The file of a picture as it may lie beside its page: a relative path that does not leave the folder; of any other
/// only its last part.
pub(super) fn picture_name(written: &str) -> Option<String> {
    let path = written.trim().replace('\\', "/");
    let is_within = !path.starts_with('/') && !path.contains(':') && path.split('/').all(|part| part != "..");
    let name =
        if is_within { path.trim_start_matches("./") } else { path.rsplit('/').next().unwrap_or_default() };
    let is_name = !name.is_empty() && name != ".." && name.chars().all(|c| !c.is_control());
    is_name.then(|| name.to_owned())
}
