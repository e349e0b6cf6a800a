//! Close-up of realisation 0, for a picture: every strike in a small square of the surface.
//!
//! The square lies around the place where the [slice](super::slice) is cut. It is 6 mm wide, or narrower where
//! more than some thousand strikes would lie in it.

use super::Setup;
use super::earlier::Earlier;
use super::few::Few;
use super::realisation::Realisation;
use super::slice::depth_of;
use crate::device::Motion;
use crate::skin::Column;
use crate::technique::Strike;
use crate::tract::{Section, Tract};

/// Largest side of the square, mm.
const SIDE_MM: f64 = 6.0;

/// Largest side of the block, mm, and places along each of its faces.
const BLOCK_MM: f64 = 3.0;
const PLACES: usize = 121;

/// Number of strikes that a square should not exceed, and its least side, mm.
const MOST_STRIKES: f64 = 4000.0;
const LEAST_SIDE_MM: f64 = 0.2;

/// Most strikes that are looked at, where the least square holds more.
const MOST_MARKS: usize = 10_000;

/// Close-up of a realisation's surface. Lengths in mm.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CloseUp {
    /// Left and right edge.
    pub x_mm: [f64; 2],
    /// Lower and upper edge.
    pub y_mm: [f64; 2],
    /// Strikes whose point lies in the square or whose opening reaches into it, in the order of time.
    pub marks: Vec<Mark>,
    /// About one strike in so many is a mark, where nobody could tell more apart. Repeats are then those among the marks.
    pub one_in: usize,
    /// Device in the stroke of each of them.
    pub heads: Vec<Head>,
    /// Device at the start and at the end of a lane of the first pass; `None` if nothing struck the area.
    pub lane: Option<[Head; 2]>,
    /// What the device covers of the skin, seen from above.
    pub outline: Outline,
    /// A block of skin under the middle of the square.
    pub block: Block,
}

/// A block of skin with two cut faces. Lengths in mm.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block {
    /// Left and right edge.
    pub x_mm: [f64; 2],
    /// Front and back edge.
    pub y_mm: [f64; 2],
    /// Depth of its lower face.
    pub depth_mm: f64,
    /// The front face, from left to right, then the right face, from front to back.
    pub faces: [Face; 2],
}

/// Layers under one edge of a block, at equal distances from end to end.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Face {
    /// Layers under the edge.
    pub columns: Vec<Column>,
    /// Depth of the upper plexus at the same places.
    pub upper_plexus_mm: Vec<f64>,
}

impl Block {
    fn new(setup: &Setup, ready: &Realisation, square_mm: [[f64; 2]; 2]) -> Block {
        let [x_mm, y_mm] = square_mm.map(|[low, high]| {
            let (middle, half) = (0.5 * (low + high), 0.5 * BLOCK_MM.min(high - low));
            [middle - half, middle + half]
        });
        let depth_mm = depth_of(setup.device.set_depth_mm, ready.skin.mean_column().skin_mm());
        let face = |place: &dyn Fn(f64) -> [f64; 2]| {
            let columns = (0..PLACES).map(|at| {
                let [x, y] = place(at as f64 / (PLACES - 1) as f64);
                ready.skin.column(x, y)
            });
            let columns: Vec<Column> = columns.collect();
            let vessels = &setup.skin.vessels;
            let upper_plexus_mm = columns.iter().map(|column| vessels.upper_plexus_at_mm(column)).collect();
            Face { columns, upper_plexus_mm }
        };
        let front = face(&|share| [x_mm[0] + share * (x_mm[1] - x_mm[0]), y_mm[0]]);
        let right = face(&|share| [x_mm[1], y_mm[0] + share * (y_mm[1] - y_mm[0])]);
        Block { x_mm, y_mm, depth_mm, faces: [front, right] }
    }
}

/// One strike of a close-up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// The tract that it left.
    pub tract: Tract,
    /// The opening that stays at the surface.
    pub opening: Section,
    /// Number of its pass, from 0.
    pub pass: u32,
    /// Whether its point lies in the opening of an earlier stroke.
    pub repeat: bool,
}

/// Place and heading of a device on the skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Head {
    /// Middle of the device, mm.
    pub at_mm: [f64; 2],
    /// Unit vector in which the hand moves it.
    pub heading: [f64; 2],
}

/// Outline of a device seen from above.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Outline {
    /// A single needle has none.
    #[default]
    Nothing,
    /// Rim of a pen.
    Disc {
        /// Its diameter.
        diameter_mm: f64,
    },
    /// Drum of a roller, or plate of a stamp or patch.
    Rectangle {
        /// Side along the heading.
        along_mm: f64,
        /// Side across it.
        across_mm: f64,
    },
}

impl Outline {
    fn of(motion: &Motion) -> Outline {
        match motion {
            Motion::Pen(pen) => Outline::Disc { diameter_mm: pen.rim_diameter_mm },
            Motion::Roller(roller) => {
                Outline::Rectangle { along_mm: 2.0 * roller.drum_radius_mm, across_mm: roller.drum_width_mm }
            }
            Motion::Plate(plate) => {
                let [along_mm, across_mm] = plate.footprint_mm;
                Outline::Rectangle { along_mm, across_mm }
            }
            Motion::Needle(_) => Outline::Nothing,
        }
    }
}

impl CloseUp {
    /// Looks at a realisation, which needs only the part that the close-up [looks at](CloseUp::looks_at_mm).
    pub fn new(setup: &Setup, ready: &Realisation) -> CloseUp {
        let [x_mm, y_mm] = square_mm(setup);
        let [across_mm, along_mm] = CloseUp::looks_at_mm(setup);
        let near = |strike: &&Strike| {
            (across_mm[0]..=across_mm[1]).contains(&strike.x_mm)
                && (along_mm[0]..=along_mm[1]).contains(&strike.y_mm)
        };
        let few = Few::of(ready.strikes.iter().filter(near).count(), MOST_MARKS);
        let mut struck: Vec<(Strike, Mark)> = ready
            .strikes
            .iter()
            .filter(near)
            .enumerate()
            .filter(|(at, _)| few.keeps(*at))
            .map(|(_, strike)| strike)
            .filter_map(|strike| {
                let tract = ready.strike(setup, strike)?.tract;
                let opening = tract.opening(setup.tract.open_width_ratio);
                let pass = strike.key_parts().pass;
                Some((*strike, Mark { tract, opening, pass, repeat: false }))
            })
            .collect();
        find_repeats(&mut struck);
        struck.retain(|(_, mark)| touches(mark, [x_mm, y_mm]));
        let heads = struck.iter().map(|(strike, _)| head(setup, std::slice::from_ref(strike))).collect();
        let marks = struck.into_iter().map(|(_, mark)| mark).collect();
        CloseUp {
            x_mm,
            y_mm,
            marks,
            one_in: few.one_in(),
            heads,
            lane: lane(setup, ready),
            outline: Outline::of(&setup.device.motion),
            block: Block::new(setup, ready, [x_mm, y_mm]),
        }
    }

    /// Left and right edge, then lower and upper edge, of the part of the area whose strikes matter, mm.
    pub fn looks_at_mm(setup: &Setup) -> [[f64; 2]; 2] {
        // An opening that reaches into the square may itself begin in one as far again outside.
        let beside_mm = 2.0 * setup.window().rim_mm;
        square_mm(setup).map(|[low, high]| [low - beside_mm, high + beside_mm])
    }

    /// Strikes whose point lies in the square.
    pub fn inside(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(|mark| {
            (self.x_mm[0]..=self.x_mm[1]).contains(&mark.tract.x_mm)
                && (self.y_mm[0]..=self.y_mm[1]).contains(&mark.tract.y_mm)
        })
    }

    /// Side of the square, mm; the shorter one where the area is narrower.
    pub fn side_mm(&self) -> f64 {
        (self.x_mm[1] - self.x_mm[0]).min(self.y_mm[1] - self.y_mm[0])
    }
}

/// Edges of the square in x and in y, mm.
fn square_mm(setup: &Setup) -> [[f64; 2]; 2] {
    let grid = &setup.grid;
    let per_mm2 = setup.expected_strikes() / (grid.width_mm * grid.height_mm);
    // Whole tenths of a millimetre read well on an axis.
    let few_mm = (10.0 * (MOST_STRIKES / per_mm2.max(1e-9)).sqrt()).floor() / 10.0;
    let side_mm = few_mm.clamp(LEAST_SIDE_MM, SIDE_MM);
    let middle = setup.cut_at_mm.unwrap_or([0.5 * grid.width_mm, 0.5 * grid.height_mm]);
    let edges = |middle: f64, all: f64| {
        let side = side_mm.min(all);
        let low = (middle - 0.5 * side).clamp(0.0, all - side);
        [low, low + side]
    };
    [edges(middle[0], grid.width_mm), edges(middle[1], grid.height_mm)]
}

/// Notes which strikes lie in the opening of an earlier stroke.
fn find_repeats(struck: &mut [(Strike, Mark)]) {
    let strikes: Vec<Strike> = struck.iter().map(|(strike, _)| *strike).collect();
    let reach = |mark: &Mark| mark.opening.half_width_mm().max(mark.opening.half_height_mm());
    let reach_mm = struck.iter().map(|(_, mark)| reach(mark)).fold(0.0, f64::max);
    let near = Earlier::new(&strikes, reach_mm);
    for at in 0..struck.len() {
        let (strike, place) = (strikes[at], [strikes[at].x_mm, strikes[at].y_mm]);
        let repeat = near.near(place).any(|other| {
            let (earlier, mark) = &struck[other];
            earlier.is_before(&strike) && mark.tract.pierced && mark.opening.holds(place)
        });
        struck[at].1.repeat = repeat;
    }
}

/// Whether a strike shows in the square.
fn touches(mark: &Mark, [x_mm, y_mm]: [[f64; 2]; 2]) -> bool {
    let [half_x, half_y] = [mark.opening.half_width_mm(), mark.opening.half_height_mm()];
    let Tract { x_mm: x, y_mm: y, .. } = mark.tract;
    x + half_x >= x_mm[0] && x - half_x <= x_mm[1] && y + half_y >= y_mm[0] && y - half_y <= y_mm[1]
}

/// Device in the first and in the last whole stroke of a lane: of the first pass's lane nearest to the middle of the area.
fn lane(setup: &Setup, ready: &Realisation) -> Option<[Head; 2]> {
    let grid = &setup.grid;
    let off_mm =
        |strike: &Strike| libm::hypot(strike.x_mm - 0.5 * grid.width_mm, strike.y_mm - 0.5 * grid.height_mm);
    let first_pass = |visit: &mut dyn FnMut(Strike)| {
        setup.strikes(u64::from(ready.number), |strike| {
            if strike.key_parts().pass == 0 {
                visit(strike);
            }
        });
    };
    let mut nearest = (f64::INFINITY, None);
    first_pass(&mut |strike| {
        if off_mm(&strike) < nearest.0 {
            nearest = (off_mm(&strike), Some(strike.key_parts().lane));
        }
    });
    let lane = nearest.1?;
    let mut strikes = Vec::new();
    first_pass(&mut |strike| strikes.extend((strike.key_parts().lane == lane).then_some(strike)));
    // Strikes come in the order of time, so those of a stroke follow each other.
    let strokes = || strikes.chunk_by(|a, b| a.key_parts().cycle == b.key_parts().cycle);
    // Towards the edges of the area, only some needles of a stroke are in it.
    let whole = strokes().map(<[Strike]>::len).max()?;
    let is_whole = |stroke: &&[Strike]| stroke.len() == whole;
    let ends = [strokes().find(is_whole)?, strokes().rfind(is_whole)?];
    Some(ends.map(|stroke| head(setup, stroke)))
}

/// Device in a stroke: its middle is where the needles' own middle lies.
fn head(setup: &Setup, stroke: &[Strike]) -> Head {
    let positions = &setup.device.array.positions_mm;
    let rolls = matches!(setup.device.motion, Motion::Roller(_));
    let heading = stroke[0].heading;
    let [cos, sin] = heading;
    let sum = stroke.iter().fold([0.0; 2], |sum, strike| {
        let [along, across] = positions.get(strike.needle as usize).copied().unwrap_or_default();
        // Positions along a drum are arc length; where a needle strikes, it is under the axle.
        let along = if rolls { 0.0 } else { along };
        let from = [along * cos - across * sin, along * sin + across * cos];
        [sum[0] + strike.x_mm - from[0], sum[1] + strike.y_mm - from[1]]
    });
    Head { at_mm: sum.map(|sum| sum / stroke.len() as f64), heading }
}
