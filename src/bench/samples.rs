//! Values of single specimens: depths, thicknesses, forces, rates, shares, perhaps at several settings.

use super::columns::{Role, Wanted, located, unit_of};
use super::table::bare_unit;
use super::{BenchError, Table, shown};

/// Kind of quantity that a column measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// mm inside.
    Length,
    /// N inside.
    Force,
    /// Per second inside.
    Rate,
    /// 0 to 1 inside.
    Share,
    /// A number without a unit.
    Number,
}

/// Units by the dimension that they measure, and what one of them is inside.
const UNITS: [(&str, Dimension, f64); 34] = [
    ("mm", Dimension::Length, 1.0),
    ("um", Dimension::Length, 1e-3),
    ("µm", Dimension::Length, 1e-3),
    ("μm", Dimension::Length, 1e-3),
    ("micron", Dimension::Length, 1e-3),
    ("microns", Dimension::Length, 1e-3),
    ("cm", Dimension::Length, 10.0),
    ("m", Dimension::Length, 1e3),
    ("in", Dimension::Length, 25.4),
    ("n", Dimension::Force, 1.0),
    ("mn", Dimension::Force, 1e-3),
    ("cn", Dimension::Force, 1e-2),
    ("kn", Dimension::Force, 1e3),
    ("gf", Dimension::Force, 9.806_65e-3),
    ("kgf", Dimension::Force, 9.806_65),
    ("lbf", Dimension::Force, 4.448_221_615),
    ("un", Dimension::Force, 1e-6),
    ("µn", Dimension::Force, 1e-6),
    ("hz", Dimension::Rate, 1.0),
    ("1/s", Dimension::Rate, 1.0),
    ("/s", Dimension::Rate, 1.0),
    ("rpm", Dimension::Rate, 1.0 / 60.0),
    ("1/min", Dimension::Rate, 1.0 / 60.0),
    ("/min", Dimension::Rate, 1.0 / 60.0),
    ("%", Dimension::Share, 1e-2),
    ("1", Dimension::Number, 1.0),
    ("-", Dimension::Number, 1.0),
    ("s", Dimension::Number, 1.0),
    ("1/cm²", Dimension::Number, 1.0),
    ("1/cm2", Dimension::Number, 1.0),
    ("/cm²", Dimension::Number, 1.0),
    ("/cm2", Dimension::Number, 1.0),
    ("mm³/cm²", Dimension::Number, 1.0),
    ("mm/s", Dimension::Number, 1.0),
];

impl Dimension {
    /// Unit inside.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Dimension::Length => "mm",
            Dimension::Force => "N",
            Dimension::Rate => "1/s",
            Dimension::Share | Dimension::Number => "1",
        }
    }
}

/// Whether a table has a column that goes by the names of this role: `travel` or `setting`, for example.
#[must_use]
pub fn has_column(table: &Table, role: &str, wanted: &Wanted) -> bool {
    Role::of_word(role).is_some_and(|role| located(table, role, wanted, &[]).is_ok())
}

/// Value of one specimen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Setting at which it was measured, with what it measures; `None` where the table has no settings.
    pub setting: Option<(f64, Dimension)>,
    /// Measured value in the unit inside.
    pub value: f64,
}

/// Values of a table, each with its setting if `with_setting`. `units` are those of setting and value where the table does
/// not tell; values without any are taken in the unit inside.
///
/// # Errors
/// [`BenchError`] where a column or a number is missing, or where the unit of the values measures something else.
pub fn samples(
    table: &Table,
    wanted: &Wanted,
    units: [Option<&str>; 2],
    dimension: Dimension,
    with_setting: bool,
) -> Result<Vec<Sample>, BenchError> {
    let columns = table.columns.len();
    // Columns without names: a lone one has the values; of two, the first has the settings.
    let is_bare = table.columns.iter().all(|column| column.name.is_empty());
    let by_place = |place: usize| (is_bare && columns == 1 + usize::from(with_setting)).then_some(place);
    // Beside a known column of values, the only other one has the settings.
    let beside = || match (columns, located(table, Role::Value, wanted, &[])) {
        (2, Ok(value)) => {
            // Numbers of specimens are no settings.
            let replicate = located(table, Role::Replicate, wanted, &[]).ok();
            Some(1 - value).filter(|other| Some(*other) != replicate)
        }
        _ => None,
    };
    let setting = match with_setting {
        false => None,
        true => Some(
            located(table, Role::Setting, wanted, &[])
                .or_else(|error| by_place(0).or_else(beside).ok_or(error))?,
        ),
    };
    let taken: Vec<usize> = setting.into_iter().collect();
    let value = located(table, Role::Value, wanted, &taken);
    let value = value.or_else(|error| {
        // With one column left there is no choice.
        let left: Vec<usize> = (0..columns).filter(|at| !taken.contains(at)).collect();
        if let [only] = left[..] { Ok(only) } else { Err(error) }
    })?;
    let factor = |column: usize, given: Option<&str>| {
        let Some(unit) = given.map(str::to_owned).or_else(|| unit_of(table, column)) else {
            return Ok((None, 1.0));
        };
        let bare = bare_unit(&unit).to_lowercase();
        let known = UNITS.iter().find(|(name, ..)| *name == bare);
        let known = known.map(|(_, dimension, factor)| (Some(*dimension), *factor));
        known.ok_or_else(|| {
            BenchError::Columns(format!(
                "\"{}\" is no known unit; say units = \"um\", for example",
                shown(&unit)
            ))
        })
    };
    let (of_value, of_one) = factor(value, units[1])?;
    // A depth of 820 without a unit is a guess that may be off by a thousand.
    if of_value.is_none() && matches!(dimension, Dimension::Length | Dimension::Force) {
        return Err(BenchError::Columns(format!(
            "the table does not say in which unit its values are; write it behind the name, such as depth ({0}), or say units = \"{0}\"",
            dimension.unit()
        )));
    }
    // A share may be written as a pure number.
    let is_share = dimension == Dimension::Share && of_value == Some(Dimension::Number);
    if let Some(other) = of_value.filter(|of| *of != dimension && !is_share) {
        return Err(BenchError::Columns(format!(
            "the values are in {}, and the quantity is in {}",
            other.unit(),
            dimension.unit()
        )));
    }
    let of_setting = setting.map(|column| Ok((column, factor(column, units[0])?))).transpose()?;
    let sample = |row: usize| {
        let setting = of_setting.map(|(column, (dimension, factor))| {
            Ok((factor * table.value(column, row)?, dimension.unwrap_or(Dimension::Number)))
        });
        Ok(Sample { setting: setting.transpose()?, value: of_one * table.value(value, row)? })
    };
    (0..table.lines.len()).map(sample).collect()
}

#[cfg(test)]
mod tests {
    use super::super::table_of_any;
    use super::*;

    fn read(text: &str, with_setting: bool) -> Result<Vec<Sample>, BenchError> {
        samples(&table_of_any(text)?, &Wanted::default(), [None; 2], Dimension::Length, with_setting)
    }

    #[test]
    fn identity_depths_as_people_write_them() {
        for text in [
            "depth_mm\n0.82\n0.9\n",
            "Tiefe (µm)\r\n820\r\n900\r\n",
            "Tiefe [mm]\n0,82\n0,9\n",
            "specimen;depth um\n1;820\n2;900\n",
            "Probe;Tiefe (um)\nA1;820\nA2;900\n",
            "# bench\n\nno,depth (mm)\n1,0.82\n2,0.9\n",
        ] {
            let values: Vec<f64> = read(text, false).unwrap().iter().map(|sample| sample.value).collect();
            assert!(
                (values[0] - 0.82).abs() < 1e-12 && (values[1] - 0.9).abs() < 1e-12,
                "{text:?}: {values:?}"
            );
        }
    }

    #[test]
    fn identity_settings_beside_values() {
        for text in [
            "set depth (mm),measured depth (um)\n0.5,410\n1.0,790\n",
            "Dial;Tiefe mm\n0,5;0,41\n1,0;0,79\n",
            "needle (mm);Tiefe (um)\n0,5;410\n1,0;790\n",
        ] {
            let found = read(text, true).unwrap();
            let settings: Vec<f64> = found.iter().filter_map(|sample| Some(sample.setting?.0)).collect();
            assert_eq!(settings, [0.5, 1.0], "{text:?}");
            assert!((found[1].value - 0.79).abs() < 1e-12, "{text:?}");
        }
    }

    #[test]
    fn limit_units_of_something_else_are_refused() {
        let error = read("depth (N)\n1\n2\n", false).unwrap_err().to_string();
        assert!(error.contains("in N, and the quantity is in mm"), "{error}");
        let error = read("depth (furlong)\n1\n2\n", false).unwrap_err().to_string();
        assert!(error.contains("furlong"), "{error}");
        assert!(read("a,b,c\n1,2,3\n4,5,6\n", false).unwrap_err().to_string().contains("value"));
        assert!(read("820\n900\n", false).unwrap_err().to_string().contains("which unit"));
    }
}
