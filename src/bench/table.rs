//! Text to columns of numbers.
//!
//! Separator and decimal mark are those under which most lines are rows of as many numbers. The rows begin at the first of at least two
//! such lines in a row, or at the only one. What stands above is preamble, with the line of names last and perhaps a line of units below
//! it. Lines that are empty or begin with `#` are skipped wherever they stand.

use super::{BenchError, MOST, MOST_ROWS, shown};

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name; empty without a line of names.
    pub name: String,
    /// Its unit from the line of units; empty without one.
    pub unit: String,
    /// A value for each row; `None` where the field is empty or no number.
    pub values: Vec<Option<f64>>,
    /// Texts of the column, for those that name a replicate; empty for a column of numbers alone.
    pub texts: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Columns.
    pub columns: Vec<Column>,
    /// Line of each row, from 1, as an editor counts it.
    pub lines: Vec<usize>,
    /// Separator.
    pub separator: char,
    /// Decimal mark.
    pub decimal: char,
    /// Lines above the names.
    pub preamble: usize,
}

/// Separators with the decimal marks that go with them, the likelier first.
const WAYS: [(char, char); 6] = [('\t', '.'), ('\t', ','), (';', ','), (';', '.'), (',', '.'), (' ', '.')];

/// Reads a table.
///
/// # Errors
/// [`BenchError`] where no rows of numbers are found, or one of them is broken.
pub fn table(text: &str) -> Result<Table, BenchError> {
    let lines = lines_read(text)?;
    let counted = WAYS.map(|(separator, decimal)| rows_at_best(&lines, separator, decimal));
    let best = counted.iter().copied().max().unwrap_or_default();
    if best == 0 {
        return Err(BenchError::NoNumbers);
    }
    let way = counted.iter().position(|rows| *rows == best).unwrap_or_default();
    let (separator, decimal) = WAYS[way];
    let fields: Vec<(usize, Vec<String>)> =
        lines.iter().map(|(line, text)| (*line, split(text, separator))).collect();
    let is_row = |fields: &[String]| numbers(fields, decimal) >= 2;
    let width = usual_width(&fields, decimal);
    let starts = |at: usize| {
        let here = |at: usize| fields.get(at).is_some_and(|(_, row)| row.len() == width && is_row(row));
        here(at) && (here(at + 1) || at + 1 == fields.len() || best == 1)
    };
    let first = (0..fields.len()).find(|at| starts(*at)).ok_or(BenchError::NoNumbers)?;
    let (names, units, above) = heads(&fields[..first], width);
    let rows = &fields[first..];
    if rows.len() > MOST_ROWS {
        return Err(BenchError::Rows(MOST_ROWS));
    }
    let mut columns: Vec<Column> = (0..width)
        .map(|at| Column {
            name: names.get(at).cloned().unwrap_or_default(),
            unit: units.get(at).cloned().unwrap_or_default(),
            values: Vec::with_capacity(rows.len()),
            texts: Vec::new(),
        })
        .collect();
    for (line, row) in rows {
        // A separator at the end of a line is no field.
        let row = if row.len() == width + 1 && row[width].is_empty() { &row[..width] } else { &row[..] };
        if row.len() != width {
            let why = format!("{} fields, where the rows above have {width}", row.len());
            return Err(BenchError::Line { line: *line, why });
        }
        for (column, field) in columns.iter_mut().zip(row) {
            column.values.push(number(field, decimal));
            column.texts.push(field.clone());
        }
    }
    for column in &mut columns {
        if column.values.iter().all(Option::is_some) {
            column.texts.clear();
        }
    }
    Ok(Table {
        columns,
        lines: rows.iter().map(|(line, _)| *line).collect(),
        separator,
        decimal,
        preamble: above,
    })
}

/// Reads a table that may have a single column: one number a line, below a name or none.
///
/// # Errors
/// As [`table`].
pub fn table_of_any(text: &str) -> Result<Table, BenchError> {
    let lines = lines_read(text)?;
    for decimal in ['.', ','] {
        let value = |line: &str| number(line.trim().trim_matches('"'), decimal);
        let Some(first) = lines.iter().position(|(_, line)| value(line).is_some()) else { continue };
        let (above, rows) = lines.split_at(first);
        // One line of words is the name; more would be values that cannot be read.
        let is_name =
            above.len() <= 1 && above.last().is_none_or(|(_, line)| !line.contains([',', ';', '\t']));
        // Without a name above it, 0,52 could as well be two fields.
        let told = decimal == '.' || !above.is_empty();
        if !(is_name && told && rows.iter().all(|(_, line)| value(line).is_some())) {
            continue;
        }
        if rows.len() > MOST_ROWS {
            return Err(BenchError::Rows(MOST_ROWS));
        }
        let name = above.last().map(|(_, line)| line.trim().trim_matches('"').to_owned()).unwrap_or_default();
        let values = rows.iter().map(|(_, line)| value(line)).collect();
        let column = Column { name, unit: String::new(), values, texts: Vec::new() };
        let lines = rows.iter().map(|(line, _)| *line).collect();
        let preamble = above.len().saturating_sub(1);
        return Ok(Table { columns: vec![column], lines, separator: ',', decimal, preamble });
    }
    table(text).or_else(|error| named_values(&lines).ok_or(error))
}

/// A table of two columns, the first of which names specimens: `A1;820`.
fn named_values(lines: &[(usize, &str)]) -> Option<Table> {
    for (separator, decimal) in WAYS {
        let fields: Vec<(usize, Vec<String>)> =
            lines.iter().map(|(line, text)| (*line, split(text, separator))).collect();
        let ((_, head), rows) = fields.split_first()?;
        let is_row = |(_, row): &(usize, Vec<String>)| row.len() == 2 && number(&row[1], decimal).is_some();
        if head.len() != 2 || rows.is_empty() || rows.len() > MOST_ROWS || !rows.iter().all(is_row) {
            continue;
        }
        let column = |at: usize| Column {
            name: head[at].clone(),
            unit: String::new(),
            values: rows.iter().map(|(_, row)| number(&row[at], decimal)).collect(),
            texts: rows.iter().map(|(_, row)| row[at].clone()).collect(),
        };
        let lines = rows.iter().map(|(line, _)| *line).collect();
        return Some(Table { columns: vec![column(0), column(1)], lines, separator, decimal, preamble: 0 });
    }
    None
}

/// Lines that are not skipped, with their numbers from 1.
///
/// # Errors
/// [`BenchError`] for more lines or fields than are read, before any is taken apart.
fn lines_read(text: &str) -> Result<Vec<(usize, &str)>, BenchError> {
    let read = (1..).zip(lines_of(text)).filter(|(_, line)| !is_skipped(line));
    let lines: Vec<(usize, &str)> = read.take(MOST_ROWS + MOST_ABOVE + 1).collect();
    if lines.len() > MOST_ROWS + MOST_ABOVE {
        return Err(BenchError::Rows(MOST_ROWS));
    }
    let fields = |separator: char| -> usize {
        let of = |line: &str| match separator {
            ' ' => line.split_whitespace().count(),
            _ => line.matches(separator).count() + 1,
        };
        lines.iter().map(|(_, line)| of(line)).sum()
    };
    match WAYS.iter().any(|(separator, _)| fields(*separator) > MOST_FIELDS) {
        true => Err(BenchError::Fields(MOST_FIELDS)),
        false => Ok(lines),
    }
}

/// Most lines of names, units and remarks above the rows, and most fields of all rows.
const MOST_ABOVE: usize = 1000;
const MOST_FIELDS: usize = 4_000_000;

/// Lines as editors count them: ended by LF, CR LF, or CR alone.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    // A lone CR ends lines only in files that have no LF.
    let old = text.contains('\r') && !text.contains('\n');
    text.split(if old { '\r' } else { '\n' }).map(|line| line.strip_suffix('\r').unwrap_or(line))
}

fn is_skipped(line: &str) -> bool {
    let line = line.trim();
    line.is_empty()
        || line.starts_with('#')
        || line.chars().all(|letter| matches!(letter, ';' | ',' | '\t' | ' '))
}

/// Fields of a line, without quotes and spaces around them.
fn split(line: &str, separator: char) -> Vec<String> {
    if separator == ' ' {
        return line.split_whitespace().map(str::to_owned).collect();
    }
    if !line.contains('"') {
        return line.split(separator).map(|field| field.trim().to_owned()).collect();
    }
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            letter if letter == separator && !quoted => fields.push(std::mem::take(&mut field)),
            letter => field.push(letter),
        }
    }
    fields.push(field);
    fields.iter().map(|field| field.trim().to_owned()).collect()
}

/// A number with this decimal mark; `None` for other texts and for numbers beyond [`MOST`].
fn number(field: &str, decimal: char) -> Option<f64> {
    let starts = |first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.' | ',' | '\u{2212}');
    if !field.chars().next().is_some_and(starts) {
        return None;
    }
    let field = field.replace('\u{2212}', "-");
    let field = match decimal {
        ',' if field.contains('.') => return None,
        ',' => field.replacen(',', ".", 1),
        _ => field,
    };
    field.parse().ok().filter(|value: &f64| value.abs() <= MOST)
}

/// Whether a field is a number that is too large.
fn is_beyond(field: &str) -> bool {
    field.contains(|letter: char| letter.is_ascii_digit())
        && field.parse::<f64>().is_ok_and(|value| value.abs() > MOST)
}

/// How many of these fields are numbers.
fn numbers(fields: &[String], decimal: char) -> usize {
    fields.iter().filter(|field| number(field, decimal).is_some()).count()
}

/// Number of lines that are rows of as many fields as most rows have.
fn rows_at_best(lines: &[(usize, &str)], separator: char, decimal: char) -> usize {
    const LOOKED_AT: usize = 2000;
    let fields: Vec<(usize, Vec<String>)> =
        lines.iter().take(LOOKED_AT).map(|(line, text)| (*line, split(text, separator))).collect();
    let width = usual_width(&fields, decimal);
    fields.iter().filter(|(_, row)| row.len() == width && numbers(row, decimal) >= 2).count()
}

/// Most common number of fields of the rows; 0 without any.
fn usual_width(fields: &[(usize, Vec<String>)], decimal: char) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for (_, row) in fields.iter().filter(|(_, row)| numbers(row, decimal) >= 2) {
        *counts.entry(row.len()).or_insert(0usize) += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(0, |(width, _)| width)
}

/// Names and units above the rows, and the lines above both.
fn heads(above: &[(usize, Vec<String>)], width: usize) -> (Vec<String>, Vec<String>, usize) {
    let of_width: Vec<usize> = (0..above.len()).filter(|at| above[*at].1.len() == width).collect();
    let Some(last) = of_width.last().copied().filter(|last| last + 1 == above.len()) else {
        return (Vec::new(), Vec::new(), above.len());
    };
    let is_units = |row: &[String]| {
        let told: Vec<&String> = row.iter().filter(|field| !field.is_empty()).collect();
        !told.is_empty() && told.iter().all(|field| is_unit(field))
    };
    let row = &above[last].1;
    let before = last.checked_sub(1).filter(|before| above[*before].1.len() == width);
    match before {
        Some(before) if is_units(row) => (above[before].1.clone(), row.clone(), before),
        _ => (row.clone(), Vec::new(), last),
    }
}

/// Whether a field is nothing but a unit, in brackets or one that is known.
fn is_unit(field: &str) -> bool {
    let bare = bare_unit(field);
    (bare.len() + 2 == field.len() && bare.chars().count() <= 6) || super::columns::is_known_unit(bare)
}

/// A unit without its brackets.
pub(super) fn bare_unit(field: &str) -> &str {
    let field = field.trim();
    let inner = |open, close| field.strip_prefix(open).and_then(|rest: &str| rest.strip_suffix(close));
    inner('(', ')').or(inner('[', ']')).unwrap_or(field).trim()
}

impl Table {
    /// A value of a column, or an error that tells its line.
    ///
    /// # Errors
    /// [`BenchError::Line`] where the field is empty, no number or beyond [`MOST`].
    pub fn value(&self, column: usize, row: usize) -> Result<f64, BenchError> {
        let of = &self.columns[column];
        of.values[row].ok_or_else(|| {
            let line = self.lines[row];
            let field = of.texts.get(row).map(String::as_str).unwrap_or_default();
            let name = if of.name.is_empty() { format!("column {}", column + 1) } else { shown(&of.name) };
            let why = match field {
                "" => format!("{name} is empty"),
                field if is_beyond(field) => {
                    format!("{name} = {} is beyond {MOST:e}", shown(field))
                }
                field => format!("{name} = \"{}\" is not a number", shown(field)),
            };
            BenchError::Line { line, why }
        })
    }

    /// What was understood of the form, in words; empty for commas, points and nothing above.
    #[must_use]
    pub fn form(&self) -> String {
        let separator = match self.separator {
            '\t' => Some("tabs"),
            ';' => Some("semicolons"),
            ' ' => Some("spaces"),
            _ => None,
        };
        let decimal = (self.decimal == ',').then_some("decimal commas");
        let above = (self.preamble > 0).then(|| match self.preamble {
            1 => "a line above the names".to_owned(),
            lines => format!("{lines} lines above the names"),
        });
        let all = [separator, decimal].map(|words| words.map(str::to_owned)).into_iter().chain([above]);
        all.flatten().collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They would be refused later too, but only after hundreds of megabytes of fields.
    #[test]
    fn limit_too_much_is_refused_before_it_is_taken_apart() {
        let rows = "1,2\n".repeat(MOST_ROWS + MOST_ABOVE + 1);
        let field = ";".repeat(MOST_FIELDS);
        for (text, error) in
            [(&rows, BenchError::Rows(MOST_ROWS)), (&format!("1{field}2"), BenchError::Fields(MOST_FIELDS))]
        {
            assert_eq!(table(text).unwrap_err().to_string(), error.to_string());
            assert_eq!(table_of_any(text).unwrap_err().to_string(), error.to_string());
        }
        assert!(table(&"1,2\n".repeat(MOST_ROWS)).is_ok());
    }

    #[test]
    fn identity_quotes_change_no_field_without_them() {
        for line in ["1;2 ; x", "\"1\";2 ;\" x\"", ";;", ""] {
            let quoted = format!("{line};\"\"");
            let mut fields = split(&quoted, ';');
            assert_eq!(fields.pop().as_deref(), Some(""));
            assert_eq!(fields, split(line, ';'), "{line}");
        }
    }

    fn names(table: &Table) -> Vec<&str> {
        table.columns.iter().map(|column| column.name.as_str()).collect()
    }

    fn values(table: &Table, column: usize) -> Vec<f64> {
        (0..table.lines.len()).map(|row| table.value(column, row).unwrap()).collect()
    }

    #[test]
    fn identity_separators_and_decimal_marks_are_found() {
        for text in [
            "travel,force\n0.5,1.25\n1.0,2.5\n",
            "travel;force\r\n0,5;1,25\r\n1,0;2,5\r\n",
            "travel;force\n0.5;1.25\n1.0;2.5\n",
            "travel\tforce\n0,5\t1,25\n1\t2,5\n",
            "\"travel\",\"force\"\n\"0.5\",\"1.25\"\n\"1.0\",\"2.5\"\n",
            "travel force\n0.5 1.25\n1.0 2.5\n",
            "travel,force\r0.5,1.25\r1.0,2.5",
        ] {
            let table = table(text).unwrap();
            assert_eq!(
                (names(&table), values(&table, 0), values(&table, 1)),
                (vec!["travel", "force"], vec![0.5, 1.0], vec![1.25, 2.5]),
                "{text:?}"
            );
        }
    }

    #[test]
    fn identity_a_preamble_and_a_row_of_units_are_recognised() {
        let text = "Specimen label,A1\r\n\r\nTime,Extension,Load\r\n(s),(mm),(N)\r\n0,0,0\r\n1,0.5,0.12\r\n";
        let table = table(text).unwrap();
        assert_eq!(names(&table), ["Time", "Extension", "Load"]);
        assert_eq!(
            table.columns.iter().map(|column| column.unit.as_str()).collect::<Vec<_>>(),
            ["(s)", "(mm)", "(N)"]
        );
        assert_eq!((table.lines.clone(), table.preamble), (vec![5, 6], 1));
        assert_eq!(table.form(), "a line above the names");
    }

    #[test]
    fn regress_errors_tell_the_line_as_an_editor_counts_it() {
        let found = table("travel_mm,force_n\r\n0,0\r\n0.1,1\r\n0.2,x\r\n").unwrap();
        assert_eq!(found.value(1, 2).unwrap_err().to_string(), "line 4: force_n = \"x\" is not a number");
        let found = table("a,b\n\n\n1,2\n2,3\n\n4,1e309\n").unwrap();
        assert_eq!(found.value(1, 2).unwrap_err().to_string(), "line 7: b = 1e309 is beyond 1e15");
        let broken = table("a,b\n1,2\n2,3\n4,5,6\n").unwrap_err();
        assert_eq!(broken.to_string(), "line 4: 3 fields, where the rows above have 2");
        let control = table("a,b\n1,2\n2,3\n4,\u{1b}[31m\n").unwrap();
        assert_eq!(
            control.value(1, 2).unwrap_err().to_string(),
            "line 4: b = \"\\u{1b}[31m\" is not a number"
        );
        assert_eq!(table("only words\nand more\n"), Err(BenchError::NoNumbers));
    }

    #[test]
    fn limit_one_row_and_no_names_are_a_table_too() {
        let one = table("travel,force\n1,2\n").unwrap();
        assert_eq!((names(&one), one.lines.clone()), (vec!["travel", "force"], vec![2]));
        let bare = table("1,2\n3,4\n").unwrap();
        assert_eq!((names(&bare), bare.lines.clone()), (vec!["", ""], vec![1, 2]));
    }
}
