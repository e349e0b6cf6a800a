//! `fields.npz` and `sample.npz`, for numpy.

use super::enduring::Enduring;
use super::{FieldKind, Outcome};
use crate::engine::Grid;
use crate::skin::layer::BOUNDARIES;
use ndarray::{Array1, Array3, ArrayView2, arr1};
use ndarray_npy::{NpzWriter, WriteNpyError, WriteNpzError};
use std::io::{Cursor, Seek, Write};

/// Writes `fields.npz`: every map as float32, rows along y from the lower edge, with cell size and origin
/// (mm).
pub fn fields_npz(outcome: &Outcome, to: impl Write + Seek) -> Result<(), WriteNpzError> {
    let maps = outcome.fields.iter().map(|field| (field.kind, field.values.view()));
    maps_npz(&outcome.grid, maps, to)
}

/// The same of maps that lie elsewhere.
pub fn maps_npz<'a>(
    grid: &Grid,
    maps: impl Iterator<Item = (FieldKind, ArrayView2<'a, f32>)>,
    to: impl Write + Seek,
) -> Result<(), WriteNpzError> {
    let io = |error| WriteNpzError::Npy(WriteNpyError::Io(error));
    let (to, failure) = Enduring::new(to);
    let mut file = NpzWriter::new(to);
    for (kind, values) in maps {
        file.add_array(kind.name(), &values)?;
        failure.check().map_err(io)?;
    }
    file.add_array("cell_mm", &arr1(&[grid.cell_x_mm(), grid.cell_y_mm()]))?;
    file.add_array("origin_mm", &arr1(&[0.0f64, 0.0]))?;
    file.finish()?.flush().and_then(|()| failure.check()).map_err(io)
}

/// `sample.npz` as bytes: interfaces (boundary, row, column; mm) and tracts of realisation 0.
pub fn sample_npz(outcome: &Outcome) -> Result<Vec<u8>, WriteNpzError> {
    let mut file = NpzWriter::new(Cursor::new(Vec::new()));
    let map = &outcome.skin_map;
    let interfaces = Array3::from_shape_fn((BOUNDARIES, map.rows, map.columns), |(layer, row, column)| {
        map.layers[row * map.columns + column].bottoms_mm[layer] as f32
    });
    file.add_array("interface_mm", &interfaces)?;
    let tracts = &outcome.sample;
    let numbers = |value: fn(&crate::simulate::SampleTract) -> f64| -> Array1<f32> {
        tracts.iter().map(|tract| value(tract) as f32).collect()
    };
    file.add_array("x_mm", &numbers(|tract| tract.x_mm))?;
    file.add_array("y_mm", &numbers(|tract| tract.y_mm))?;
    file.add_array("tip_depth_mm", &numbers(|tract| tract.tip_depth_mm))?;
    file.add_array("surface_diameter_mm", &numbers(|tract| tract.surface_diameter_mm))?;
    file.add_array("slit_x_mm", &numbers(|tract| tract.slit_mm[0]))?;
    file.add_array("slit_y_mm", &numbers(|tract| tract.slit_mm[1]))?;
    let needles: Array1<u32> = tracts.iter().map(|tract| tract.needle).collect();
    file.add_array("needle", &needles)?;
    let layers: Array1<u8> = tracts.iter().map(|tract| tract.layer as u8).collect();
    file.add_array("layer", &layers)?;
    let indices: Array1<u64> = tracts.iter().map(|tract| tract.index).collect();
    file.add_array("index", &indices)?;
    Ok(file.finish()?.into_inner())
}
