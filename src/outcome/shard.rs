//! A shard: one of several parts of a run, simulated separately and merged later.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// Part `number` of `of`, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// Number of this shard, from 1.
    pub number: u32,
    /// Number of shards in all.
    pub of: u32,
}

impl Shard {
    /// Range of the shard's realisations out of `all`; shard sizes differ by at most one.
    pub fn realisations(&self, all: u32) -> Range<u32> {
        let end = |number: u32| (u64::from(all) * u64::from(number) / u64::from(self.of.max(1))) as u32;
        end(self.number.saturating_sub(1))..end(self.number.min(self.of))
    }

    /// Whether the number lies between 1 and the number of shards.
    pub fn is_sound(&self) -> bool {
        (1..=self.of).contains(&self.number)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "shard {} of {}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Parses `2/3`.
    fn from_str(text: &str) -> Result<Shard, String> {
        let parts =
            text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        parts
            .map(|(number, of)| Shard { number, of })
            .filter(Shard::is_sound)
            .ok_or_else(|| "a shard and their number are wanted, e.g. 2/3 for the second of three".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_shards_share_out_every_realisation_once() {
        for (all, of) in [(200, 3), (41, 3), (7, 7), (100_000, 99_999), (5, 1)] {
            let mut next = 0;
            for number in 1..=of {
                let own = Shard { number, of }.realisations(all);
                assert_eq!(own.start, next);
                assert!((all / of..=all.div_ceil(of)).contains(&(own.end - own.start)));
                next = own.end;
            }
            assert_eq!(next, all);
        }
    }

    #[test]
    fn limit_what_is_no_shard_is_refused() {
        assert_eq!("2/3".parse(), Ok(Shard { number: 2, of: 3 }));
        for text in ["", "/", "0/3", "4/3", "0/0", "1", "1/", "-1/3", "1/3/3", "1.5/3", "1/99999999999"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
