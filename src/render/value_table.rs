//! The value that a picture stands for, as a small table beside it: its mean, people, uncertain inputs.

use super::fonts::{self, Weight};
use super::layout;
use super::svg::{Svg, TextStyle};
use super::theme::Theme;
use super::words::Language;
use crate::outcome::{Measure, Outcome};

/// Gap between the two columns, units.
const GAP: f64 = 14.0;

/// Rows of a table: what a number is, and the number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueTable {
    /// What stands above the rows; empty for nothing.
    pub head: String,
    /// Name and value of each row. A row without a name takes the whole width.
    pub rows: Vec<[String; 2]>,
}

impl ValueTable {
    /// Table of a single value, which needs no name.
    #[must_use]
    pub fn one(words: impl Into<String>) -> ValueTable {
        let words = words.into();
        let rows = if words.is_empty() { Vec::new() } else { vec![[String::new(), words]] };
        ValueTable { head: String::new(), rows }
    }

    /// Table of a value of a run: its mean with the error, and both spreads where there are any. The value is
    /// over all treatments, also beside a map of a single one.
    #[must_use]
    pub fn of(outcome: &Outcome, measure: Measure, language: Language) -> ValueTable {
        let (figure, unit) = (outcome.figure(measure).brief(), measure.unit());
        let mut rows = vec![[language.row_mean().to_owned(), language.said(&figure.said_briefly(unit))]];
        let people = figure.said_of_people(unit);
        if !people.is_nothing() {
            rows.push([language.row_people().to_owned(), language.said(&people)]);
        }
        let inputs = outcome.said_of_inputs_briefly(measure);
        if !inputs.is_nothing() {
            rows.push([language.row_inputs().to_owned(), language.said(&inputs)]);
            if let Some(times) = outcome.decades_apart(measure) {
                rows.push([String::new(), language.fold(times)]);
            }
        }
        ValueTable { head: String::new(), rows }
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table on one line, for an alternative text.
    #[must_use]
    pub fn words(&self) -> String {
        let row = |[name, value]: &[String; 2]| match name.as_str() {
            "" => value.clone(),
            name => format!("{name} {value}"),
        };
        let rows: Vec<String> = self.rows.iter().map(row).collect();
        let head = if self.head.is_empty() { String::new() } else { format!("{}: ", self.head) };
        format!("{head}{}", rows.join("; "))
    }

    /// Writes the table with its upper left corner at (x, y), in this width. Returns its lower edge.
    pub fn draw(&self, svg: &mut Svg, [x, y]: [f64; 2], width: f64, theme: &Theme) -> f64 {
        let size = theme.size.axis;
        let name_style = TextStyle::new(theme.size.label, theme.quiet);
        let strong = TextStyle::new(size, theme.text).semibold();
        let names = self.rows.iter().map(|[name, _]| fonts::width(name, name_style.size, Weight::Regular));
        let column = names.fold(0.0, f64::max) + GAP;
        let values = self.rows.iter().filter(|[name, _]| !name.is_empty());
        let widest = values.map(|[_, value]| fonts::width(value, size, Weight::SemiBold)).fold(0.0, f64::max);
        // In a narrow room every value stands below its name.
        let beside = column + widest <= width;
        let mut end = y;
        svg.begin("figure");
        if !self.head.is_empty() {
            let lines = layout::wrapped(&self.head, size, Weight::Regular, width);
            end = layout::block(svg, x, end, &lines, &TextStyle::new(size, theme.text)) + 2.0;
        }
        for (at, [name, value]) in self.rows.iter().enumerate() {
            if name.is_empty() {
                // A remark on the row above, or the only row.
                let style = if at > 0 { name_style } else { strong };
                let indent = if at > 0 && beside { column } else { 0.0 };
                let lines = layout::wrapped(value, style.size, style.weight, width - indent);
                end = layout::block(svg, x + indent, end, &lines, &style);
            } else if beside {
                svg.text((x, end + 1.05 * size), name, &name_style);
                svg.text((x + column, end + 1.05 * size), value, &strong);
                end += 1.45 * size;
            } else {
                let lines = layout::wrapped(name, name_style.size, Weight::Regular, width);
                end = layout::block(svg, x, end, &lines, &name_style);
                let lines = layout::wrapped(value, size, Weight::SemiBold, width);
                end = layout::block(svg, x, end, &lines, &strong) + 2.0;
            }
        }
        svg.end();
        end
    }
}
