//! Values of a key that a sweep varies: `0.5,1,1.5`, `pen-12,pen-36` or `from:to:step`; `from:to` where points are
//! drawn.

use std::fmt;

/// Most values that a range of steps may have.
const MOST_STEPS: f64 = 1e6;

/// Most decimals of a value of a range.
const MOST_DECIMALS: usize = 12;

/// Key that a sweep varies, with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Key of the scenario, with its section.
    pub key: String,
    /// Its values.
    pub values: Values,
}

/// Values of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// These values, as they are written after `--set KEY=`.
    List(Vec<String>),
    /// Any value between two ends, for points that are drawn.
    Between {
        /// Lower end.
        from: f64,
        /// Upper end.
        to: f64,
    },
}

/// Why `KEY=VALUES` says nothing that can be varied.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AxisError {
    /// There is no `=`, or nothing before it.
    #[error("--vary {0} names no key; write --vary KEY=VALUES, such as --vary device.depth_mm=0.5:2:0.25")]
    NoKey(String),
    /// There are no values, or one of them is empty.
    #[error("--vary {0}= gives no value, or an empty one; write values with commas between, or from:to:step")]
    Empty(String),
    /// A range whose end lies before its beginning.
    #[error("--vary {key}={text}: the range ends at {to}, before it begins at {from}")]
    Reversed {
        /// The key.
        key: String,
        /// The range as written.
        text: String,
        /// Its beginning.
        from: f64,
        /// Its end.
        to: f64,
    },
    /// A range whose parts are no numbers, or whose step leads nowhere.
    #[error("--vary {key}={text}: {why}")]
    NoRange {
        /// The key.
        key: String,
        /// The range as written.
        text: String,
        /// What is wrong.
        why: &'static str,
    },
    /// The same value twice.
    #[error("--vary {0}: {1} is there twice")]
    Twice(String, String),
}

impl Axis {
    /// Reads `KEY=VALUES`. Where points are drawn, a range has two ends and no step.
    ///
    /// # Errors
    /// [`AxisError`].
    pub fn read(text: &str, drawn: bool) -> Result<Axis, AxisError> {
        let Some((key, values)) = text.split_once('=') else {
            let text = text.trim().to_owned();
            return Err(if text.contains('.') { AxisError::Empty(text) } else { AxisError::NoKey(text) });
        };
        let (key, values) = (key.trim().to_owned(), values.trim());
        if key.is_empty() {
            return Err(AxisError::NoKey(text.trim().to_owned()));
        }
        let no_range = |why| AxisError::NoRange { key: key.clone(), text: values.to_owned(), why };
        let parts: Vec<&str> = split(values, ':').into_iter().map(str::trim).collect();
        let values = match (&parts[..], drawn) {
            ([list], _) => Values::List(list_of(&key, list)?),
            ([from, to], true) => {
                let [from, to] = numbers(&key, values, [from, to])?;
                Values::Between { from, to }
            }
            ([_, _], false) => return Err(no_range("a range needs a step: from:to:step")),
            ([_, _, _], true) => return Err(no_range("points are drawn between two ends: from:to")),
            ([from, to, step], false) => Values::List(steps(&key, values, [from, to, step])?),
            _ => return Err(no_range("a range is from:to:step")),
        };
        Ok(Axis { key, values })
    }

    /// Value at a share, 0 to 1, of its range; a list is divided evenly.
    pub fn at(&self, share: f64, whole: bool) -> String {
        match &self.values {
            Values::List(list) => {
                let at = ((share * list.len() as f64) as usize).min(list.len() - 1);
                list[at].clone()
            }
            Values::Between { from, to } if whole => {
                let (from, to) = (from.ceil(), to.floor());
                format!("{:.0}", (from + (share * (to - from + 1.0)).floor()).min(to))
            }
            Values::Between { from, to } => {
                // Six digits are more than a device can be set to.
                let value = from + share * (to - from);
                let rounded = format!("{value:.5e}").parse::<f64>().unwrap_or(value);
                rounded.clamp(*from, *to).to_string()
            }
        }
    }
}

impl fmt::Display for Axis {
    /// As on the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.values {
            Values::List(list) => write!(f, "{}={}", self.key, list.join(",")),
            Values::Between { from, to } => write!(f, "{}={from}:{to}", self.key),
        }
    }
}

/// Parts of a text between separators; those within quotes and brackets part nothing: a value may be a list itself.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, letter) if letter == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + letter.len_utf8();
            }
            (None, _) => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn list_of(key: &str, text: &str) -> Result<Vec<String>, AxisError> {
    let mut values: Vec<String> = Vec::new();
    for value in split(text, ',').into_iter().map(str::trim) {
        if value.is_empty() {
            return Err(AxisError::Empty(key.to_owned()));
        }
        // 1 and 1.0 are the same setting.
        let same = |other: &String| match (other.parse::<f64>(), value.parse::<f64>()) {
            (Ok(one), Ok(other)) => one == other,
            _ => other == value,
        };
        if values.iter().any(same) {
            return Err(AxisError::Twice(key.to_owned(), value.to_owned()));
        }
        values.push(value.to_owned());
    }
    Ok(values)
}

fn numbers<const N: usize>(key: &str, text: &str, parts: [&str; N]) -> Result<[f64; N], AxisError> {
    let no_range = |why| AxisError::NoRange { key: key.to_owned(), text: text.to_owned(), why };
    let mut found = [0.0; N];
    for (found, part) in found.iter_mut().zip(parts) {
        let number = part.parse::<f64>().ok().filter(|number| number.is_finite());
        *found = number.ok_or_else(|| no_range("a range is made of numbers"))?;
    }
    if found[1] < found[0] {
        let (from, to) = (found[0], found[1]);
        return Err(AxisError::Reversed { key: key.to_owned(), text: text.to_owned(), from, to });
    }
    Ok(found)
}

/// Values from a beginning in steps, up to the end. They are decimals of as many digits as beginning and step, so that
/// 0.1 added ten times is 1.
fn steps(key: &str, text: &str, parts: [&str; 3]) -> Result<Vec<String>, AxisError> {
    let no_range = |why| AxisError::NoRange { key: key.to_owned(), text: text.to_owned(), why };
    let [from, to, step] = numbers(key, text, parts)?;
    if step <= 0.0 {
        return Err(no_range("a step is above 0"));
    }
    // An end that is missed by rounding alone is reached.
    let count = ((to - from) / step + 1e-9).floor();
    if count >= MOST_STEPS {
        return Err(no_range("these are more than a million steps"));
    }
    let decimals = |part: &str| part.split_once('.').map_or(0, |(_, decimals)| decimals.trim().len());
    let digits = if parts.iter().any(|part| part.contains(['e', 'E'])) {
        MOST_DECIMALS
    } else {
        decimals(parts[0]).max(decimals(parts[2])).min(MOST_DECIMALS)
    };
    let value = |number: u64| {
        let text = format!("{:.digits$}", from + number as f64 * step);
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    Ok((0..=count as u64).map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<String> {
        match Axis::read(text, false).unwrap().values {
            Values::List(list) => list,
            Values::Between { .. } => panic!("{text}"),
        }
    }

    #[test]
    fn identity_ranges_hold_their_ends_and_no_rounding() {
        assert_eq!(list("a.b=0.1:1:0.1").join(" "), "0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1");
        assert_eq!(list("a.b=0.5:2:0.25").join(" "), "0.5 0.75 1 1.25 1.5 1.75 2");
        assert_eq!(list("a.b=1:8:1").len(), 8);
        // The end is left out where no step reaches it.
        assert_eq!(list("a.b=1:2:0.4").join(" "), "1 1.4 1.8");
        assert_eq!(list("a.b=3:3:1"), ["3"]);
        assert_eq!(list("a.b=pen-12, pen-36"), ["pen-12", "pen-36"]);
    }

    /// A comma within a list or within quotes parted values, and made settings that nobody asked for.
    #[test]
    fn regress_a_value_may_be_a_list() {
        let values = list(r#"a.b=["vertical"], ["horizontal","vertical"]"#);
        assert_eq!(values, [r#"["vertical"]"#, r#"["horizontal","vertical"]"#]);
        assert_eq!(list(r#"a.b=[{ radius_mm = 1, count = 3 }],"x, y:z",w"#).len(), 3);
        let axis = Axis::read(r#"a.b=["x","y"],["z"]"#, false).unwrap();
        assert_eq!(Axis::read(&axis.to_string(), false), Ok(axis), "a study is read as it was written");
        // What is not closed parts nothing, and is refused where it is read.
        assert_eq!(list("a.b=[1,2"), ["[1,2"]);
    }

    #[test]
    fn regress_what_cannot_be_varied_is_refused() {
        for (text, wanted) in [
            ("depth", "names no key"),
            ("=1,2", "names no key"),
            ("a.b=", "gives no value"),
            ("a.b=1,,2", "gives no value"),
            ("a.b=2:1:0.1", "before it begins at 2"),
            ("a.b=1:2:0", "a step is above 0"),
            ("a.b=1:2:-1", "a step is above 0"),
            ("a.b=1:x:1", "made of numbers"),
            ("a.b=1:inf:1", "made of numbers"),
            ("a.b=1:2", "needs a step"),
            ("a.b=1:2:3:4", "from:to:step"),
            ("a.b=0:1:1e-9", "more than a million"),
            ("a.b=1,1.0", "1.0 is there twice"),
            ("a.b=x,x", "x is there twice"),
        ] {
            let error = Axis::read(text, false).unwrap_err().to_string();
            assert!(error.contains(wanted), "{text}: {error}");
        }
        assert!(Axis::read("a.b=1:2:1", true).unwrap_err().to_string().contains("from:to"));
    }

    #[test]
    fn limit_drawn_values_stay_inside() {
        let axis = Axis::read("a.b=0.3:2.5", true).unwrap();
        assert_eq!([0.0, 0.5, 1.0].map(|share| axis.at(share, false)), ["0.3", "1.4", "2.5"]);
        let whole = Axis::read("a.b=1:8", true).unwrap();
        assert_eq!(
            [0.0, 0.12, 0.13, 0.999, 1.0].map(|share| whole.at(share, true)),
            ["1", "1", "2", "8", "8"]
        );
        let words = Axis::read("a.b=x,y,z", true).unwrap();
        assert_eq!([0.0, 0.34, 0.99, 1.0].map(|share| words.at(share, false)), ["x", "y", "z", "z"]);
    }
}
