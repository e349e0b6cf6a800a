//! Refuses a scenario that needs too much memory, before anything as large as its cells is allocated.

use super::diagnostic::Diagnostic;
use super::resolve::Resolver;
use crate::engine::{Cell, Grid};
use crate::simulate::{Memory, Setup, memory};
use crate::skin::face::face;

/// Memory limit of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    /// Memory, bytes.
    pub bytes: u64,
    /// Whether the run goes band by band, so that it need not hold the cells of the whole area.
    pub stream: bool,
}

impl Default for Allowed {
    /// 4 GiB for the whole area at once.
    fn default() -> Allowed {
        Allowed { bytes: 4 << 30, stream: false }
    }
}

/// Most cells of a run, also band by band: its maps are then files of 40 GB.
const MOST_CELLS: usize = 1_000_000_000;

/// Memory kept for everything but the cells when a coarser cell is advised: a share, and bytes.
const OTHERS: f64 = 0.35;
const OTHERS_BYTES: f64 = 3e8;

/// Checks the memory of the cells, which follows from the file alone.
pub(super) fn cells(resolver: &mut Resolver, allowed: Allowed) {
    let area = &resolver.file.area;
    let of = |written: Option<f64>, path: &str| written.or_else(|| resolver.default(path));
    let sides = match area.map {
        Some(_) => Some([face().width_mm, face().height_mm]),
        None => {
            of(area.width_mm, "area.width_mm").zip(of(area.height_mm, "area.height_mm")).map(<[f64; 2]>::from)
        }
    };
    let (Some(sides), Some(cell_um)) = (sides, of(area.cell_um, "area.cell_um")) else { return };
    let grid = |cell_um: f64| Grid::new(sides[0], sides[1], cell_um * 1e-3);
    let count = grid(cell_um).cells();
    let need = (count * size_of::<Cell>()) as u64;
    let too_many = count > MOST_CELLS;
    if !too_many && (allowed.stream || need <= allowed.bytes) {
        return;
    }
    let fits = |cells: usize| {
        let bytes = (cells * size_of::<Cell>()) as f64;
        let all = allowed.stream || bytes * (1.0 + OTHERS) + OTHERS_BYTES <= allowed.bytes as f64;
        all && cells <= MOST_CELLS
    };
    // The advised cell should divide the sides, or following the advice would cause a warning.
    let divides = |cell: &u32| sides.iter().all(|side| (side * 1e3) % f64::from(*cell) == 0.0);
    let coarser = || (cell_um.ceil() as u32..=1000).filter(|cell| fits(grid(f64::from(*cell)).cells()));
    let advised = coarser().find(divides).or_else(|| coarser().next());
    let Grid { columns, rows, .. } = grid(cell_um);
    let message = if too_many && allowed.stream {
        format!("the grid has {columns} x {rows} cells, and a run may have 1e9, whose maps are 40 GB")
    } else {
        format!(
            "the grid of {columns} x {rows} cells needs {}, and a run may use {}",
            words(need),
            words(allowed.bytes)
        )
    };
    let mut help = match advised {
        Some(cell) => format!("write cell_um = {cell}, or make the area smaller"),
        None => "make the area smaller".to_owned(),
    };
    if !too_many {
        help += &format!("; or {STREAM}");
    }
    resolver.error("area.cell_um", Diagnostic::error(message).help(help));
}

/// Added to a refusal if the same area can be run band by band.
const STREAM: &str = "run it with --stream, which needs no cells but those of a band";

/// Checks all the memory that a run needs.
pub(super) fn all(resolver: &mut Resolver, setup: &Setup, allowed: Allowed) {
    let streamed = memory::rows_that_fit(setup, 1, allowed.bytes).is_some();
    let need = Memory::of(setup, 1, (allowed.stream).then_some(1)).bytes();
    if need <= allowed.bytes || allowed.stream && streamed {
        return;
    }
    let Grid { columns, rows, .. } = setup.grid;
    let bands = if allowed.stream { " in bands of one row of tiles" } else { "" };
    let message = format!(
        "a run of {columns} x {rows} cells and about {:.1e} strikes a realisation needs {}{bands}, and may use {}",
        setup.expected_strikes(),
        words(need),
        words(allowed.bytes)
    );
    let help = if streamed {
        format!("{STREAM}; or take larger cells or a smaller area")
    } else {
        "fewer passes, a faster hand, a smaller area, larger cells; or allow more with --memory-mb".to_owned()
    };
    resolver.error("area.cell_um", Diagnostic::error(message).help(help));
}

/// Size in words.
fn words(bytes: u64) -> String {
    let gib = bytes as f64 / (1u64 << 30) as f64;
    if gib < 1.0 {
        return format!("{} MB", bytes.div_ceil(1_000_000));
    }
    let decimals = usize::from(gib.fract() >= 0.05);
    format!("{gib:.decimals$} GiB")
}
