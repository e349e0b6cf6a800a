//! `draws.csv`: every draw of the uncertain inputs with its inputs and the values of the run under it.

use super::Measure;
use crate::simulate::InputSpread;

/// Name of the file.
pub const DRAWS: &str = "draws.csv";

/// Digits of a number; the draws are no more certain.
const DIGITS: usize = 6;

/// The table as CSV: a row per draw. A value that a draw does not have is empty.
///
/// # Errors
/// None but those of memory, in words.
pub fn csv(spread: &InputSpread) -> Result<Vec<u8>, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let inputs = spread.inputs.iter().map(|(name, _)| name.as_str());
    let head: Vec<&str> =
        ["draw"].into_iter().chain(inputs).chain(Measure::ALL.iter().map(|measure| measure.key())).collect();
    writer.write_record(head).map_err(|error| error.to_string())?;
    for (draw, (inputs, means)) in spread.drawn.iter().zip(&spread.means).enumerate() {
        let values = Measure::ALL.iter().map(|measure| means[*measure as usize]);
        let cells = inputs.iter().copied().chain(values).map(number);
        let row = std::iter::once(draw.to_string()).chain(cells);
        writer.write_record(row).map_err(|error| error.to_string())?;
    }
    writer.into_inner().map_err(|error| error.to_string())
}

/// Text of a finished table.
pub(super) fn text(writer: csv::Writer<Vec<u8>>) -> Result<String, String> {
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// A number with [`DIGITS`] digits; nothing for NaN.
pub(super) fn number(value: f64) -> String {
    if value.is_nan() {
        return String::new();
    }
    // The shortest words of the rounded number.
    let rounded: f64 = format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value);
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::inputs::Source;

    #[test]
    fn identity_a_row_per_draw_and_no_number_for_no_value() {
        let mut row = [f64::NAN; Measure::COUNT];
        row[Measure::DepthMean as usize] = 1.081_549_7;
        let spread = InputSpread {
            means: vec![row; 2],
            realisations: 3,
            inputs: vec![("device.taper_mm".to_owned(), Source::Unstated("device.taper_mm"))],
            drawn: vec![vec![1.5], vec![2.0 / 3.0]],
        };
        let text = String::from_utf8(csv(&spread).unwrap()).unwrap();
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        assert_eq!((rows.len(), rows[0].len()), (3, 2 + Measure::COUNT));
        let depth = rows[0].iter().position(|name| *name == "depth_mm.mean").unwrap();
        assert_eq!((rows[1][0], rows[1][1], rows[1][depth]), ("0", "1.5", "1.08155"));
        assert_eq!((rows[2][0], rows[2][1]), ("1", "0.666667"));
        assert_eq!(rows[1].iter().filter(|cell| cell.is_empty()).count(), Measure::COUNT - 1);
        assert_eq!(number(1.25e-12), "0.00000000000125");
    }
}
