//! `people.csv` read back: the values of every person of a run.

use super::Measure;
use super::possible;
use super::tables::PEOPLE;
use super::text_file::{read_bytes_in, shown};
use std::path::Path;

/// Most bytes and most rows that are read.
const MOST_BYTES: u64 = 1 << 30;
const MOST_ROWS: usize = 2_000_000;

/// Values of people, column by column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct People {
    names: Vec<String>,
    rows: Vec<Vec<f64>>,
}

impl People {
    /// Reads the table of a folder.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(folder: &Path) -> Result<People, String> {
        let bytes = read_bytes_in(folder, PEOPLE, MOST_BYTES)?;
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let names: Vec<String> =
            reader.headers().map_err(|error| error.to_string())?.iter().map(str::to_owned).collect();
        let range = |name: &String| match Measure::of_key(name) {
            Some(measure) => possible::range(measure),
            None if name == "weight" => [0.0, 1.0],
            None if name.ends_with("_mm") => [0.0, possible::MOST_MM],
            None => [0.0, possible::MOST],
        };
        let allowed: Vec<[f64; 2]> = names.iter().map(range).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| error.to_string())?;
            if rows.len() == MOST_ROWS {
                return Err(format!("it has more than {MOST_ROWS} rows"));
            }
            let number = |cell: &str| match cell {
                "" => Ok(f64::NAN),
                cell => match cell.parse::<f64>() {
                    Ok(value) if value.is_finite() => Ok(value),
                    _ => Err(format!("\"{}\" in it is no finite number", shown(cell))),
                },
            };
            let row: Vec<f64> = record.iter().map(number).collect::<Result<_, _>>()?;
            for (value, (name, allowed)) in row.iter().zip(names.iter().zip(&allowed)) {
                if !value.is_nan() {
                    let key = format!("{} of person {}", shown(name), rows.len());
                    possible::within(&key, *value, *allowed)?;
                }
            }
            rows.push(row);
        }
        Ok(People { names, rows })
    }

    /// Values of a measure, of all people who have one, rising.
    #[must_use]
    pub fn sorted(&self, measure: Measure) -> Vec<f64> {
        let Some(at) = self.names.iter().position(|name| name == measure.key()) else { return Vec::new() };
        let values = self.rows.iter().filter_map(|row| row.get(at).copied());
        let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        values
    }
}
