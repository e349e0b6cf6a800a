//! Which column is what, and in which unit.
//!
//! Names are taken as people and machines write them, in English and German, with the unit behind them or in a line of its
//! own. What cannot be told from the name is asked for: `--columns travel=3,force=Load`, `--units um,mN`.

use super::table::{Table, bare_unit};
use super::{BenchError, shown};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Travel of the device, mm.
    Travel,
    /// Force, N.
    Force,
    /// Which of several curves a row belongs to.
    Replicate,
    /// Setting at which a value was measured.
    Setting,
    /// Measured value.
    Value,
}

impl Role {
    /// Word on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Role::Travel => "travel",
            Role::Force => "force",
            Role::Replicate => "replicate",
            Role::Setting => "setting",
            Role::Value => "value",
        }
    }

    /// All of them.
    const ALL: [Role; 5] = [Role::Travel, Role::Force, Role::Replicate, Role::Setting, Role::Value];

    /// Role of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Names by which it goes, the surest first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Role::Travel => &[
                "travel",
                "extension",
                "displacement",
                "standardweg",
                "traversenweg",
                "weg",
                "verschiebung",
                "eindringweg",
                "distance",
                "stroke",
                "position",
                "hub",
                "crosshead",
            ],
            Role::Force => &["force", "standardkraft", "load", "kraft", "last"],
            Role::Replicate => {
                &["replicate", "specimen", "sample", "probe", "versuch", "curve", "run", "test"]
            }
            Role::Setting => {
                &["setting", "set", "dial", "einstellung", "nominal", "sollwert", "soll", "target"]
            }
            Role::Value => &[
                "value",
                "measured",
                "messwert",
                "wert",
                "depth",
                "tiefe",
                "thickness",
                "dicke",
                "rate",
                "force",
                "kraft",
                "penetration",
                "result",
            ],
        }
    }

    /// Its unit inside, with the units that go with it and what one of them is.
    fn units(self) -> &'static [(&'static str, f64)] {
        match self {
            Role::Travel => &[
                ("mm", 1.0),
                ("um", 1e-3),
                ("µm", 1e-3),
                ("μm", 1e-3),
                ("micron", 1e-3),
                ("cm", 10.0),
                ("m", 1e3),
                ("in", 25.4),
            ],
            Role::Force => &[
                ("n", 1.0),
                ("mn", 1e-3),
                ("cn", 1e-2),
                ("kn", 1e3),
                ("gf", 9.806_65e-3),
                ("g", 9.806_65e-3),
                ("kgf", 9.806_65),
                ("kg", 9.806_65),
                ("lbf", 4.448_221_615),
                ("un", 1e-6),
                ("µn", 1e-6),
            ],
            Role::Replicate | Role::Setting | Role::Value => &[],
        }
    }

    fn usual_unit(self) -> &'static str {
        match self {
            Role::Travel => "mm",
            Role::Force => "N",
            Role::Replicate | Role::Setting | Role::Value => "",
        }
    }
}

/// Whether a text is a unit of travel, force or time.
pub(super) fn is_known_unit(text: &str) -> bool {
    let text = text.to_lowercase();
    let times = ["s", "sec", "ms", "min", "%", "mm/s", "mm/min"];
    let known = [Role::Travel, Role::Force].into_iter().flat_map(Role::units).map(|(unit, _)| *unit);
    known.chain(times).any(|unit| unit == text)
}

/// What the user says of columns and units.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wanted {
    /// Roles with a column's name or number, from 1.
    pub columns: Vec<(Role, String)>,
    /// Units of travel and force.
    pub units: [Option<String>; 2],
}

impl Wanted {
    /// Reads `travel=Weg,force=3`.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn with_columns(mut self, text: &str) -> Result<Wanted, String> {
        for part in text.split(',') {
            let (role, column) = part
                .split_once('=')
                .ok_or_else(|| format!("\"{}\" has no =; write travel=NAME,force=NAME", shown(part)))?;
            let role = Role::of_word(role.trim()).ok_or_else(|| {
                format!("\"{}\" is none of travel, force, replicate, setting, value", shown(role.trim()))
            })?;
            self.columns.push((role, column.trim().to_owned()));
        }
        Ok(self)
    }

    /// Reads `um,mN`: the units of travel and force.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn with_units(mut self, text: &str) -> Result<Wanted, String> {
        let units: Vec<&str> = text.split(',').map(str::trim).collect();
        let [travel, force] = units[..] else {
            return Err(format!("\"{}\": write the units of travel and force, such as um,mN", shown(text)));
        };
        for (role, unit) in [(Role::Travel, travel), (Role::Force, force)] {
            factor(role, unit).ok_or_else(|| unknown_unit(role, unit))?;
        }
        self.units = [Some(travel.to_owned()), Some(force.to_owned())];
        Ok(self)
    }
}

fn unknown_unit(role: Role, unit: &str) -> String {
    let known: Vec<&str> =
        role.units().iter().map(|(unit, _)| *unit).filter(|unit| unit.is_ascii()).collect();
    format!("\"{}\" is no known unit of {}: {}", shown(unit), role.word(), known.join(", "))
}

fn factor(role: Role, unit: &str) -> Option<f64> {
    let unit = bare_unit(unit).to_lowercase();
    role.units().iter().find(|(known, _)| *known == unit).map(|(_, factor)| *factor)
}

/// A column that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Number of the column, from 0.
    pub column: usize,
    /// What one of its units is in the unit inside.
    pub factor: f64,
    /// Its unit, as it should be said.
    pub unit: String,
}

/// Finds the column of a role.
///
/// # Errors
/// [`BenchError::Columns`] where none or several fit, or the unit is not known.
pub fn find(table: &Table, role: Role, wanted: &Wanted) -> Result<Found, BenchError> {
    let asked = wanted.columns.iter().rev().find(|(of, _)| *of == role).map(|(_, column)| column.as_str());
    let column = match asked {
        Some(asked) => of_asked(table, role, asked)?,
        None => of_names(table, role)?,
    };
    let given = wanted.units[usize::from(role == Role::Force)].clone();
    let Some(unit) = given.or_else(|| unit_of(table, column)) else {
        return Ok(Found { column, factor: 1.0, unit: role.usual_unit().to_owned() });
    };
    let factor = factor(role, &unit).ok_or_else(|| {
        let help = format!("{}; say --units um,mN", unknown_unit(role, bare_unit(&unit)));
        BenchError::Columns(help)
    })?;
    Ok(Found { column, factor, unit: spelt(role, bare_unit(&unit)) })
}

/// A unit as it is spelt: newtons with a capital.
fn spelt(role: Role, unit: &str) -> String {
    match unit.strip_suffix('n') {
        Some(prefix) if role == Role::Force => format!("{prefix}N"),
        _ => unit.to_owned(),
    }
}

/// Column that names a replicate, and whether it was asked for; `None` if none does.
///
/// # Errors
/// [`BenchError::Columns`] where the column that was asked for does not exist.
pub fn replicate(table: &Table, wanted: &Wanted) -> Result<Option<(usize, bool)>, BenchError> {
    match wanted.columns.iter().rev().find(|(of, _)| *of == Role::Replicate) {
        Some((_, asked)) => of_asked(table, Role::Replicate, asked).map(|column| Some((column, true))),
        None => Ok(of_names(table, Role::Replicate).ok().map(|column| (column, false))),
    }
}

/// Column of a role, from 0: as asked, or by its name among the columns that are not `taken`.
///
/// # Errors
/// [`BenchError::Columns`] where none or several fit.
pub(super) fn located(
    table: &Table,
    role: Role,
    wanted: &Wanted,
    taken: &[usize],
) -> Result<usize, BenchError> {
    match wanted.columns.iter().rev().find(|(of, _)| *of == role) {
        Some((_, asked)) => of_asked(table, role, asked),
        None => of_names_but(table, role, taken),
    }
}

fn of_asked(table: &Table, role: Role, asked: &str) -> Result<usize, BenchError> {
    let number = asked.parse::<usize>().ok().filter(|number| (1..=table.columns.len()).contains(number));
    let named = table.columns.iter().position(|column| column.name.eq_ignore_ascii_case(asked));
    named.or(number.map(|number| number - 1)).ok_or_else(|| {
        BenchError::Columns(format!(
            "--columns {}={}: there is no such column{}",
            role.word(),
            shown(asked),
            listed(table)
        ))
    })
}

/// Most columns that a message names.
const LISTED: usize = 20;

fn listed(table: &Table) -> String {
    // A line of a megabyte has hundreds of thousands of columns.
    let few = table.columns.iter().take(LISTED);
    let mut names: Vec<String> = few.map(|column| shown(&column.name)).collect();
    let more = table.columns.len() - names.len();
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    match table.columns.iter().any(|column| !column.name.is_empty()) {
        true => format!("; the columns are: {}", names.join(", ")),
        false => format!("; there are {} columns without names", names.len()),
    }
}

fn of_names(table: &Table, role: Role) -> Result<usize, BenchError> {
    of_names_but(table, role, &[])
}

fn of_names_but(table: &Table, role: Role, taken: &[usize]) -> Result<usize, BenchError> {
    let words = |name: &str| -> Vec<String> {
        let parts = name.split(|letter: char| !letter.is_alphabetic()).filter(|part| !part.is_empty());
        parts.map(str::to_lowercase).collect()
    };
    let known: Vec<Vec<String>> = table.columns.iter().map(|column| words(&column.name)).collect();
    for name in role.names() {
        // A first word first, so that "largest_needle_force_n" is not the force where "force_n" stands beside it.
        let first = |words: &Vec<String>| words.first().is_some_and(|first| first == name);
        let any = |words: &Vec<String>| words.iter().any(|word| word == name);
        for fits in [&first as &dyn Fn(&Vec<String>) -> bool, &any] {
            let found: Vec<usize> =
                (0..known.len()).filter(|at| !taken.contains(at) && fits(&known[*at])).collect();
            match found[..] {
                [] => {}
                [one] => return Ok(one),
                _ => {
                    let which = found
                        .iter()
                        .take(LISTED)
                        .map(|at| shown(&table.columns[*at].name))
                        .collect::<Vec<_>>();
                    return Err(BenchError::Columns(format!(
                        "several columns could be {}: {}; say --columns {}=NAME",
                        role.word(),
                        which.join(", "),
                        role.word()
                    )));
                }
            }
        }
    }
    Err(BenchError::Columns(format!(
        "no column is recognised as {}{}; say --columns {}=NAME, or its number",
        role.word(),
        listed(table),
        role.word()
    )))
}

/// Unit of a column: from the line of units, or behind its name.
pub(super) fn unit_of(table: &Table, column: usize) -> Option<String> {
    let of = &table.columns[column];
    if !bare_unit(&of.unit).is_empty() {
        return Some(of.unit.clone());
    }
    let name = of.name.trim();
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some((_, rest)) = name.rsplit_once(open)
            && let Some(inner) = rest.strip_suffix(close)
        {
            return Some(inner.to_owned());
        }
    }
    // "travel_mm", "Kraft in N", "Weg/mm"
    let tail = name.rsplit(['_', '/', ' ']).next().filter(|tail| *tail != name)?;
    is_known_unit(tail).then(|| tail.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    fn found(head: &str, wanted: &Wanted) -> Result<[Found; 2], BenchError> {
        let separator = if head.contains(';') { ';' } else { ',' };
        let row = vec!["1"; head.split(separator).count()].join(&separator.to_string());
        let table = table(&format!("{head}\n{row}\n{row}\n"))?;
        Ok([find(&table, Role::Travel, wanted)?, find(&table, Role::Force, wanted)?])
    }

    #[test]
    fn identity_columns_as_people_name_them() {
        for (head, [travel, force], [a, b]) in [
            ("travel_mm,force_n", [0, 1], [1.0, 1.0]),
            ("Time (s),Extension (mm),Load (N)", [1, 2], [1.0, 1.0]),
            ("Zeit;Standardweg;Standardkraft", [1, 2], [1.0, 1.0]),
            ("Kraft [mN];Weg [µm]", [1, 0], [1e-3, 1e-3]),
            ("Displacement/um,Force/mN", [0, 1], [1e-3, 1e-3]),
            ("travel_mm,force_n,largest_needle_force_n", [0, 1], [1.0, 1.0]),
        ] {
            let [x, f] = found(head, &Wanted::default()).unwrap();
            assert_eq!(([x.column, f.column], [x.factor, f.factor]), ([travel, force], [a, b]), "{head}");
        }
    }

    #[test]
    fn identity_columns_and_units_can_be_said() {
        let wanted = Wanted::default().with_columns("travel=2,force=F").unwrap().with_units("um,mN").unwrap();
        let [x, f] = found("F,z", &wanted).unwrap();
        assert_eq!(([x.column, f.column], [x.factor, f.factor]), ([1, 0], [1e-3, 1e-3]));
        assert!(Wanted::default().with_columns("depth=2").unwrap_err().contains("none of travel, force"));
        assert!(Wanted::default().with_units("furlong,N").unwrap_err().contains("no known unit of travel"));
    }

    #[test]
    fn regress_what_is_not_clear_is_asked() {
        let said = |head: &str| found(head, &Wanted::default()).unwrap_err().to_string();
        assert!(said("a,b").contains("no column is recognised as travel; the columns are: a, b"));
        assert!(said("Weg 1,Weg 2,Kraft").contains("several columns could be travel: Weg 1, Weg 2"));
        assert!(said("travel (miles),force").contains("\"miles\" is no known unit of travel"));
    }
}
