//! The contact law's numbers under measurements of one's own, and which experiment to do next.

use super::Refused;
use crate::foundation::shown::Printed as _;
use crate::injury::Measure;
use crate::mechanics::sets::Family;
use crate::outcome::Provenance;
use crate::outcome::fit::{Contradiction, Next, OfChain, OfRow, OwnFit};
use crate::outcome::provenance::CONTEXT_OF_USE;
use crate::outcome::text_file::{read_bytes, read_text};
use crate::scenario::{Scenario, experiment};
use crate::simulate::{Quietly, Setup, simulate};
use crate::study::fit::next::next;
use crate::study::fit::own::{LEAST_EFFECTIVE, own};
use crate::study::fit::{Row, planned, rows_with};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Least and most steps of a chain.
pub const STEPS: [u32; 2] = [30, 20_000];

/// Measurements: a file of experiments with the tables that it names.
#[derive(Debug, Clone)]
pub struct Measurements {
    /// Name of the file, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Names and bytes of the tables.
    pub tables: Vec<(String, Vec<u8>)>,
    rows: Vec<Row>,
}

impl Measurements {
    /// Reads a file of experiments, and the tables beside it that rows name.
    ///
    /// # Errors
    /// [`Refused::Why`]: a file that cannot be read, or a row that means nothing.
    pub fn read(path: &Path) -> Result<Measurements, Refused> {
        let name = path.printed();
        let text = read(path)?;
        let tables = Tables::beside(path);
        let rows = rows_with(&name, &text, &|name| tables.open(name)).map_err(Refused::why)?;
        Ok(Measurements { name, text, tables: tables.read.into_inner(), rows })
    }

    /// Everything that the results rest on.
    pub fn bytes(&self) -> Vec<u8> {
        let all = std::iter::once(self.text.as_bytes());
        all.chain(self.tables.iter().map(|(_, bytes)| bytes.as_slice())).collect::<Vec<_>>().concat()
    }

    /// Where results come from: the measurements and the seed.
    pub fn provenance(&self, stem: &str, seed: u64) -> Provenance {
        Provenance::new(stem.to_owned(), self.name.clone(), self.text.clone(), &self.text, seed)
    }

    /// Fits on the current thread pool, with a chain of so many steps where weights do not do, and ranks what is planned.
    ///
    /// # Errors
    /// [`Refused::Why`]: no set computes the rows, or the value to be narrowed has no interval.
    pub fn fit(self, plans: Option<Plans>, stem: &str, seed: u64, steps: u32) -> Result<Fitted, Refused> {
        let provenance = self.provenance(stem, seed);
        let fit = own(self.rows, setup_of, seed, steps).map_err(Refused::why)?;
        let sets = Family::table(&fit.sets).map_err(Refused::why)?;
        let ranked = |plans: Plans| plans.ranked(Family::read(&sets).map_err(Refused::why)?);
        let ranked = plans.map(ranked).transpose()?;
        Ok(Fitted { fit, sets, ranked, provenance })
    }
}

/// A fit with what follows from it.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// Rows and numbers before and after.
    pub fit: OwnFit,
    /// Text of the file of sets, which a scenario names in `mechanics.sets`.
    pub sets: String,
    /// Planned experiments, the one that narrows most first.
    pub ranked: Option<Ranked>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Planned experiments, and the value that they are to narrow.
#[derive(Debug, Clone)]
pub struct Plans {
    /// Text of the file of planned experiments.
    pub text: String,
    rows: Vec<Row>,
    /// The scenario.
    pub scenario: Scenario,
    /// The value.
    pub figure: Measure,
}

impl Plans {
    /// Reads a file of planned experiments; the scenario must have intervals (`run.intervals = "on"`).
    ///
    /// # Errors
    /// [`Refused::Why`]: a file that cannot be read, or a row that means nothing.
    pub fn read(path: &Path, scenario: Scenario, figure: Measure) -> Result<Plans, Refused> {
        let text = read(path)?;
        let rows = planned(&path.printed(), &text).map_err(Refused::why)?;
        Ok(Plans { text, rows, scenario, figure })
    }

    /// Ranks the experiments under a new family.
    fn ranked(self, family: Family) -> Result<Ranked, Refused> {
        let setup = self.scenario.setup().with_family(family);
        let simulated = simulate(&setup, &Quietly, &Quietly).map_err(Refused::because)?;
        let spread = simulated
            .inputs
            .ok_or_else(|| Refused::why("the scenario whose value is to be narrowed has no intervals"))?;
        let best_first = next(self.rows, setup_of, &setup, &spread, self.figure).map_err(Refused::why)?;
        Ok(Ranked { figure: self.figure, best_first })
    }
}

/// Experiments in the order of what they would narrow.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// The value that they narrow.
    pub figure: Measure,
    /// The experiments.
    pub best_first: Vec<Next>,
}

/// Most bytes of a file of experiments.
const MOST_BYTES: u64 = 4 << 20;

/// Tables beside the file of experiments, which rows name.
struct Tables {
    folder: PathBuf,
    read: RefCell<Vec<(String, Vec<u8>)>>,
}

/// Most bytes of a table, and endings that a table may have: its copy must not take the name of a result.
const MOST_TABLE: u64 = 16 << 20;
const ENDINGS: [&str; 5] = ["csv", "txt", "tsv", "dat", "asc"];

impl Tables {
    fn beside(rows: &Path) -> Tables {
        Tables { folder: rows.parent().map(PathBuf::from).unwrap_or_default(), read: RefCell::default() }
    }

    /// Bytes of the table of this name.
    fn open(&self, name: &str) -> Result<Vec<u8>, String> {
        let plain = Path::new(name).file_name().is_some_and(|file| file == name);
        let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
        if !plain || name == "sets.csv" || !ENDINGS.contains(&ending.as_str()) {
            return Err(format!(
                "a table lies beside the file of experiments, with one of the endings {}, and is not called sets.csv",
                ENDINGS.join(", ")
            ));
        }
        let bytes = read_bytes(&self.folder.join(name), MOST_TABLE)
            .map_err(|why| format!("cannot be read: {why}"))?;
        let mut read = self.read.borrow_mut();
        if !read.iter().any(|(known, _)| known == name) {
            read.push((name.to_owned(), bytes.clone()));
        }
        Ok(bytes)
    }
}

/// Reads a text file of bounded size.
fn read(path: &Path) -> Result<String, Refused> {
    read_text(path, MOST_BYTES)
        .map_err(|why| Refused::why(format!("{}: cannot be read: {why}", path.printed())))
}

/// Setup of a row's scenario.
fn setup_of(row: &Row) -> Result<Setup, String> {
    experiment(&row.id, &row.scenario)
}

fn row_json(row: &OfRow) -> Value {
    let [low, median, high] = row.before;
    let [after_low, after_median, after_high] = row.after;
    json!({
        "id": row.id,
        "measured": row.measured,
        "before": { "low": low, "median": median, "high": high },
        "after": { "low": after_low, "median": after_median, "high": after_high },
        "effective_sets": row.effective,
    })
}

impl Fitted {
    /// Contents of `fit.json`.
    pub fn json(&self) -> Value {
        let Fitted { fit: found, ranked, provenance, .. } = self;
        let numbers = found.numbers.iter().map(|number| {
            let of = |[low, median, high]: [f64; 3]| json!({ "low": low, "median": median, "high": high });
            json!({ "key": format!("mechanics.{}", number.key), "before": of(number.before), "after": of(number.after) })
        });
        let chain = found.chain.map(|OfChain { draws, r_hat, effective }| {
            json!({ "draws": draws, "r_hat": r_hat, "effective": effective })
        });
        let contradiction = found.contradiction.as_ref().map(|Contradiction { ids, each, both }| {
            json!({ "rows": ids, "sets_of_each": each, "sets_of_both": both })
        });
        let next = ranked.as_ref().map(|Ranked { figure, best_first }| {
            let each = best_first.iter().map(|Next { id, width }| {
                let [width, se] = width.map_or([None; 2], |both| both.map(Some));
                json!({ "id": id, "width_after_over_before": width, "se": se })
            });
            json!({ "figure": figure.key(), "experiments": each.collect::<Vec<_>>() })
        });
        json!({
            "program": "puncta",
            "version": provenance.version,
            "seed": provenance.seed,
            "rows_hash": provenance.scenario_hash,
            "stored_sets": found.stored,
            "effective_sets": found.effective,
            "chain": chain,
            "contradiction": contradiction,
            "rows": found.rows.iter().map(row_json).collect::<Vec<_>>(),
            "numbers": numbers.collect::<Vec<_>>(),
            "next": next,
            "use": CONTEXT_OF_USE,
        })
    }

    /// What a reader must know besides the table.
    pub fn warnings(&self) -> Vec<String> {
        let found = &self.fit;
        let mut all = Vec::new();
        if let Some(Contradiction { ids: [one, other], each, both }) = &found.contradiction {
            all.push(format!(
                "rows \"{one}\" and \"{other}\" contradict each other: {} and {} of {} sets agree with each, {both} with both. \
                 Look at their errors (sd) and at what their scenarios assume",
                each[0], each[1], found.stored
            ));
        }
        for row in found.rows.iter().filter(|row| row.is_missed()) {
            all.push(format!(
                "row \"{}\" stays far from what was measured: check its unit, its error (sd) and what its scenario assumes",
                row.id
            ));
        }
        if let Some(chain) = found.chain
            && (chain.r_hat > 1.1 || chain.effective < LEAST_EFFECTIVE)
        {
            all.push(format!(
                "the chain is short: R-hat {:.2}, {:.0} effective draws; more steps (--steps) make it surer",
                chain.r_hat, chain.effective
            ));
        }
        all
    }
}
