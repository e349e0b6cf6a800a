//! Force against travel: signs, the point of contact, and the branches of a test.
//!
//! ```text
//! loading     up to where travel first comes within 1/200 of its range of its largest
//! hold        as long as it stays there
//! withdrawal  what follows
//! ```
//!
//! Machines count compression downwards or upwards: travel and force are turned over if their largest amounts are negative.
//! The point of contact is where the force leaves a level start. A start that rises is no approach in air, and is left as it
//! is; so a curve of this program, which begins at the skin, keeps its travel.

use super::columns::{Found, Role, Wanted, find, replicate};
use super::{BenchError, MOST_REPLICATES, Table};

/// Where travel counts from.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Contact {
    /// The point of contact, if one is found.
    #[default]
    Found,
    /// As in the file.
    None,
    /// This travel of the file, mm.
    At(f64),
}

/// A curve of one test.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Name of the replicate; empty for a single one.
    pub name: String,
    /// Loading: travel from contact, mm, and force, N, by rising travel.
    pub loading: Vec<[f64; 2]>,
    /// Hold and withdrawal, in the order of the file.
    pub after: Vec<[f64; 2]>,
    /// Points of the hold among them.
    pub hold: usize,
    /// Travel of the file that counts as zero, mm.
    pub contact_mm: f64,
    /// Whether that was found rather than given.
    pub contact_found: bool,
    /// Whether travel and force were turned over.
    pub turned: [bool; 2],
}

/// All curves of a table, with what was understood of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    /// The curves.
    pub curves: Vec<Curve>,
    /// Units of travel and force.
    pub units: [String; 2],
}

/// Share of the range of travel within which it counts as its largest.
const AT_TOP: f64 = 1.0 / 200.0;
/// Fewest points of a level start, and how many of its deviations a force has to leave it by.
const LEVEL_POINTS: usize = 6;
const LEAVES: f64 = 6.0;
/// Share of the largest force that counts as level whatever the noise.
const LEVEL_SHARE: f64 = 2e-3;

/// Curves of a table.
///
/// # Errors
/// [`BenchError`] where columns or numbers are missing, or a curve has no loading branch.
pub fn curves(table: &Table, wanted: &Wanted, contact: Contact) -> Result<Curves, BenchError> {
    let travel = find(table, Role::Travel, wanted)?;
    let force = find(table, Role::Force, wanted)?;
    let by = replicate(table, wanted)?.filter(|(column, _)| ![travel.column, force.column].contains(column));
    let of =
        |found: &Found, row: usize| Ok::<f64, BenchError>(found.factor * table.value(found.column, row)?);
    let points = (0..table.lines.len()).map(|row| Ok([of(&travel, row)?, of(&force, row)?]));
    let points = points.collect::<Result<Vec<[f64; 2]>, BenchError>>()?;
    let groups = match by {
        None => vec![(String::new(), points)],
        Some((column, asked)) => match grouped(table, column, &points) {
            Some(groups) => groups,
            None if asked => return Err(BenchError::Replicates(MOST_REPLICATES)),
            // A number for each row counts rows, and names no curve.
            None => vec![(String::new(), points)],
        },
    };
    let curves =
        groups.into_iter().map(|(name, points)| curve(name, points, contact)).collect::<Result<_, _>>()?;
    Ok(Curves { curves, units: [travel.unit, force.unit] })
}

/// Points by the name that a column gives them; `None` for more names than there may be curves.
fn grouped(table: &Table, column: usize, points: &[[f64; 2]]) -> Option<Vec<(String, Vec<[f64; 2]>)>> {
    let of = &table.columns[column];
    let name = |row: usize| match (of.texts.get(row), of.values[row]) {
        (Some(text), _) => text.clone(),
        (None, value) => value.map_or(String::new(), |value| value.to_string()),
    };
    let mut groups: Vec<(String, Vec<[f64; 2]>)> = Vec::new();
    for (row, point) in points.iter().enumerate() {
        let name = name(row);
        match groups.iter().position(|(known, _)| *known == name) {
            Some(at) => groups[at].1.push(*point),
            None if groups.len() == MOST_REPLICATES => return None,
            None => groups.push((name, vec![*point])),
        }
    }
    groups.iter().any(|(_, points)| points.len() > 1).then_some(groups)
}

/// A curve of these points, in the order of the file.
fn curve(name: String, mut points: Vec<[f64; 2]>, contact: Contact) -> Result<Curve, BenchError> {
    let turned = [0, 1].map(|axis| {
        let ends = points.iter().map(|point| point[axis]);
        let (least, most) = ends.fold((0.0f64, 0.0f64), |(least, most), at| (least.min(at), most.max(at)));
        -least > most
    });
    for (axis, turned) in turned.into_iter().enumerate() {
        if turned {
            points.iter_mut().for_each(|point| point[axis] = 0.0 - point[axis]);
        }
    }
    let travels = || points.iter().map(|[travel, _]| *travel);
    let (least, most) =
        (travels().fold(f64::INFINITY, f64::min), travels().fold(f64::NEG_INFINITY, f64::max));
    let top = most - AT_TOP * (most - least);
    let first = points.iter().position(|[travel, _]| *travel >= top).unwrap_or_default();
    if first == 0 && points.len() > 1 || most <= least {
        return Err(BenchError::NoTravel);
    }
    let after = points.split_off(end_of_loading(&points, first) + 1);
    let hold = after.iter().take_while(|[travel, _]| *travel >= top).count();
    // Travel that begins below zero counts from a zero that somebody set.
    let has_zero = points.first().is_some_and(|[travel, _]| *travel < -AT_TOP * (most - least));
    let level = level_start(&points).filter(|_| !has_zero);
    let (contact_mm, contact_found) = match contact {
        Contact::At(mm) => (mm, false),
        Contact::None => (0.0, false),
        Contact::Found => level.map_or((0.0, false), |(at, _)| (at, true)),
    };
    let tare = level.filter(|_| contact_found).map_or(0.0, |(_, force)| force);
    let from_contact = |[travel, force]: [f64; 2]| [travel - contact_mm, force - tare];
    let mut loading: Vec<[f64; 2]> = points.into_iter().map(from_contact).collect();
    if contact_mm != 0.0 {
        loading.retain(|[travel, _]| *travel >= 0.0);
    }
    if loading.is_empty() {
        return Err(BenchError::BeyondContact(contact_mm));
    }
    loading.sort_by(|a, b| a[0].total_cmp(&b[0]));
    Ok(Curve {
        name,
        loading,
        after: after.into_iter().map(from_contact).collect(),
        hold,
        contact_mm,
        contact_found,
        turned,
    })
}

/// Last point of the loading branch, of which `first` is one: on as far as travel rises. A few points at one travel are a
/// jump of the force; more are a hold, and it begins at the first of them.
fn end_of_loading(points: &[[f64; 2]], first: usize) -> usize {
    const MOST_AT_ONE_TRAVEL: usize = 4;
    let (mut end, mut at) = (first, first);
    while let Some(next) = points.get(at + 1) {
        match next[0] - points[end][0] {
            falls if falls < 0.0 => break,
            rises if rises > 0.0 => end = at + 1,
            _ if at + 1 - end >= MOST_AT_ONE_TRAVEL => return end,
            _ => {}
        }
        at += 1;
    }
    // Points at the travel of the last are those of a jump.
    let jump = points[end..].iter().take_while(|point| point[0] == points[end][0]).count();
    if jump <= MOST_AT_ONE_TRAVEL && end + jump == points.len() { end + jump - 1 } else { end }
}

/// Travel and force at the end of a level start; `None` if the curve has none.
fn level_start(points: &[[f64; 2]]) -> Option<(f64, f64)> {
    let peak = points.iter().map(|[_, force]| force.abs()).fold(0.0, f64::max);
    let start = points.get(..LEVEL_POINTS)?;
    let mean = start.iter().map(|[_, force]| force).sum::<f64>() / start.len() as f64;
    let noise = start.iter().map(|[_, force]| (force - mean).abs()).fold(0.0, f64::max);
    // A start that rises with every point is no noise about a level.
    let rises = start.windows(2).all(|pair| pair[1][1] > pair[0][1]);
    let band = (LEAVES * noise).max(LEVEL_SHARE * peak);
    if rises || band >= 0.2 * peak {
        return None;
    }
    // Three points in a row leave the level, so that one that jumps is not the skin.
    let leaves = points.windows(3).position(|three| three.iter().all(|[_, force]| force - mean > band))?;
    if leaves < LEVEL_POINTS {
        return None;
    }
    // Force that has surely left the level touched the skin earlier: contact is where it last was within the noise.
    let surely = points.get(..(leaves / 2).max(LEVEL_POINTS))?;
    let count = surely.len() as f64;
    let mean = surely.iter().map(|[_, force]| force).sum::<f64>() / count;
    let sd = (surely.iter().map(|[_, force]| (force - mean).powi(2)).sum::<f64>() / count).sqrt();
    let near = sd.max(0.5 * LEVEL_SHARE * peak);
    let last = points[..leaves].iter().rposition(|[_, force]| force - mean <= near)?;
    let level: Vec<f64> = points[..=last].iter().map(|[_, force]| *force).collect();
    let mean = level.iter().sum::<f64>() / level.len() as f64;
    Some((points[last][0], mean))
}

impl Curve {
    /// Largest travel of the loading branch, mm.
    #[must_use]
    pub fn most_mm(&self) -> f64 {
        self.loading.last().map_or(0.0, |[travel, _]| *travel)
    }
}

impl Curves {
    /// What was understood, in one line: "250 points, N and mm, loading branch to 1.62 mm, zero at 0.31 mm".
    #[must_use]
    pub fn said(&self, form: &str, encoding: &str) -> String {
        let points: usize = self.curves.iter().map(|curve| curve.loading.len() + curve.after.len()).sum();
        let [travel, force] = &self.units;
        let mut parts = vec![format!("{points} points"), format!("{force} and {travel}")];
        if self.curves.len() > 1 {
            parts.push(format!("{} curves", self.curves.len()));
        }
        let most = self.curves.iter().map(Curve::most_mm).fold(0.0, f64::max);
        parts.push(format!("loading branch to {} mm", short(most)));
        let after: usize = self.curves.iter().map(|curve| curve.after.len()).sum();
        if after > 0 {
            parts.push(format!("{after} points of hold and withdrawal set apart"));
        }
        let mut zeros: Vec<f64> = self
            .curves
            .iter()
            .filter(|curve| curve.contact_mm != 0.0)
            .map(|curve| curve.contact_mm)
            .collect();
        zeros.sort_by(f64::total_cmp);
        match zeros[..] {
            [] => {}
            [one] => parts.push(format!("zero at {} mm", short(one))),
            [first, .., last] => parts.push(format!("zeros at {} to {} mm", short(first), short(last))),
        }
        let turned = |axis: usize| self.curves.iter().any(|curve| curve.turned[axis]);
        match [turned(0), turned(1)] {
            [true, true] => parts.push("compression is negative, travel and force turned over".to_owned()),
            [true, false] => parts.push("travel is negative, turned over".to_owned()),
            [false, true] => parts.push("force is negative, turned over".to_owned()),
            [false, false] => {}
        }
        parts.extend(
            [form, if encoding == "UTF-8" { "" } else { encoding }]
                .into_iter()
                .filter(|part| !part.is_empty())
                .map(str::to_owned),
        );
        parts.join(", ")
    }
}

fn short(value: f64) -> String {
    format!("{:.3}", value).trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    fn read(text: &str, contact: Contact) -> Result<Curves, BenchError> {
        curves(&table(text)?, &Wanted::default(), contact)
    }

    fn text(points: &[[f64; 2]]) -> String {
        let rows: Vec<String> =
            points.iter().map(|[travel, force]| format!("{travel:.6},{force:.6}")).collect();
        format!("travel_mm,force_n\n{}\n", rows.join("\n"))
    }

    fn ramp(from: f64, to: f64, steps: u32) -> Vec<[f64; 2]> {
        (0..=steps)
            .map(|at| from + (to - from) * f64::from(at) / f64::from(steps))
            .map(|x| [x, 0.2 * x * x])
            .collect()
    }

    #[test]
    fn identity_hold_and_withdrawal_are_set_apart() {
        let load = ramp(0.0, 2.0, 40);
        let mut whole = load.clone();
        whole.extend((0..10).map(|at| [2.0, 0.8 - 0.01 * f64::from(at)]));
        whole.extend((1..20).map(|at| [2.0 - 0.1 * f64::from(at), 0.3]));
        let [alone, all] =
            [&load, &whole].map(|points| read(&text(points), Contact::Found).unwrap().curves.remove(0));
        assert_eq!(alone.loading, all.loading);
        assert_eq!((all.hold, all.after.len(), alone.after.len()), (10, 29, 0));
    }

    #[test]
    fn identity_signs_of_compression_are_turned_over_and_said() {
        let up = read("travel_mm,force_n\n0,0\n0.2,0.04\n0.4,0.08\n0.8,0.16\n", Contact::Found).unwrap();
        let down =
            read("travel_mm,force_n\n0,0\n-0.2,-0.04\n-0.4,-0.08\n-0.8,-0.16\n", Contact::Found).unwrap();
        assert_eq!(up.curves[0].loading, down.curves[0].loading);
        assert!(down.said("", "UTF-8").ends_with("compression is negative, travel and force turned over"));
        assert_eq!(up.said("", "UTF-8"), "4 points, N and mm, loading branch to 0.8 mm");
    }

    #[test]
    fn identity_a_level_start_ends_at_the_point_of_contact() {
        let noise = |at: usize| 0.001 * [1.0, -1.0, 0.5, -0.2, 0.0][at % 5];
        let points: Vec<[f64; 2]> = (0..250)
            .map(|at| {
                let travel = 0.01 * at as f64;
                [travel, 0.05 + noise(at) + 0.4 * (travel - 0.31).max(0.0)]
            })
            .collect();
        let found = read(&text(&points), Contact::Found).unwrap();
        let curve = &found.curves[0];
        assert!((curve.contact_mm - 0.31).abs() < 0.03 && curve.contact_found, "{}", curve.contact_mm);
        // The level is taken off, as a tare.
        assert!((curve.loading.last().unwrap()[1] - 0.4 * (2.49 - 0.31)).abs() < 0.003);
        assert!(found.said("", "UTF-8").contains("zero at 0.3"));
        let given = read(&text(&points), Contact::At(0.5)).unwrap();
        assert_eq!(given.curves[0].contact_mm, 0.5);
        assert!(read(&text(&points), Contact::None).unwrap().curves[0].contact_mm == 0.0);
    }

    #[test]
    fn limit_a_curve_that_rises_from_its_first_point_keeps_its_travel() {
        let curve = read(&text(&ramp(0.0, 2.0, 400)), Contact::Found).unwrap().curves.remove(0);
        assert_eq!((curve.contact_mm, curve.loading.len()), (0.0, 401));
    }

    #[test]
    fn identity_replicates_of_a_column_are_curves_of_their_own() {
        let found = read("Probe;Weg;Kraft\nA;0;0\nA;1;2\nB;0;0\nB;1;3\nB;2;4\n", Contact::Found).unwrap();
        let names: Vec<&str> = found.curves.iter().map(|curve| curve.name.as_str()).collect();
        assert_eq!((names, found.curves[1].loading.len()), (vec!["A", "B"], 3));
    }

    #[test]
    fn regress_a_number_for_each_row_names_no_curve() {
        let rows: String = (0..300).map(|row| format!("{row},{},{}\n", 0.01 * f64::from(row), row)).collect();
        let text = format!("sample,travel_mm,force_n\n{rows}");
        assert_eq!(read(&text, Contact::None).unwrap().curves.len(), 1);
        let asked = |columns: &str| {
            let wanted = Wanted::default().with_columns(columns).unwrap();
            curves(&table(&text).unwrap(), &wanted, Contact::None).unwrap_err().to_string()
        };
        assert_eq!(asked("replicate=sample"), "it has more than 100 replicates");
        assert!(asked("replicate=probe").contains("there is no such column"));
    }

    #[test]
    fn regress_a_contact_beyond_one_of_the_curves_is_refused() {
        let text = "Probe;Weg;Kraft\nA;0;0\nA;1;2\nB;0;0\nB;1;3\nB;2;4\n";
        assert_eq!(read(text, Contact::At(1.5)), Err(BenchError::BeyondContact(1.5)));
    }

    #[test]
    fn regress_travel_that_never_increases_has_no_loading() {
        for text in ["travel_mm,force_n\n1,0\n1,2\n", "travel_mm,force_n\n2,0\n1,1\n0,2\n"] {
            assert_eq!(read(text, Contact::Found), Err(BenchError::NoTravel), "{text}");
        }
    }
}
