//! Workload W1: strikes at random places of a square, to a depth with scatter, through two layers of varying thickness, deposited
//! into six maps as points (W1a) or as discs that add up (W1b). The engine's own tiles, streams and additive deposit do it.
//!
//! A tile is ten cells wide. Strikes are split among the nodes' squares of the thickness fields, exactly as independent uniform
//! places would be: their numbers are multinomial, drawn one by one as binomial numbers, and places are uniform within a square.
//! Realisations differ by chance alone and only their sum is kept, so that they are one stream. Within a square thickness is one
//! bilinear form, so that no table is looked up.

use fearless_simd::{Level, Simd, dispatch};
use puncta::engine::additive::{
    Block, Footprints, LANES, LAYERS, Lane, PLACE_BITS, Points, SIDE, Stencil, TooWide, deposit_points,
};
use puncta::engine::{Grid, Tiling};
use puncta::foundation::random::{Purpose, StreamFamily, Streams};
use rand_distr::{Binomial, Distribution};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use rayon::prelude::*;
use std::f64::consts::PI;

/// Depth: nominal length times mean efficiency, and its scatter, mm.
const MEAN_MM: f32 = 1.5 * 0.85;
const SD_MM: f32 = 0.1;
/// Shaft radius, mm, and half angle of the cone, degrees.
const RADIUS_MM: f64 = 0.125;
const HALF_ANGLE_DEG: f64 = 10.0;
/// Distance of the nodes of the thickness fields, mm.
const NODES_MM: f64 = 0.5;
/// Places within a cell are rounded to one of 2^5 x 2^5.
const FINE_BITS: u32 = 5;
/// Strikes of one block.
const BLOCK: usize = 1024;

/// How strikes are deposited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// W1a: into the cell of the point.
    Points,
    /// W1b: as discs that add up.
    Discs,
}

/// One workload.
#[derive(Debug, Clone)]
pub struct Workload {
    pub side_mm: f64,
    pub cell_mm: f64,
    pub strikes: u64,
    pub realisations: u64,
    pub variant: Variant,
    pub seed: u64,
    /// Thickness of epidermis and dermis at the nodes, mm, row by row.
    pub layers_mm: [Vec<f32>; 2],
}

/// Six maps: strikes, strikes into the dermis, into the fat, depth summed, depth at most, volume.
pub struct Maps {
    pub layers: [Vec<f32>; LAYERS],
}

impl Workload {
    /// "small" or "large", with thickness fields of its own unless some are given.
    pub fn new(large: bool, variant: Variant, fields: Option<[Vec<f32>; 2]>) -> Workload {
        let (side_mm, cell_mm, strikes, realisations) =
            if large { (100.0, 0.05, 1_000_000, 20) } else { (20.0, 0.1, 100_000, 10) };
        let seed = 12345;
        let nodes = (side_mm / NODES_MM) as usize + 1;
        let layers_mm = fields.unwrap_or_else(|| {
            [(0.10, 0.02, 2.0, [0.04, 0.25]), (1.20, 0.20, 4.0, [0.50, 2.50])]
                .map(|(mean, sd, length, clip)| smooth_noise(nodes, seed, mean, sd, length, clip))
        });
        Workload { side_mm, cell_mm, strikes, realisations, variant, seed, layers_mm }
    }

    /// Nodes on a side.
    pub fn nodes(&self) -> usize {
        (self.side_mm / NODES_MM) as usize + 1
    }

    /// Cells on a side.
    pub fn cells(&self) -> usize {
        (self.side_mm / self.cell_mm).round() as usize
    }

    /// Stencil of the discs; none for points.
    pub fn stencil(&self) -> Result<Option<Stencil>, TooWide> {
        match self.variant {
            Variant::Points => Ok(None),
            Variant::Discs => Stencil::disc(RADIUS_MM / self.cell_mm, FINE_BITS).map(Some),
        }
    }

    /// Works it out on the current thread pool: the same bytes on any.
    pub fn run(&self, stencil: Option<&Stencil>) -> Maps {
        let grid = Grid::new(self.side_mm, self.side_mm, self.cell_mm);
        let tiling = Tiling::of_cells(&grid, SIDE);
        let counts = self.counts();
        let cells = self.cells();
        let mut layers: [Vec<f32>; LAYERS] = std::array::from_fn(|_| vec![0.0; cells * cells]);
        // Rows of tiles share the halo between them, so every other row is done at once: none of these share a row of cells.
        for parity in 0..2 {
            let mut rest = layers.each_mut().map(Vec::as_mut_slice);
            let mut begun = 0;
            let mut bands = Vec::new();
            for row in (parity..tiling.rows).step_by(2) {
                let from = (row * SIDE).saturating_sub(SIDE / 2);
                let to = ((row + 1) * SIDE + SIDE / 2).min(cells);
                let mine = rest.each_mut().map(|map| {
                    let (_, after) = std::mem::take(map).split_at_mut((from - begun) * cells);
                    let (mine, after) = after.split_at_mut((to - from) * cells);
                    *map = after;
                    mine
                });
                begun = to;
                bands.push((row, from, mine));
            }
            bands.into_par_iter().with_max_len(1).for_each_init(
                Box::<Work>::default,
                |work, (row, from, mut maps)| {
                    if parity == 0 {
                        // Written before they are read: pages that are read first come from a common page of zeros, and are copied
                        // at the first write, at which all threads have to wait.
                        maps.iter_mut().for_each(|map| map.fill(0.0));
                    }
                    let band = Band { workload: self, stencil, counts: &counts, row, first_row: from };
                    for tile in 0..tiling.columns {
                        dispatch!(Level::new(), simd => band.tile(simd, work, tile, &mut maps));
                    }
                },
            );
        }
        Maps { layers }
    }

    /// Strikes in each square between nodes, over all realisations: a multinomial draw.
    fn counts(&self) -> Vec<u64> {
        let squares = (self.nodes() - 1).pow(2);
        let mut random = Xoshiro256PlusPlus::seed_from_u64(self.seed);
        let mut left = self.strikes * self.realisations;
        let count = |square| {
            let share = 1.0 / (squares - square) as f64;
            // Of the last square, and of none left, nothing is to be drawn.
            let drawn = Binomial::new(left, share).map_or(left, |law| law.sample(&mut random));
            let count = if square + 1 == squares { left } else { drawn };
            left -= count;
            count
        };
        (0..squares).map(count).collect()
    }

    /// Bilinear form of a layer's thickness in a square: constant, x, y and xy, with x and y from 0 to 1.
    fn form(&self, layer: usize, column: usize, row: usize) -> [f32; 4] {
        let at = |column: usize, row: usize| self.layers_mm[layer][row * self.nodes() + column];
        let [a, b, c, d] =
            [at(column, row), at(column + 1, row), at(column, row + 1), at(column + 1, row + 1)];
        [a, b - a, c - a, d - b - c + a]
    }
}

/// Memory of one thread.
struct Work {
    block: Block,
    normals: Vec<Lane>,
    points: Points,
    footprints: Footprints,
}

impl Default for Work {
    fn default() -> Work {
        Work {
            block: Block::default(),
            normals: Vec::new(),
            points: [[0.0; 8]; SIDE * SIDE],
            footprints: Footprints::default(),
        }
    }
}

/// A row of tiles.
struct Band<'a> {
    workload: &'a Workload,
    stencil: Option<&'a Stencil>,
    counts: &'a [u64],
    row: usize,
    first_row: usize,
}

impl Band<'_> {
    #[inline(always)]
    fn tile<S: Simd>(&self, _: S, work: &mut Work, tile: usize, maps: &mut [&mut [f32]; LAYERS]) {
        let of = self.workload;
        let cells_per_node = (NODES_MM / of.cell_mm).round() as usize;
        let squares = SIDE / cells_per_node;
        let family = StreamFamily::new(of.seed, Purpose::Strike, 0);
        for square in 0..squares * squares {
            let [x, y] = [square % squares, square / squares];
            let (column, row) = (tile * squares + x, self.row * squares + y);
            let index = row * (of.nodes() - 1) + column;
            let mut streams = family.streams((index * Streams::COUNT) as u64);
            let forms = [0, 1].map(|layer| of.form(layer, column, row));
            let corner = [x, y].map(|steps| ((steps * cells_per_node) as u32) << PLACE_BITS);
            let mut left = self.counts[index] as usize;
            while left > 0 {
                let now = left.min(BLOCK);
                draw(&mut streams, &mut work.block, &mut work.normals, now);
                settle(&mut work.block, &work.normals, forms, cells_per_node as u32, corner);
                match self.stencil {
                    None => deposit_points(&mut work.points, &work.block),
                    Some(stencil) => work.footprints.deposit(stencil, &work.block),
                }
                left -= now;
            }
        }
        let (columns, corner) = (of.cells(), [tile * SIDE, self.row * SIDE]);
        if let Some(stencil) = self.stencil {
            work.footprints.give(stencil, maps, columns, self.first_row, corner);
            return;
        }
        for (at, cells) in work.points.chunks_exact_mut(SIDE).enumerate() {
            let from = (corner[1] + at - self.first_row) * columns + corner[0];
            for (layer, map) in maps.iter_mut().enumerate() {
                for (place, cell) in map[from..from + SIDE].iter_mut().zip(cells.iter()) {
                    *place = cell[layer];
                }
            }
            cells.fill([0.0; 8]);
        }
    }
}

/// 2⁻²⁴.
const UNIT: f32 = 1.0 / (1_u32 << PLACE_BITS) as f32;

/// Draws places in the square, in units of 2⁻²⁴ of its side, and normals.
#[inline(always)]
fn draw(streams: &mut Streams, block: &mut Block, normals: &mut Vec<Lane>, count: usize) {
    block.resize(count);
    normals.resize(block.groups(), [0.0; LANES]);
    for ((x, y), normals) in block.x.iter_mut().zip(&mut block.y).zip(normals) {
        let [low, high, third] = [streams.words(), streams.words(), streams.words()];
        let mut ranks = [0_u32; LANES];
        for at in 0..Streams::COUNT {
            for (lane, word) in [(at, low[at]), (at + Streams::COUNT, high[at])] {
                x[lane] = (word >> 40) as u32;
                y[lane] = (word >> 16) as u32 & 0xff_ffff;
            }
            ranks[at] = (third[at] >> 40) as u32;
            ranks[at + Streams::COUNT] = (third[at] >> 8) as u32 & 0xff_ffff;
        }
        for (normal, rank) in normals.iter_mut().zip(ranks) {
            *normal = normal_of(rank);
        }
    }
}

/// Settles the strikes of a block: depth, layers reached, volume in the dermis; and places in cells of the tile.
#[inline(always)]
fn settle(block: &mut Block, normals: &[Lane], forms: [[f32; 4]; 2], cells: u32, corner: [u32; 2]) {
    let tangent = HALF_ANGLE_DEG.to_radians().tan();
    let cone_mm = (RADIUS_MM / tangent) as f32;
    let cubic = (PI / 3.0 * tangent * tangent) as f32;
    let section_mm2 = (PI * RADIUS_MM * RADIUS_MM) as f32;
    // Volume of the needle within `from_tip` of its tip.
    let volume = |from_tip: f32| {
        let from_tip = if from_tip > 0.0 { from_tip } else { 0.0 };
        let within = cubic * from_tip * from_tip * from_tip;
        let beyond = section_mm2 * (from_tip - 2.0 * cone_mm / 3.0);
        if from_tip <= cone_mm { within } else { beyond }
    };
    let [first_flags, second_flags] = &mut block.flags;
    for group in 0..block.x.len() {
        let (x, y, normals) = (&mut block.x[group], &mut block.y[group], &normals[group]);
        let (dermis, fat) = (&mut first_flags[group], &mut second_flags[group]);
        let (depths, volumes) = (&mut block.depth[group], &mut block.shared[group]);
        for lane in 0..LANES {
            let [along, across] = [x[lane], y[lane]].map(|place| place as i32 as f32 * UNIT);
            let [epidermis, thickness] =
                forms.map(|[one, x, y, xy]| one + x * along + (y + xy * along) * across);
            let depth = MEAN_MM + SD_MM * normals[lane];
            let depth = if depth > 0.0 { depth } else { 0.0 };
            let below = depth - epidermis;
            let beyond = below - thickness;
            dermis[lane] = if below > 0.0 { u32::MAX } else { 0 };
            fat[lane] = if beyond > 0.0 { u32::MAX } else { 0 };
            depths[lane] = depth;
            volumes[lane] = volume(below) - volume(beyond);
            x[lane] = x[lane] * cells + corner[0];
            y[lane] = y[lane] * cells + corner[1];
        }
    }
}

/// The normal number below which a share of (rank + 1/2)/2²⁴ lies: √2 erf⁻¹ by the polynomials of Giles (2012), "Approximating the
/// erfinv function", single precision.
#[inline(always)]
fn normal_of(rank: u32) -> f32 {
    const CENTRE: [f32; 9] = [
        2.810_226_4e-8,
        3.432_739_4e-7,
        -3.523_387_7e-6,
        -4.391_506_5e-6,
        2.185_808_7e-4,
        -1.253_725e-3,
        -4.177_681_6e-3,
        2.466_407_3e-1,
        1.501_409_4,
    ];
    const TAIL: [f32; 9] = [
        -2.002_142_6e-4,
        1.009_505_6e-4,
        1.349_343_2e-3,
        -3.673_428_4e-3,
        5.739_507_7e-3,
        -7.622_461_3e-3,
        9.438_870_5e-3,
        1.001_674,
        2.832_976_8,
    ];
    let odd = 2 * rank + 1;
    // 1 + x and 1 - x, exact to a rounding also where they are small.
    let [above, below] = [odd, (1 << 25) - odd].map(|part| part as i32 as f32 * UNIT);
    let x = (odd as i32 - (1 << 24)) as f32 * UNIT;
    let w = -ln(above * below);
    let polynomial =
        |at: f32, factors: [f32; 9]| factors.into_iter().fold(0.0, |sum, factor| sum * at + factor);
    let centre = polynomial(w - 2.5, CENTRE);
    let tail = polynomial(w.max(0.0).sqrt() - 3.0, TAIL);
    std::f32::consts::SQRT_2 * x * if w < 5.0 { centre } else { tail }
}

/// Natural logarithm of a positive normal number, to 1e-7 of it or better: the polynomial of Cephes.
#[inline(always)]
fn ln(x: f32) -> f32 {
    const FACTORS: [f32; 9] = [
        7.037_683_6e-2,
        -1.151_461e-1,
        1.167_699_9e-1,
        -1.242_014_1e-1,
        1.424_932_3e-1,
        -1.666_805_7e-1,
        2.000_071_5e-1,
        -2.499_999_4e-1,
        3.333_333e-1,
    ];
    // Mantissa from √½ to √2, less 1.
    let exponent = (x.to_bits().wrapping_sub(0x3f35_04f3) as i32) >> 23;
    let m = f32::from_bits(x.to_bits().wrapping_sub((exponent as u32) << 23)) - 1.0;
    let p = FACTORS.into_iter().fold(0.0, |sum, factor| sum * m + factor);
    m + m * m * (p * m - 0.5) + exponent as f32 * std::f32::consts::LN_2
}

/// Smooth noise on square nodes: white noise under a Gaussian kernel, periodic, with this mean, spread and length, cut to a range.
fn smooth_noise(
    nodes: usize,
    seed: u64,
    mean: f64,
    sd: f64,
    length_mm: f64,
    [low, high]: [f64; 2],
) -> Vec<f32> {
    let family = StreamFamily::new(seed, Purpose::SkinField, length_mm as u64);
    let mut field: Vec<f64> = (0..nodes * nodes).map(|at| family.stream(at as u64).normal()).collect();
    let kernel: Vec<f64> = (0..nodes)
        .map(|steps| {
            let away_mm = steps.min(nodes - steps) as f64 * NODES_MM;
            (-(away_mm / length_mm).powi(2)).exp()
        })
        .collect();
    // The kernel is a product, so rows are smoothed first and columns then.
    for (step, turn) in [(1, nodes), (nodes, 1)] {
        let before = field.clone();
        for line in 0..nodes {
            for at in 0..nodes {
                let sum = (0..nodes)
                    .map(|from| kernel[(at + nodes - from) % nodes] * before[line * turn + from * step]);
                field[line * turn + at * step] = sum.sum();
            }
        }
    }
    let count = field.len() as f64;
    let centre = field.iter().sum::<f64>() / count;
    let spread = (field.iter().map(|value| (value - centre).powi(2)).sum::<f64>() / count).sqrt();
    field.iter().map(|value| ((value - centre) / spread * sd + mean).clamp(low, high) as f32).collect()
}

/// What must come out alike whoever computes it.
#[derive(Debug, Clone, Copy)]
pub struct Checks {
    /// Strikes on the maps over strikes made.
    pub count: f64,
    pub dermal: f64,
    pub fat: f64,
    pub mean_depth_mm: f64,
    pub mean_volume_mm3: f64,
    pub max_depth_mm: f64,
}

impl Maps {
    /// The checks of W1.
    pub fn checks(&self, of: &Workload) -> Checks {
        let sum = |layer: usize| self.layers[layer].iter().map(|value| f64::from(*value)).sum::<f64>();
        let made = (of.strikes * of.realisations) as f64;
        let cells = match of.variant {
            Variant::Points => 1.0,
            Variant::Discs => PI * RADIUS_MM * RADIUS_MM / (of.cell_mm * of.cell_mm),
        };
        Checks {
            count: sum(0) / made / cells,
            dermal: sum(1) / sum(0),
            fat: sum(2) / sum(0),
            mean_depth_mm: sum(3) / sum(0),
            mean_volume_mm3: sum(4) / made,
            max_depth_mm: self.layers[5].iter().fold(0.0, |most, depth| f64::from(*depth).max(most)),
        }
    }

    /// Whether all bits are the same.
    pub fn same(&self, other: &Maps) -> bool {
        let bits =
            |maps: &Maps| -> Vec<u32> { maps.layers.iter().flatten().map(|value| value.to_bits()).collect() };
        bits(self) == bits(other)
    }
}
