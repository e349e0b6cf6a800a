//! Writes `fields.npz` map by map and row by row; no map is held whole.
//!
//! An archive takes one array after the other. If all cells are in memory, each map is computed while it is
//! written. If cells arrive band by band, every map has its own file, to which the rows of a band are
//! appended. At
//! the end the files are copied into the archive piece by piece, and each file is removed after its copy.

use super::enduring::{Enduring, Failure};
use super::folder::{Folder, FolderError};
use super::state::MapsSum;
use crate::engine::{Cell, Grid, Tiles};
use crate::injury::{Drawing, Field, FieldKind, Maps};
use crate::simulate::TakeRows;
use ndarray::{Array2, ArrayView2, arr1};
use ndarray_npy::{NpzWriter, WriteNpyError, WriteNpyExt, WriteNpzError};
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

/// Name of the archive in its folder.
pub const FIELDS: &str = "fields.npz";

/// Ending of the file of one map while it grows.
pub const ROWS: &str = ".rows";

/// A float32 array of which only the current rows are in memory; `write` writes all values in little-endian
/// order.
struct Rows<F> {
    shape: [usize; 2],
    write: RefCell<F>,
}

impl<F: FnMut(&mut dyn Write) -> io::Result<()>> WriteNpyExt for Rows<F> {
    fn write_npy<W: Write>(&self, mut to: W) -> Result<(), WriteNpyError> {
        to.write_all(&header(self.shape))?;
        (self.write.borrow_mut())(&mut to)?;
        Ok(to.flush()?)
    }
}

/// Header of an `npy` file, version 1.0: magic, version, length of the rest, and the rest as a Python
/// dictionary. It is padded with spaces to a multiple of 64 bytes.
pub(super) fn header([rows, columns]: [usize; 2]) -> Vec<u8> {
    header_of("<f4", &format!("({rows}, {columns})"))
}

/// Header of an array of this type and shape, both as numpy writes them.
pub(super) fn header_of(descr: &str, shape: &str) -> Vec<u8> {
    const START: usize = 10;
    let words = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}}}");
    let fill = 64 - (START + words.len() + 1) % 64;
    // The dictionary holds two numbers of at most twenty digits, so its length always fits in 16 bits.
    let length = (words.len() + fill + 1) as u16;
    let mut header = b"\x93NUMPY\x01\x00".to_vec();
    header.extend(length.to_le_bytes());
    header.extend(words.bytes().chain(std::iter::repeat_n(b' ', fill)).chain([b'\n']));
    header
}

/// Writes values in little-endian order, using `bytes` as a buffer.
fn write_values(to: &mut dyn Write, values: ArrayView2<f32>, bytes: &mut Vec<u8>) -> io::Result<()> {
    for row in values.rows() {
        bytes.resize(row.len() * size_of::<f32>(), 0);
        for (to, value) in bytes.chunks_exact_mut(size_of::<f32>()).zip(row) {
            to.copy_from_slice(&value.to_le_bytes());
        }
        to.write_all(bytes)?;
    }
    Ok(())
}

/// Reads rows of values in little-endian order.
fn read_values(from: &mut impl Read, shape: [usize; 2]) -> io::Result<Array2<f32>> {
    let mut bytes = vec![0; shape[0] * shape[1] * size_of::<f32>()];
    from.read_exact(&mut bytes)?;
    let (values, _) = bytes.as_chunks::<4>();
    let values = values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    Array2::from_shape_vec(shape, values).map_err(io::Error::other)
}

/// Writes cell size and origin (mm) after the maps, and ends the archive.
fn finish(
    mut file: NpzWriter<impl Write + Seek>,
    failure: &Failure,
    grid: &Grid,
) -> Result<(), WriteNpzError> {
    file.add_array("cell_mm", &arr1(&[grid.cell_x_mm(), grid.cell_y_mm()]))?;
    file.add_array("origin_mm", &arr1(&[0.0f64, 0.0]))?;
    file.finish()?.flush().and_then(|()| failure.check()).map_err(of_disk)
}

fn of_disk(error: io::Error) -> WriteNpzError {
    WriteNpzError::Npy(WriteNpyError::Io(error))
}

/// Writes the mean of every map over the realisations as float32, rows along y from the lower edge, with cell
/// size and origin (mm). Returns the maps that are drawn.
///
/// # Errors
/// If the archive cannot be written.
pub fn write(
    to: impl Write + Seek,
    tiles: &Tiles,
    grid: &Grid,
    realisations: u32,
) -> Result<Vec<Field>, WriteNpzError> {
    let (to, failure) = Enduring::new(to);
    let mut file = NpzWriter::new(to);
    let maps = Maps::new(grid, realisations);
    let mut drawings = drawings(grid);
    let mut bytes = Vec::new();
    for kind in FieldKind::ALL {
        let mut drawing = drawings.iter_mut().find(|drawing| drawing.kind() == *kind);
        let write = |to: &mut dyn Write| {
            for rows in maps.all(*kind, tiles) {
                if let Some(drawing) = &mut drawing {
                    drawing.take(rows.view());
                }
                write_values(to, rows.view(), &mut bytes)?;
            }
            Ok(())
        };
        let rows = Rows { shape: [grid.rows, grid.columns], write: RefCell::new(write) };
        file.add_array(kind.name(), &rows)?;
        failure.check().map_err(of_disk)?;
    }
    finish(file, &failure, grid)?;
    Ok(drawings.into_iter().map(Drawing::finish).collect())
}

fn drawings(grid: &Grid) -> Vec<Drawing> {
    FieldKind::OF_MANY.iter().map(|kind| Drawing::new(*kind, grid)).collect()
}

/// Maps of a run that covers its area band by band, on their way into the results folder.
#[derive(Debug)]
pub struct MapFiles<'a> {
    folder: &'a Folder,
    grid: &'a Grid,
    maps: Maps<'a>,
    files: Vec<MapFile>,
    drawings: Vec<Drawing>,
    bytes: Vec<u8>,
    failed: Option<FolderError>,
}

/// Map that grows, and the sum of its rows so far.
#[derive(Debug)]
struct MapFile {
    kind: FieldKind,
    file: BufWriter<File>,
    sum: blake3::Hasher,
}

impl<'a> MapFiles<'a> {
    /// Opens one file per map.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn open(folder: &'a Folder, grid: &'a Grid, realisations: u32) -> Result<MapFiles<'a>, FolderError> {
        let file = |kind: &FieldKind| {
            let file = folder.create(&own_file(*kind))?;
            Ok(MapFile { kind: *kind, file, sum: blake3::Hasher::new() })
        };
        Ok(MapFiles {
            folder,
            grid,
            maps: Maps::new(grid, realisations),
            files: FieldKind::ALL.iter().map(file).collect::<Result<_, _>>()?,
            drawings: drawings(grid),
            bytes: Vec::new(),
            failed: None,
        })
    }

    /// Opens the files of an earlier run, which hold the first `rows_of_tiles` rows of tiles and perhaps more. The rows
    /// have the sum that the state was kept with.
    ///
    /// # Errors
    /// If a file is missing, too short or changed, or is no plain file.
    pub fn reopen(
        folder: &'a Folder,
        grid: &'a Grid,
        realisations: u32,
        rows_of_tiles: usize,
        wanted: MapsSum,
    ) -> Result<MapFiles<'a>, FolderError> {
        let maps = Maps::new(grid, realisations);
        let mut drawings = drawings(grid);
        let of_rows = |row: usize| maps.shape(row).into_iter().product::<usize>() * size_of::<f32>();
        let bytes: usize = (0..rows_of_tiles).map(of_rows).sum();
        let mut open = |kind: &FieldKind| -> io::Result<MapFile> {
            let mut file = folder.append(&own_file(*kind), bytes as u64)?;
            let mut sum = blake3::Hasher::new();
            file.seek(SeekFrom::Start(0))?;
            sum.update_reader((&file).take(bytes as u64))?;
            if let Some(drawing) = drawings.iter_mut().find(|drawing| drawing.kind() == *kind) {
                file.seek(SeekFrom::Start(0))?;
                let mut reader = io::BufReader::new(&file);
                for row in 0..rows_of_tiles {
                    drawing.take(read_values(&mut reader, maps.shape(row))?.view());
                }
            }
            file.seek(SeekFrom::Start(bytes as u64))?;
            Ok(MapFile { kind: *kind, file: BufWriter::new(file), sum })
        };
        let files = FieldKind::ALL.iter().map(&mut open).collect::<io::Result<Vec<_>>>();
        let files = files.map_err(|error| cannot(folder, error))?;
        if sum_of(&files) != wanted {
            let changed =
                "the maps were changed after the state was kept. Without --resume the run begins anew";
            return Err(cannot(folder, io::Error::other(changed)));
        }
        Ok(MapFiles { folder, grid, maps, files, drawings, bytes: Vec::new(), failed: None })
    }

    /// Writes everything taken so far to disk. Returns the sum of all rows, or `None` if that was not possible.
    pub fn flush(&mut self) -> Option<MapsSum> {
        let mut files = self.files.iter_mut();
        let done = files.try_for_each(|map| map.file.flush().and_then(|()| map.file.get_ref().sync_data()));
        self.failed = done.err().map(|error| cannot(self.folder, error));
        self.failed.is_none().then(|| sum_of(&self.files))
    }

    /// Takes the error that made it refuse further rows, if any.
    pub fn failed(&mut self) -> Option<FolderError> {
        self.failed.take()
    }

    /// Copies all maps into the archive once every row was taken. Returns the maps that are drawn.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn finish(self) -> Result<Vec<Field>, FolderError> {
        let MapFiles { folder, grid, files, drawings, .. } = self;
        let cannot_archive = |error| match error {
            WriteNpzError::Npy(WriteNpyError::Io(error)) => cannot(folder, error),
            error => cannot(folder, io::Error::other(error)),
        };
        let (file, failure) = Enduring::new(folder.create(FIELDS)?);
        let mut archive = NpzWriter::new(file);
        for MapFile { kind, file, .. } in files {
            drop(file.into_inner().map_err(|error| cannot(folder, error.into()))?);
            let copy = |to: &mut dyn Write| io::copy(&mut folder.read(&own_file(kind))?, to).map(|_| ());
            let rows = Rows { shape: [grid.rows, grid.columns], write: RefCell::new(copy) };
            archive.add_array(kind.name(), &rows).map_err(cannot_archive)?;
            // The map's own file goes once its copy is written.
            failure.check().map_err(|error| cannot(folder, error))?;
            folder.remove(&own_file(kind)).map_err(|error| cannot(folder, error))?;
        }
        finish(archive, &failure, grid).map_err(cannot_archive)?;
        Ok(drawings.into_iter().map(Drawing::finish).collect())
    }

    fn append(&mut self, row_of_tiles: usize, cells: &[Vec<Cell>]) -> io::Result<()> {
        for MapFile { kind, file, sum } in &mut self.files {
            let rows = self.maps.rows(*kind, row_of_tiles, cells);
            if let Some(drawing) = self.drawings.iter_mut().find(|drawing| drawing.kind() == *kind) {
                drawing.take(rows.view());
            }
            write_values(file, rows.view(), &mut self.bytes)?;
            write_values(sum, rows.view(), &mut self.bytes)?;
        }
        Ok(())
    }
}

impl TakeRows for MapFiles<'_> {
    fn take(&mut self, row_of_tiles: usize, cells: &[Vec<Cell>]) -> bool {
        let done = self.append(row_of_tiles, cells);
        self.failed = done.err().map(|error| cannot(self.folder, error));
        self.failed.is_none()
    }
}

fn sum_of(files: &[MapFile]) -> MapsSum {
    let mut sum = blake3::Hasher::new();
    for map in files {
        sum.update(map.sum.finalize().as_bytes());
    }
    sum.finalize().into()
}

fn cannot(folder: &Folder, error: io::Error) -> FolderError {
    folder.cannot_write(FIELDS, error)
}

/// File name of one map while it grows.
fn own_file(kind: FieldKind) -> String {
    format!("{}{ROWS}", kind.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Tiling;
    use crate::outcome::Provenance;
    use crate::outcome::folder::Claim;
    use std::io::Cursor;

    #[test]
    fn identity_a_map_row_by_row_has_the_bytes_of_an_array() {
        for shape in [[3, 5], [1, 1], [0, 4], [200, 7], [1000, 12345 / 100]] {
            let values = Array2::from_shape_fn(shape, |(row, column)| (row * 31 + column) as f32 / 7.0);
            let mut whole = NpzWriter::new(Cursor::new(Vec::new()));
            whole.add_array("a", &values).unwrap();
            let mut bytes = Vec::new();
            let write = |to: &mut dyn Write| write_values(to, values.view(), &mut bytes);
            let mut by_row = NpzWriter::new(Cursor::new(Vec::new()));
            by_row.add_array("a", &Rows { shape, write: RefCell::new(write) }).unwrap();
            assert!(
                by_row.finish().unwrap().into_inner() == whole.finish().unwrap().into_inner(),
                "{shape:?}"
            );
        }
    }

    /// Of two rows of tiles the first is kept. A changed value of any map is refused, and what lies beyond the state is not.
    #[test]
    fn limit_maps_that_were_changed_are_not_gone_on_with() {
        let room = tempfile::tempdir().unwrap();
        let provenance = Provenance::new("a".into(), String::new(), "a = 1".into(), "", 1);
        let folder = Folder::open(&room.path().join("out"), Claim::new("run", &provenance), false).unwrap();
        let grid = Grid::new(1.0, 10.0, 0.5);
        let tiling = Tiling::new(&grid);
        let cells: Vec<Vec<Cell>> = (0..tiling.columns)
            .map(|tile| vec![Cell::default(); tiling.tile(tile).columns.len() * tiling.tile(tile).rows.len()])
            .collect();
        let mut files = MapFiles::open(&folder, &grid, 3).unwrap();
        assert!(files.take(0, &cells));
        let sum = files.flush().unwrap();
        assert!(files.take(1, &cells) && files.flush().is_some_and(|all| all != sum));
        drop(files);
        let reopened = |sum| MapFiles::reopen(&folder, &grid, 3, 1, sum);
        assert_eq!(reopened(sum).unwrap().flush(), Some(sum));
        assert!(reopened([0; 32]).is_err());
        for kind in FieldKind::ALL {
            let path = room.path().join("out.partial").join(own_file(*kind));
            let bytes = std::fs::read(&path).unwrap();
            let mut changed = bytes.clone();
            changed[40] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            let said = reopened(sum).unwrap_err().to_string();
            assert!(said.contains("the maps were changed after the state was kept"), "{said}");
            std::fs::write(&path, &bytes).unwrap();
        }
        assert!(reopened(sum).is_ok());
    }

    /// Checks the header alone, also for shapes too large to fill in a test.
    #[test]
    fn limit_the_head_of_a_huge_map_ends_at_a_multiple_of_64() {
        for shape in [[1, 1], [99_999, 99_999], [100_000, 10_000], [usize::MAX, usize::MAX]] {
            let header = header(shape);
            assert!(header.len().is_multiple_of(64) && header.ends_with(b" \n"), "{shape:?}");
            assert_eq!(usize::from(u16::from_le_bytes([header[8], header[9]])), header.len() - 10);
        }
    }
}
