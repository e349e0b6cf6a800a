//! Runs side by side, and the results of other commands.

use super::{Block, OfOther, OfRun, Section, Subject, run, value_words};
use crate::render::shown::{Shown as Value, of_run};
use crate::render::{Language, RenderError, Theme};

/// Most rows of a folder's table that a report shows.
const MOST_ROWS: usize = 60;

/// Sections on all folders: runs side by side, then each by itself, then the others.
///
/// # Errors
/// Those of the pictures.
pub fn sections(subject: &Subject, theme: &Theme) -> Result<Vec<Section>, RenderError> {
    let mut all = Vec::new();
    let several = subject.runs.len() > 1;
    if several {
        all.push(side_by_side(&subject.runs, theme));
    }
    for of in &subject.runs {
        let mut sections = run::sections(of, theme)?;
        if several && let Some(first) = sections.first_mut() {
            first.on_new_page = true;
            first.heading = format!("{}: {}", of.outcome.provenance.name, first.heading);
            first.blocks.insert(0, Block::text(theme.language.setting(&of.outcome.provenance)));
        }
        all.extend(sections);
    }
    for other in &subject.others {
        all.push(of_other(other, theme));
    }
    if subject.runs.is_empty() {
        all.push(run::not_known(theme.language));
    }
    Ok(all)
}

/// Most runs side by side in one table.
const MOST_BESIDE: usize = 5;

/// Values of runs, a column for each.
fn side_by_side(runs: &[OfRun], theme: &Theme) -> Section {
    let language = theme.language;
    let mut blocks = vec![Block::text(language.side_by_side_text())];
    for runs in runs.chunks(MOST_BESIDE) {
        let mut head = vec![""];
        head.extend(runs.iter().map(|run| run.outcome.provenance.name.as_str()));
        let row = |shown: &Value| {
            let value =
                |run: &OfRun| value_words(&run.outcome.figure(shown.measure), shown.measure, language);
            let name = shown.in_row(language, false).to_owned();
            std::iter::once(name).chain(runs.iter().map(value)).collect()
        };
        let of_runs = runs.iter().map(|_| 0.72 / runs.len() as f64);
        let widths: Vec<f64> = std::iter::once(0.28).chain(of_runs).collect();
        blocks.extend(Block::table(&head, of_run().map(row).collect(), &widths));
    }
    Section::new(language.side_by_side_heading(), blocks)
}

/// Verdicts on cases.
pub(super) fn verdicts(other: &OfOther, language: Language) -> Option<Block> {
    let row = |([id, quantity, computed, expected], pass): &([String; 4], Option<bool>)| {
        let verdict = match pass {
            Some(true) => language.passes_word(),
            Some(false) => language.misses_word(),
            None => language.not_judged_word(),
        };
        vec![id.clone(), quantity.clone(), computed.clone(), expected.clone(), verdict.to_owned()]
    };
    let head = [
        language.case_column(),
        language.item_column(),
        language.computed_word(),
        language.expected_column(),
        language.verdict_column(),
    ];
    Block::table(&head, other.verdicts.iter().map(row).collect(), &[0.26, 0.24, 0.17, 0.19, 0.14])
}

/// Table and pictures of another command.
pub(super) fn of_other(other: &OfOther, theme: &Theme) -> Section {
    let language = theme.language;
    let mut blocks = Vec::new();
    let options = other.origin.options.as_str();
    let command = format!("puncta {} {options}", other.origin.command);
    blocks.push(Block::Code(command.trim().to_owned()));
    blocks.extend(verdicts(other, language));
    if let [head, rows @ ..] = &other.table[..] {
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        let shown = rows.len().min(MOST_ROWS);
        let widths = vec![1.0; head.len()];
        blocks.extend(Block::table(&head, rows[..shown].to_vec(), &widths));
        if shown < other.rows {
            blocks.push(Block::text(language.table_cut(shown, other.rows)));
        }
    }
    blocks.extend(other.shown());
    let name = if other.origin.name.is_empty() { &other.folder } else { &other.origin.name };
    let heading = format!("{}: {name}", language.results_of(&other.origin.command));
    Section { on_new_page: true, ..Section::new(heading, blocks) }
}
