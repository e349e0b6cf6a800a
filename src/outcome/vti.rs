//! `maps.vti`: the maps of a run as VTK image data, for ParaView and other programs of that family.
//!
//! The file has one cell for each cell of the area, x first, from the lower left corner, and its values as raw float32
//! behind the description. A map of any size passes through a small buffer; that is why no library writes it.

use super::map_file::{FIELDS, header};
use crate::engine::Grid;
use crate::injury::FieldKind;
use crate::outcome::file;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use zip::ZipArchive;

/// Name of the file.
pub const MAPS: &str = "maps.vti";

/// Copies the maps of a results folder whose area is known.
///
/// # Errors
/// What is wrong with the archive or with writing, in words.
pub fn write(folder: &Path, grid: &Grid, mut to: impl Write) -> Result<(), String> {
    let most = file::most_bytes(FIELDS);
    let archive = file::open_in(folder, FIELDS, most).map_err(|unread| format!("{FIELDS}: {unread}"))?;
    let mut archive = ZipArchive::new(BufReader::new(archive.into_inner()))
        .map_err(|error| format!("{FIELDS}: {error}"))?;
    let bytes = (grid.cells() * size_of::<f32>()) as u64;
    let failed = |error: io::Error| error.to_string();
    to.write_all(description(grid, bytes).as_bytes()).map_err(failed)?;
    let wanted = header([grid.rows, grid.columns]);
    for kind in FieldKind::ALL {
        let wrong = |why: &str| format!("{FIELDS}: {} {why}", kind.name());
        let mut map = archive.by_name(&format!("{}.npy", kind.name())).map_err(|_| wrong("is missing"))?;
        let mut found = vec![0; wanted.len()];
        map.read_exact(&mut found).map_err(|error| wrong(&error.to_string()))?;
        if found != wanted {
            return Err(wrong("has another shape than the area of scenario.toml"));
        }
        to.write_all(&bytes.to_le_bytes()).map_err(failed)?;
        let copied = io::copy(&mut map.take(bytes), &mut to).map_err(failed)?;
        if copied != bytes {
            return Err(wrong("is shorter than its shape"));
        }
    }
    to.write_all(b"\n  </AppendedData>\n</VTKFile>\n").and_then(|()| to.flush()).map_err(failed)
}

/// Everything above the values.
fn description(grid: &Grid, bytes: u64) -> String {
    let extent = format!("0 {} 0 {} 0 0", grid.columns, grid.rows);
    let arrays = (0u64..).zip(FieldKind::ALL).map(|(at, kind)| {
        // Each array has its length before it.
        let offset = at * (bytes + size_of::<u64>() as u64);
        format!(
            "        <DataArray type=\"Float32\" Name=\"{}\" format=\"appended\" offset=\"{offset}\"/>\n",
            kind.name()
        )
    });
    format!(
        "<?xml version=\"1.0\"?>\n\
         <VTKFile type=\"ImageData\" version=\"1.0\" byte_order=\"LittleEndian\" header_type=\"UInt64\">\n  \
         <ImageData WholeExtent=\"{extent}\" Origin=\"0 0 0\" Spacing=\"{} {} 1\">\n    \
         <Piece Extent=\"{extent}\">\n      <CellData>\n{}      </CellData>\n    </Piece>\n  </ImageData>\n  \
         <AppendedData encoding=\"raw\">\n   _",
        grid.cell_x_mm(),
        grid.cell_y_mm(),
        arrays.collect::<String>(),
    )
}
