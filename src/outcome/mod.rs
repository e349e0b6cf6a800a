//! Outcome: what a run gives to its users. Values with their errors, maps, a sample of tracts, and the
//! results folder.
//!
//! | file | holds |
//! |---|---|
//! | [`figure`] | a value: mean, standard error, spread over people, interval |
//! | [`mod@agreement`] | computed beside measured values |
//! | [`origin`], [`people`] | a manifest and the values of people, read back |
//! | [`regulation`] | what a bench report lists beside computed values |
//! | [`characterisation`] | what a bench report says of a device |
//! | [`tables`] | values, people and strikes as CSV |
//! | [`vti`] | maps for ParaView |
//! | [`stored`] | a results folder read back, and what is wrong with it |
//! | [`summary`] | all values and histograms of a run, `summary.json` |
//! | [`sweep`], [`sweep_state`], `sweep_parquet` | the values of many settings, and those that are finished |
//! | [`answer`] | what the folder of a study holds, whichever study |
//! | [`insertion`] | one stroke, step by step |
//! | [`safe_depth`] | the deepest setting within a limit, by site |
//! | [`optimum`] | the best setting under limits |
//! | [`timeline`] | what follows a treatment |
//! | [`sensitivity`] | which inputs decide a value |
//! | [`comparison`] | settings side by side, `comparison.json` |
//! | [`difference`] | the difference in a value between two settings, with its error |
//! | [`areas`] | which values can be compared where areas differ |
//! | [`changed`] | the keys in which scenarios differ |
//! | [`diagram`] | contents of the teaching figures |
//! | [`provenance`] | origin of an output: scenario, hash, seed, version |
//! | [`mod@file`] | files of strangers: plain files of bounded size |
//! | [`text_file`] | the same as text, and text of strangers in messages |
//! | [`fit`] | a fit to one's own measurements |
//! | [`draws`] | `draws.csv`: inputs and values under every draw |
//! | [`archive`] | `fields.npz` from maps in memory, and `sample.npz` |
//! | [`map_file`] | `fields.npz` row by row, for maps that are not held in memory |
//! | [`manifest`] | `manifest.json` |
//! | [`shard`] | a part of a run |
//! | [`state`] | `run.state`: the counts of a run, to resume it or to merge it with others |
//! | [`checkpoint`] | writes the state while the run is going |
//! | [`folder`] | the results folder: written in full as an unfinished folder, then put in place |
//!
//! No room below this one knows of files.

pub mod absorption;
pub mod agreement;
pub mod answer;
pub mod archive;
pub mod areas;
pub mod changed;
pub mod characterisation;
pub mod checkpoint;
pub mod comparison;
pub mod diagram;
pub mod difference;
pub mod draws;
pub mod enduring;
pub mod figure;
pub mod file;
pub mod fit;
pub mod folder;
pub mod insertion;
pub mod manifest;
pub mod map_file;
pub mod optimum;
pub mod origin;
pub mod people;
pub mod possible;
pub mod provenance;
pub mod regulation;
pub mod rests;
pub mod safe_depth;
pub mod sensitivity;
pub mod sessions;
pub mod shard;
pub mod state;
pub mod stored;
pub mod summary;
pub mod sweep;
#[cfg(feature = "parquet")]
pub mod sweep_parquet;
pub mod sweep_state;
pub mod tables;
pub mod text_file;
pub mod timeline;
pub mod vti;

pub use crate::recovery::cards::Text as CardText;
pub use answer::Answer;
pub use areas::Areas;
pub use checkpoint::{Checkpoint, Kept};
pub use comparison::Comparison;
pub use diagram::SectionDiagram;
pub use difference::{Difference, Verdict};
pub use figure::{Figure, Said};
pub use folder::{Claim, Folder, FolderError};
pub use insertion::InsertionOutcome;
pub use manifest::Manifest;
pub use map_file::MapFiles;
pub use provenance::Provenance;
pub use rests::{LeftOut, Rests};
pub use shard::Shard;
pub use state::StateError;
pub use stored::Stored;
pub use summary::{Bins, IntervalOf, Summary, SummaryError};
pub use sweep::Sweep;
pub use timeline::Timeline;

use crate::engine::Grid;
pub use crate::foundation::statistics::rank_correlation;
use crate::injury::drawn::drawn;
pub use crate::injury::drawn::joined;
use crate::injury::fields::fields;
pub use crate::injury::{Field, FieldKind, Measure, Row, Unit};
use crate::mechanics::Law;
pub use crate::simulate::Slice;
pub use crate::simulate::close_up::{Block, CloseUp, Face as CutFace, Head, Mark, Outline};
pub use crate::simulate::inputs::{Attribution, Source};
pub use crate::simulate::memory::{AT_ONCE, PICTURES, Pages};
use crate::simulate::{Alone, First, InputSpread, SampleTract, Setup, Simulated, SkinMap};
use crate::skin::appendages::{Kind, place};
pub use crate::skin::face::{Face, Region, Tone as FaceTone, face};
pub use crate::skin::{Column, Layer};
pub use crate::tract::Tract;

/// All results of one run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The setting in words, the scenario and the version.
    pub provenance: Provenance,
    /// Treated area in cells.
    pub grid: Grid,
    /// Set depth, mm: the dial of a pen, the needle length of other devices.
    pub set_depth_mm: f64,
    /// Limit on the share of punctures that reach the fat layer.
    pub fat_reach_limit: f64,
    /// Model that gave the depths.
    pub depth_by: DepthBy,
    /// Whether muscle lies below the dermis: passing it is then a sub-dermal breach, not fat reach.
    pub eyelid: bool,
    /// Realisations that were simulated.
    pub realisations_done: u32,
    /// Realisations that the scenario asks for.
    pub realisations_asked: u32,
    /// Values with their errors, and histograms.
    pub summary: Summary,
    /// Mean of every map over realisations, cell by cell; empty if the maps went to a file instead.
    pub fields: Vec<Field>,
    /// Mean maps as drawn; large areas are drawn in squares of cells ([`drawn`](crate::injury::drawn)).
    pub drawn: Vec<Field>,
    /// Maps of realisation 0 alone (one treatment), as drawn.
    pub first: Vec<Field>,
    /// Tracts of realisation 0.
    pub sample: Vec<SampleTract>,
    /// Skin of realisation 0 at each place.
    pub skin_map: SkinMap,
    /// Vertical slice through both.
    pub slice: Slice,
    /// Close-up of the treated surface.
    pub close_up: CloseUp,
    /// Hair follicles to draw, mm; empty unless wanted.
    pub follicles: Vec<[f64; 2]>,
    /// Sweat glands to draw, mm; empty unless wanted.
    pub glands: Vec<[f64; 2]>,
    /// Values of realisation 0.
    pub first_row: Option<Row>,
    /// Skin thickness of every person, averaged over places, mm.
    pub people_mm: Vec<f64>,
    /// Values of every person, in order; empty if the outcome was read from a folder.
    pub rows: Vec<Row>,
    /// Layers of every person, averaged over places, in the same order.
    pub columns: Vec<Column>,
    /// Whether thickness varies from place to place within a person.
    pub varies_in_place: bool,
    /// Map of the face, if the whole face was treated.
    pub face: Option<&'static Face>,
    /// Values under every draw of the uncertain inputs; `None` if none was drawn, or if the outcome was read
    /// from a folder.
    pub draws: Option<InputSpread>,
    /// Depth of the lower boundary of every layer but the muscle: mean and 5-95 % over people, mm.
    pub boundaries: Vec<Boundary>,
}

/// Lower end of a layer, over people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Boundary {
    /// Layer that ends here.
    pub layer: Layer,
    /// Mean depth of the lower boundary.
    pub mean_mm: f64,
    /// 5 % quantile of that depth.
    pub p05_mm: f64,
    /// 95 % quantile of that depth.
    pub p95_mm: f64,
}

impl Outcome {
    /// Turns a simulation into values and maps.
    pub fn new(setup: &Setup, simulated: &Simulated, provenance: Provenance) -> Outcome {
        let done = simulated.rows.len() as u32;
        let drawn = drawn(FieldKind::OF_MANY, &simulated.tiles, &setup.grid, done);
        let fields = fields(FieldKind::ALL, &simulated.tiles, &setup.grid, done);
        let without_cells = simulated.without_cells();
        Outcome { fields, ..Outcome::of_maps(setup, without_cells, drawn, provenance) }
    }

    /// Turns a simulation into values when its maps were already written ([`map_file`]); `drawn` are those to
    /// be drawn. The cells of the simulation are not read.
    pub fn of_maps(
        setup: &Setup,
        simulated: Simulated,
        drawn: Vec<Field>,
        provenance: Provenance,
    ) -> Outcome {
        Outcome {
            realisations_done: simulated.rows.len() as u32,
            realisations_asked: simulated.asked,
            summary: Summary::new(&simulated),
            drawn,
            first_row: simulated.rows.first().copied(),
            people_mm: simulated.columns.iter().map(Column::skin_mm).collect(),
            boundaries: boundaries(&simulated.columns),
            rows: simulated.rows,
            columns: simulated.columns,
            first: simulated.first,
            sample: simulated.sample,
            skin_map: simulated.skin_map,
            slice: simulated.slice,
            close_up: simulated.close_up,
            draws: simulated.inputs,
            ..Outcome::of_setup(setup, provenance)
        }
    }

    /// The first treatment alone; the values over people are unknown.
    pub fn of_first(setup: &Setup, alone: Alone, provenance: Provenance) -> Outcome {
        let Alone { row, column, first: First { fields, skin_map, sample, slice, close_up } } = alone;
        Outcome {
            realisations_done: 1,
            realisations_asked: 1,
            first: fields,
            skin_map,
            sample,
            slice,
            close_up,
            first_row: Some(row),
            people_mm: vec![column.skin_mm()],
            boundaries: boundaries(&[column]),
            ..Outcome::of_setup(setup, provenance)
        }
    }

    /// Parts that depend on the setup alone, before anything was counted.
    fn of_setup(setup: &Setup, provenance: Provenance) -> Outcome {
        Outcome {
            provenance,
            grid: setup.grid.clone(),
            set_depth_mm: setup.device.set_depth_mm,
            fat_reach_limit: setup.limits.fat_reach,
            depth_by: DepthBy::of(&setup.law),
            eyelid: setup.skin.eyelid,
            realisations_done: 0,
            realisations_asked: setup.realisations,
            summary: Summary::unknown(),
            fields: Vec::new(),
            drawn: Vec::new(),
            first: Vec::new(),
            sample: Vec::new(),
            skin_map: SkinMap::default(),
            slice: Slice::default(),
            close_up: CloseUp::default(),
            follicles: appendages(setup, Kind::Follicle),
            glands: appendages(setup, Kind::Gland),
            first_row: None,
            people_mm: Vec::new(),
            rows: Vec::new(),
            columns: Vec::new(),
            draws: None,
            varies_in_place: setup.skin.varies_in_place(),
            face: setup.skin.is_face().then(face),
            boundaries: Vec::new(),
        }
    }

    /// Text of `summary.json`.
    pub fn summary_text(&self) -> String {
        let summary = self.summary.json(&self.provenance, self.realisations_done, self.is_partial());
        format!("{summary:#}\n")
    }

    /// Files of the results folder but the maps, the pictures and the manifest: names and bytes, in the order in which they are
    /// written.
    ///
    /// # Errors
    /// None but those of memory, in words.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, String> {
        let scenario = self.provenance.scenario_files();
        let mut files: Vec<(String, Vec<u8>)> =
            scenario.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect();
        let mut add = |name: &str, bytes: Vec<u8>| files.push((name.to_owned(), bytes));
        add("summary.json", self.summary_text().into_bytes());
        add(tables::SUMMARY, tables::summary(&self.summary)?.into_bytes());
        add(tables::PEOPLE, tables::people(self)?.into_bytes());
        add(
            "sample.npz",
            archive::sample_npz(self).map_err(|error| format!("cannot write arrays: {error}"))?,
        );
        if let Some(spread) = &self.draws {
            add(draws::DRAWS, draws::csv(spread)?);
        }
        Ok(files)
    }

    /// Whether the run stopped before all realisations were done.
    pub fn is_partial(&self) -> bool {
        self.realisations_done < self.realisations_asked
    }

    /// Value of a measure with its errors; empty if it has none.
    pub fn figure(&self, measure: Measure) -> Figure {
        self.summary.figure(measure)
    }

    /// Wording of a value's spread over uncertain inputs; empty if they were not varied or change nothing.
    pub fn said_of_inputs(&self, measure: Measure) -> Said {
        match self.summary.interval_of {
            IntervalOf::Inputs => self.figure(measure).said_of_inputs(measure.unit()),
            IntervalOf::MonteCarlo => Said::nothing(),
        }
    }

    /// The same with at most three significant digits, for pictures.
    pub fn said_of_inputs_briefly(&self, measure: Measure) -> Said {
        match self.summary.interval_of {
            IntervalOf::Inputs => self.figure(measure).brief().said_of_inputs(measure.unit()),
            IntervalOf::MonteCarlo => Said::nothing(),
        }
    }

    /// Ratio of a value's bounds over uncertain inputs, if it is ten or more. `None` if the order of
    /// magnitude is known or inputs were not varied.
    pub fn decades_apart(&self, measure: Measure) -> Option<f64> {
        match self.summary.interval_of {
            IntervalOf::Inputs => self.figure(measure).decades_apart(),
            IntervalOf::MonteCarlo => None,
        }
    }

    /// Mean map over realisations.
    pub fn field(&self, kind: FieldKind) -> Option<&Field> {
        self.fields.iter().find(|field| field.kind == kind)
    }

    /// Mean map over realisations, as drawn.
    pub fn drawn(&self, kind: FieldKind) -> Option<&Field> {
        self.drawn.iter().find(|field| field.kind == kind)
    }

    /// Map of one treatment, as drawn.
    pub fn one_treatment(&self, kind: FieldKind) -> Option<&Field> {
        self.first.iter().find(|field| field.kind == kind)
    }

    /// Number of realisations that a value rests on, and why the others are left out; `None` if all count.
    pub fn rests(&self, measure: Measure) -> Option<Rests> {
        self.summary.rests(measure, self.realisations_done)
    }

    /// Share of people whose skin, averaged over places, is thinner than this.
    pub fn people_thinner_than(&self, depth_mm: f64) -> f64 {
        let thin = self.people_mm.iter().filter(|thickness| **thickness < depth_mm).count();
        thin as f64 / self.people_mm.len().max(1) as f64
    }

    /// Median depth of all tips that pierced, from the histogram that pictures draw; `None` if none did.
    pub fn median_tip_mm(&self) -> Option<f64> {
        self.summary.depth_mm.quantile_mm(0.5)
    }

    /// Layer of the median tip, by mean boundaries; `None` if nothing pierced.
    pub fn deepest_layer(&self) -> Option<Layer> {
        self.layer_at(self.median_tip_mm()?)
    }

    /// Layer at this depth, by mean boundaries.
    pub fn layer_at(&self, depth_mm: f64) -> Option<Layer> {
        let passed = self.boundaries.iter().take_while(|boundary| depth_mm > boundary.mean_mm).count();
        Layer::ALL.get(passed).copied()
    }

    /// Mean thickness of epidermis and dermis over people, mm.
    pub fn skin_thickness_mm(&self) -> Option<f64> {
        self.boundaries
            .iter()
            .find(|boundary| boundary.layer == Layer::ReticularDermis)
            .map(|found| found.mean_mm)
    }
}

/// Thickness of a hair, drawn for scale, mm.
pub fn hair_mm() -> f64 {
    crate::skin::known("hair", "diameter_um") * 1e-3
}

/// Model that gave the depths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepthBy {
    /// Contact mechanics.
    Contact,
    /// The ratio law, a statistical stand-in for mechanics.
    Ratio,
}

impl DepthBy {
    fn of(law: &Law) -> DepthBy {
        match law {
            Law::Contact(_) => DepthBy::Contact,
            Law::Ratio(_) => DepthBy::Ratio,
        }
    }
}

/// Places of follicles or glands over the area, if they are wanted and their density is known.
fn appendages(setup: &Setup, kind: Kind) -> Vec<[f64; 2]> {
    let density = setup.skin.drawn_appendages.and_then(|row| match kind {
        Kind::Follicle => row.hair_follicles_per_cm2,
        Kind::Gland => row.eccrine_glands_per_cm2,
    });
    let grid = &setup.grid;
    density.map(|density| place(density, grid.width_mm, grid.height_mm, kind, setup.seed)).unwrap_or_default()
}

fn boundaries(columns: &[Column]) -> Vec<Boundary> {
    if columns.is_empty() {
        return Vec::new();
    }
    Layer::ALL[..crate::skin::layer::BOUNDARIES]
        .iter()
        .map(|layer| {
            let mut depths: Vec<f64> =
                columns.iter().map(|column| column.bottoms_mm[*layer as usize]).collect();
            let mean_mm = depths.iter().sum::<f64>() / depths.len() as f64;
            depths.sort_by(f64::total_cmp);
            let quantile =
                |share| crate::foundation::statistics::quantile_sorted(&depths, share).unwrap_or(mean_mm);
            Boundary { layer: *layer, mean_mm, p05_mm: quantile(0.05), p95_mm: quantile(0.95) }
        })
        .collect()
}
