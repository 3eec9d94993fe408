//! How far a milestone is: the four levels of the Peace Accords Matrix, and progress as an exact share of the whole.

use crate::model::looks::JsonSchema;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// Level of implementation, coded 0 to 3 as in the Peace Accords Matrix (Joshi, Quinn and Regan, 2015).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[derive(borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Level {
    #[default]
    None,
    Minimum,
    Intermediate,
    Full,
}

crate::words! {
    Level { None: "none", Minimum: "minimum", Intermediate: "intermediate", Full: "full" }
}

crate::told! { Level: "level" }

impl Level {
    /// Level ÷ 3.
    pub fn progress(self) -> Progress {
        Progress([0, 333_333_333_333, 666_666_666_667, Progress::FULL.0][self as usize])
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A share of the whole, 0 to 1, counted in millionths of a millionth so that equal shares compare equal everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Progress(u64);

impl Progress {
    pub const NONE: Progress = Progress(0);
    pub const FULL: Progress = Progress(1_000_000_000_000);
    /// The nearest to full that is not full.
    pub const ALMOST: Progress = Progress(Progress::FULL.0 - 1);

    /// `part` ÷ `whole`, clipped to 0…1; 0 where the whole is 0.
    pub fn of(part: Decimal, whole: Decimal) -> Progress {
        let Some(share) = part.checked_div(whole) else {
            return Progress::NONE;
        };
        if share >= Decimal::ONE {
            return Progress::FULL;
        }
        if share <= Decimal::ZERO {
            return Progress::NONE;
        }
        // Rounding carries no share over a level's edge, and thirds are the thirds that levels make.
        let units = (share * Decimal::from(Progress::FULL.0)).round().to_u64().unwrap_or(0);
        let most = if share * Decimal::TWO < Decimal::ONE { Progress::FULL.0 / 2 } else { Progress::FULL.0 };
        Progress(units.clamp(1, most - 1).max(if most == Progress::FULL.0 { most / 2 } else { 1 }))
    }

    /// The mean of shares, each with its weight; nothing where no weight is.
    pub fn mean(shares: impl IntoIterator<Item = (Progress, u128)>) -> Option<Progress> {
        let (sum, weight) = shares
            .into_iter()
            .fold((0u128, 0u128), |(sum, weight), (share, w)| (sum + u128::from(share.0) * w, weight + w));
        let full = weight * u128::from(Progress::FULL.0);
        // Rounding makes neither nothing of something nor full of what is not.
        Some(match sum {
            _ if weight == 0 => return None,
            0 => Progress::NONE,
            sum if sum == full => Progress::FULL,
            sum => Progress(((sum + weight / 2) / weight).clamp(1, u128::from(Progress::ALMOST.0)) as u64),
        })
    }

    /// The level that a share amounts to: 0 none, below ½ minimum, below 1 intermediate, 1 full (design, section 6).
    pub fn level(self) -> Level {
        match self.0 {
            0 => Level::None,
            share if share >= Progress::FULL.0 => Level::Full,
            share if share * 2 < Progress::FULL.0 => Level::Minimum,
            _ => Level::Intermediate,
        }
    }

    /// The share as a fraction with at most six decimals, never rounded up to 1 nor down to 0.
    pub fn fraction(self) -> f64 {
        let millionths = (self.0 + 500_000) / 1_000_000;
        let kept = match self.level() {
            Level::None => 0,
            Level::Full => 1_000_000,
            _ => millionths.clamp(1, 999_999),
        };
        kept as f64 / 1e6
    }

    /// The share in whole per cent, never rounded up to 100 nor down to 0.
    pub fn percent(self) -> u8 {
        let rounded = (self.0 + 5_000_000_000) / 10_000_000_000;
        match self.level() {
            Level::None => 0,
            Level::Full => 100,
            _ => rounded.clamp(1, 99) as u8,
        }
    }
}

crate::looks! {
    Progress, |_| {
        let says = "A share of the whole, 0 to 1, with at most six decimals; 1 means all of it and 0 nothing, whatever was rounded.";
        json_schema!({"type": "number", "minimum": 0, "maximum": 1, "description": says})
    }
}

impl Serialize for Progress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.fraction())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_follow_from_shares() {
        let share = |part: i64, whole: i64| Progress::of(part.into(), whole.into());
        assert_eq!(share(0, 840).level(), Level::None);
        assert_eq!(share(419, 840).level(), Level::Minimum);
        assert_eq!(share(420, 840).level(), Level::Intermediate);
        assert_eq!(share(839, 840).level(), Level::Intermediate);
        assert_eq!(share(841, 840), Progress::FULL);
        assert_eq!(share(-5, 840), Progress::NONE);
        assert_eq!(share(1, 0), Progress::NONE);
        assert_eq!(share(10, 15), Level::Intermediate.progress());
        assert_eq!(share(5, 15), Level::Minimum.progress());
        assert_eq!(share(499_999_999_999_999, 1_000_000_000_000_000).level(), Level::Minimum);
    }

    #[test]
    fn thirds_make_a_whole() {
        let thirds = Level::ALL.map(|level| (level.progress(), 1));
        assert_eq!(Progress::mean(thirds).unwrap().fraction(), 0.5);
        assert_eq!(Progress::mean([(Level::Minimum.progress(), 3)]).unwrap().fraction(), 0.333333);
        assert_eq!(Progress::mean([]), None);
    }

    #[test]
    fn rounding_never_claims_completion() {
        assert_eq!(Progress(Progress::FULL.0 - 1).percent(), 99);
        assert_eq!(Progress(Progress::FULL.0 - 1).fraction(), 0.999999);
        assert_eq!(Progress(1).percent(), 1);
    }
}
