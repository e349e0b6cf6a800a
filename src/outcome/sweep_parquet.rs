//! `sweep.parquet`: the table of a sweep in columns, for pandas, polars, DuckDB and the like. Built with the feature
//! `parquet`.

use super::Sweep;
use super::sweep::PARTS;
use crate::injury::Measure;
use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::sync::Arc;

/// Name of the file.
pub const PARQUET: &str = "sweep.parquet";

/// Rows of a group, which is held in memory.
const ROWS: usize = 100_000;

/// What a column holds in a row.
type Of<'a, T> = Box<dyn Fn(usize) -> T + 'a>;

/// A column of the table.
enum Column<'a> {
    /// Whole numbers.
    Whole(Of<'a, i64>),
    /// Numbers, missing where there is no value.
    Numbers(Of<'a, Option<f64>>),
    /// Words.
    Words(Of<'a, String>),
}

/// The table with the columns of `sweep.csv`: point, base, keys, values, hash. Keys whose values are all numbers are
/// columns of numbers.
///
/// # Errors
/// Those of the library, in words.
pub fn parquet(sweep: &Sweep) -> Result<Vec<u8>, String> {
    written(sweep).map_err(|error| error.to_string())
}

fn written(sweep: &Sweep) -> Result<Vec<u8>, ParquetError> {
    let columns = columns(sweep);
    let fields = columns.iter().map(|(name, column)| field(name, column).map(Arc::new));
    let schema = Type::group_type_builder("sweep").with_fields(fields.collect::<Result<_, _>>()?).build()?;
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, Arc::new(schema), Arc::default())?;
    let count = sweep.points.len();
    for from in (0..count).step_by(ROWS) {
        let rows = from..count.min(from + ROWS);
        let mut group = writer.next_row_group()?;
        for (_, column) in &columns {
            match column {
                Column::Whole(of) => {
                    let values: Vec<i64> = rows.clone().map(of).collect();
                    write::<Int64Type>(&mut group, &values, None)?;
                }
                Column::Words(of) => {
                    let words = rows.clone().map(|row| ByteArray::from(of(row).into_bytes()));
                    write::<ByteArrayType>(&mut group, &words.collect::<Vec<_>>(), None)?;
                }
                Column::Numbers(of) => {
                    let all: Vec<Option<f64>> = rows.clone().map(of).collect();
                    let there: Vec<i16> = all.iter().map(|value| i16::from(value.is_some())).collect();
                    let values: Vec<f64> = all.into_iter().flatten().collect();
                    write::<DoubleType>(&mut group, &values, Some(&there))?;
                }
            }
        }
        group.close()?;
    }
    writer.close()?;
    Ok(bytes)
}

fn field(name: &str, column: &Column<'_>) -> Result<Type, ParquetError> {
    let (physical, repetition, logical) = match column {
        Column::Whole(_) => (Physical::INT64, Repetition::REQUIRED, None),
        Column::Numbers(_) => (Physical::DOUBLE, Repetition::OPTIONAL, None),
        Column::Words(_) => (Physical::BYTE_ARRAY, Repetition::REQUIRED, Some(LogicalType::String)),
    };
    Type::primitive_type_builder(name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical)
        .build()
}

fn write<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, &mut Vec<u8>>,
    values: &[T::T],
    there: Option<&[i16]>,
) -> Result<(), ParquetError> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, there, None)?;
        column.close()?;
    }
    Ok(())
}

fn columns(sweep: &Sweep) -> Vec<(String, Column<'_>)> {
    let number = Column::Whole(Box::new(|row| sweep.points[row].number as i64));
    let mut columns = vec![("point".to_owned(), number)];
    if sweep.bases.len() > 1 {
        let base = |row: usize| sweep.setting(row).and_then(|setting| sweep.base_of(setting));
        let words = Column::Words(Box::new(move |row| base(row).unwrap_or_default().to_owned()));
        columns.push(("base".to_owned(), words));
    }
    for (at, key) in sweep.keys.iter().enumerate() {
        let value = move |row: usize| sweep.setting(row).map_or("", |setting| setting.values[at].as_str());
        let number = move |row: usize| value(row).parse::<f64>().ok();
        let column = if (0..sweep.points.len()).all(|row| number(row).is_some()) {
            Column::Numbers(Box::new(number))
        } else {
            Column::Words(Box::new(move |row| value(row).to_owned()))
        };
        columns.push((key.clone(), column));
    }
    for measure in Measure::ALL {
        for (part, name) in PARTS.iter().enumerate() {
            let of = move |row: usize| {
                let figure = sweep.figure(row, *measure);
                let parts = [figure.value, figure.se, figure.p05, figure.p95, figure.low, figure.high];
                parts.get(part).copied().unwrap_or(Some(f64::from(figure.n)))
            };
            columns.push((format!("{}.{name}", measure.key()), Column::Numbers(Box::new(of))));
        }
    }
    let hash = |row: usize| sweep.setting(row).map_or("", |setting| setting.scenario_hash.as_str());
    columns.push(("scenario_hash".to_owned(), Column::Words(Box::new(move |row| hash(row).to_owned()))));
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::sweep::{Point, Setting};
    use crate::outcome::{Figure, IntervalOf, Provenance};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    /// The file read back has the rows and columns of the CSV table.
    #[test]
    fn identity_the_file_holds_the_table() {
        let base = Provenance::new("base".to_owned(), String::new(), String::new(), "", 1);
        let setting = |depth: &str, preset: &str| Setting {
            base: 0,
            values: vec![depth.to_owned(), preset.to_owned()],
            scenario_hash: format!("hash of {depth}"),
        };
        let point = |number: usize, value: Option<f64>| {
            let figure = Figure { value, se: value.map(|value| 0.1 * value), n: 7, ..Figure::default() };
            Point {
                number,
                figures: vec![figure; Measure::COUNT],
                interval_of: IntervalOf::MonteCarlo,
                draws: Vec::new(),
            }
        };
        let sweep = Sweep {
            bases: vec![base],
            base_names: vec!["base".to_owned()],
            keys: vec!["device.depth_mm".to_owned(), "device.preset".to_owned()],
            vary: Vec::new(),
            design: "grid",
            realisations: 7,
            limit: (Measure::ReachFat, 0.01),
            trade_off: None,
            answer: None,
            settings: vec![setting("0.5", "pen-12"), setting("1", "pen-36")],
            points: vec![point(0, Some(0.25)), point(1, None)],
        };
        let bytes = parquet(&sweep).unwrap();
        assert_eq!(bytes, parquet(&sweep).unwrap());
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        let table = sweep.csv().unwrap();
        let mut csv = csv::Reader::from_reader(table.as_bytes());
        let head: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        for (row, record) in rows.iter().zip(csv.records()) {
            let record = record.unwrap();
            for (((name, field), head), cell) in row.get_column_iter().zip(&head).zip(record.iter()) {
                assert_eq!(name, head);
                match field {
                    Field::Null => assert_eq!(cell, "", "{name}"),
                    Field::Str(words) => assert_eq!(cell, words, "{name}"),
                    Field::Double(value) => assert_eq!(cell.parse::<f64>().unwrap(), *value, "{name}"),
                    Field::Long(value) => assert_eq!(cell, value.to_string(), "{name}"),
                    other => panic!("{name}: {other:?}"),
                }
            }
        }
    }
}
