//! Which copies of a passage are wanted: the same on the command line and over HTTP.

use crate::values;
use duikan::CopyFilter;
use duikan::Formulae;
use duikan::Message;
use duikan::Similar;
use duikan::message;
use duikan::present::Kinds;
use duikan::present::Listing;
use serde::Deserialize;
use serde::Deserializer;
use serde::de;
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;

/// Options that choose copies.
#[derive(Debug, clap::Args)]
pub(crate) struct Among {
    /// How similar a copy must be
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Similar::Normal)]
    pub(crate) similar: Similar,

    #[command(flatten)]
    pub(crate) bounds: Bounds,

    /// Also all places of boilerplate (套语) in the passage: short texts with very many places
    #[arg(long)]
    pub(crate) formulae: bool,
}

/// How much a copy must have, and where it may stand.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Bounds {
    /// Only copies that have at least this share of the passage, such as 50%
    #[arg(long, value_name = "SHARE", default_value = "0%", hide_default_value = true)]
    pub(crate) min_cover: Share,

    /// Only copies that agree with the passage in at least N characters
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = values::count)]
    pub(crate) min_length: usize,

    /// Only copies in documents dated at most N days before or after the passage's
    #[arg(long, value_name = "N", value_parser = values::count)]
    pub(crate) within_days: Option<usize>,

    /// Only copies in documents of another series than the passage's
    #[arg(long)]
    pub(crate) across_series: bool,
}

/// Which kinds of copies are shown.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Parts {
    /// Also list what has less than half of the passage
    #[arg(long)]
    parts: bool,
}

impl Parts {
    /// So many lines of these kinds.
    pub(crate) fn listing(self, lines: usize) -> Listing {
        Listing { lines, kinds: if self.parts { Kinds::All } else { Kinds::Copies } }
    }

    /// Whether parts are asked for.
    pub(crate) fn are_shown(self) -> bool {
        self.parts
    }
}

impl Among {
    /// The name of an option that is given.
    pub(crate) fn given(&self) -> Option<&'static str> {
        let options = [("--similar", self.similar != Similar::default()), ("--formulae", self.formulae)];
        let given = options.iter().find(|(_, is_given)| *is_given).map(|(name, _)| *name);
        given.or_else(|| self.bounds.given())
    }

    /// What the library is asked for.
    pub(crate) fn filter(&self) -> CopyFilter {
        let formulae = if self.formulae { Formulae::Shown } else { Formulae::Folded };
        self.bounds.filter(CopyFilter::new(self.similar).formulae(formulae))
    }
}

impl Bounds {
    /// The name of an option that is given.
    pub(crate) fn given(&self) -> Option<&'static str> {
        let options = [
            ("--min-cover", self.min_cover != Share::default()),
            ("--min-length", self.min_length > 0),
            ("--within-days", self.within_days.is_some()),
            ("--across-series", self.across_series),
        ];
        options.iter().find(|(_, is_given)| *is_given).map(|(name, _)| *name)
    }

    /// The copies of a filter that keep to them.
    pub(crate) fn filter(&self, filter: CopyFilter) -> CopyFilter {
        let most = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut filter = filter.min_cover(self.min_cover.share()).min_length(most(self.min_length));
        if let Some(days) = self.within_days {
            filter = filter.within_days(most(days));
        }
        if self.across_series { filter.across_series() } else { filter }
    }
}

/// A share of a whole, in ten-thousandths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, ToSchema)]
#[schema(value_type = f32, minimum = 0, maximum = 1)]
pub(crate) struct Share(u16);

const WHOLE: u16 = 10_000;

impl Share {
    fn share(self) -> f32 {
        f32::from(self.0) / f32::from(WHOLE)
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between none and all")]
    fn of(share: f64) -> Result<Self, Message> {
        let is_one = (0.0..=1.0).contains(&share);
        is_one.then(|| Share((share * f64::from(WHOLE)).round() as u16)).ok_or_else(expected)
    }
}

fn expected() -> Message {
    message!("not a share: write 50% or 0.5, from 0 to 1")
}

impl FromStr for Share {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        let (digits, unit) = text.strip_suffix(['%', '％']).map_or((text, 1.0), |digits| (digits, 100.0));
        let number: f64 = digits.trim().parse().map_err(|_| expected())?;
        Share::of(number / unit)
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Share;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a share from 0 to 1, such as 0.5 or \"50%\"")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Share, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_f64<E: de::Error>(self, share: f64) -> Result<Share, E> {
                Share::of(share).map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, share: u64) -> Result<Share, E> {
                Share::of(if share > 1 { 2.0 } else { f64::from(u8::from(share == 1)) }).map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// A request that sets bounds to copies: the fields it names, and those that do.
macro_rules! bounding_copies {
    ($(#[$meta:meta])* $seen:vis struct $name:ident { $($fields:tt)* }) => {
        $(#[$meta])*
        $seen struct $name {
            $($fields)*
            /// Only copies that have at least this share of the passage, from 0 to 1.
            #[serde(default)]
            #[param(value_type = Option<f32>)]
            min_cover: crate::among::Share,
            /// Only copies that agree with the passage in at least so many characters.
            #[serde(default)]
            min_length: usize,
            /// Only copies in documents dated at most so many days before or after the passage's.
            within_days: Option<usize>,
            /// Only copies in documents of another series than the passage's.
            #[serde(default)]
            across_series: bool,
        }

        impl $name {
            /// The bounds that are set.
            fn bounds(&self) -> crate::among::Bounds {
                crate::among::Bounds {
                    min_cover: self.min_cover,
                    min_length: self.min_length,
                    within_days: self.within_days,
                    across_series: self.across_series,
                }
            }
        }
    };
}
pub(crate) use bounding_copies;

/// A request that chooses copies: the fields it names, and those that do.
macro_rules! choosing_copies {
    ($(#[$meta:meta])* $seen:vis struct $name:ident { $($fields:tt)* }) => {
        crate::among::bounding_copies! {
        $(#[$meta])*
        $seen struct $name {
            $($fields)*
            /// How similar a copy must be.
            #[serde(default)]
            #[param(inline)]
            similar: duikan::Similar,
            /// Also all places of boilerplate in the passage: short texts with very many places.
            #[serde(default)]
            formulae: bool,
        }
        }

        impl $name {
            /// Which copies are wanted.
            fn among(&self) -> duikan::CopyFilter {
                let (similar, bounds, formulae) = (self.similar, self.bounds(), self.formulae);
                crate::among::Among { similar, bounds, formulae }.filter()
            }
        }
    };
}
pub(crate) use choosing_copies;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_written_as_per_cent_or_as_a_number() {
        let parse = |text: &str| text.parse::<Share>().ok().map(Share::share);
        assert_eq!(
            [parse("50%"), parse("0.5"), parse("1"), parse("62.5％")],
            [Some(0.5), Some(0.5), Some(1.0), Some(0.625)]
        );
        assert!(["", "%", "x", "-1%", "101%", "2", "NaN"].iter().all(|text| parse(text).is_none()));
    }
}
