//! Face: a schematic front view in regions, each with the skin of its site (`data/face.toml`).
//!
//! Coordinates in mm from the lower left corner, x to the right, y up. The drawing shows no real person.
//! Borders between regions are a convention; thickness passes smoothly between them ([`Blend`]).

use super::site::{Site, site};
use serde::Deserialize;
use std::sync::LazyLock;

/// Point of the face map, mm: x from the left edge, y from the lower edge.
pub type Point = [f64; 2];

/// Simple polygon with its bounding rectangle.
#[derive(Debug, Clone, PartialEq)]
pub struct Polygon {
    /// Corners in order; the last one joins the first.
    pub points: Vec<Point>,
    low: Point,
    high: Point,
}

impl Polygon {
    fn new(points: Vec<Point>) -> Polygon {
        let bound = |pick: fn(f64, f64) -> f64, from: f64| {
            points.iter().fold([from; 2], |most, at| [pick(most[0], at[0]), pick(most[1], at[1])])
        };
        let (low, high) = (bound(f64::min, f64::INFINITY), bound(f64::max, f64::NEG_INFINITY));
        Polygon { points, low, high }
    }

    /// Whether a point lies inside the polygon.
    pub fn holds(&self, at: Point) -> bool {
        (0..2).all(|axis| (self.low[axis]..=self.high[axis]).contains(&at[axis])) && inside(&self.points, at)
    }
}

/// Region of the face; it covers both sides where the face has two.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Name in files, for example `crows_feet`.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Site whose layer thicknesses the region has.
    pub site: &'static Site,
    /// Outline of the region: one polygon, or two mirror images.
    pub polygons: Vec<Polygon>,
    /// Place of the region's label on the map.
    pub label_at: Point,
}

/// Part of the face that is not treated, or has no skin.
#[derive(Debug, Clone, PartialEq)]
pub struct Mask {
    /// Name in files, for example `orbital_rim`.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Reason why this part is not treated, for readers.
    pub reason: String,
    /// True if it lies over regions: it is skin, and a scenario may treat it. Otherwise there is no skin.
    pub overlay: bool,
    /// Outline of the mask: one polygon, or two mirror images.
    pub polygons: Vec<Polygon>,
}

/// Line for drawing only: brow, lid, hairline.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Name in the drawing table; the two halves of a mirrored line share it.
    pub name: String,
    /// Points along the line, in order.
    pub points: Vec<Point>,
    /// True if the last point joins the first.
    pub closed: bool,
    /// How it is drawn.
    pub tone: Tone,
}

/// How a line of the face is drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// As a stroke.
    #[default]
    Line,
    /// Filled in the colour of hair.
    Tint,
    /// Filled like skin that is not mapped.
    Skin,
    /// Filled dark.
    Solid,
}

/// Schematic face: outline, regions, masks and drawn lines, as read from `data/face.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// Width of the map, mm.
    pub width_mm: f64,
    /// Height of the map, mm.
    pub height_mm: f64,
    /// Border of the mapped skin.
    pub outline: Vec<Point>,
    /// Regions of mapped skin; no two overlap.
    pub regions: Vec<Region>,
    /// Masks: parts outside the mapped skin, and overlays that a scenario may avoid.
    pub masks: Vec<Mask>,
    /// Lines for drawing only.
    pub lines: Vec<Line>,
}

static FACE: LazyLock<Face> = LazyLock::new(|| {
    Face::parse(include_str!("../../data/face.toml"))
        .unwrap_or_else(|why| panic!("embedded table face.toml: {why}"))
});

/// Returns the program's face.
pub fn face() -> &'static Face {
    &FACE
}

/// Whether a point lies inside a polygon (even-odd rule).
pub fn inside(polygon: &[Point], [x, y]: Point) -> bool {
    let mut within = false;
    let mut last = polygon.len().wrapping_sub(1);
    for (index, [px, py]) in polygon.iter().enumerate() {
        let Some([qx, qy]) = polygon.get(last) else { return false };
        if (*py > y) != (*qy > y) && x < (qx - px) * (y - py) / (qy - py) + px {
            within = !within;
        }
        last = index;
    }
    within
}

/// Places at which a horizontal line crosses a polygon, as [`inside`] counts them, in the order of the corners.
fn crossings(polygon: &[Point], y: f64, places: &mut Vec<f64>) {
    let mut last = polygon.len().wrapping_sub(1);
    for (index, [px, py]) in polygon.iter().enumerate() {
        let Some([qx, qy]) = polygon.get(last) else { return };
        if (*py > y) != (*qy > y) {
            places.push((qx - px) * (y - py) / (qy - py) + px);
        }
        last = index;
    }
}

/// Area of a simple polygon, mm²; positive when counter-clockwise.
pub fn area_mm2(polygon: &[Point]) -> f64 {
    let next = polygon.iter().cycle().skip(1);
    polygon.iter().zip(next).map(|(a, b)| 0.5 * (a[0] * b[1] - b[0] * a[1])).sum()
}

impl Face {
    /// Returns the region at a point; `None` outside the face and where there is no skin.
    pub fn region_at(&self, at: Point) -> Option<usize> {
        self.regions.iter().position(|region| region.polygons.iter().any(|polygon| polygon.holds(at)))
    }

    /// Places at which a horizontal line crosses the edge of any region or mask, in no order.
    pub fn crossings(&self, y: f64) -> Vec<f64> {
        let mut places = Vec::new();
        let regions = self.regions.iter().flat_map(|region| &region.polygons);
        for polygon in regions.chain(self.masks.iter().flat_map(|mask| &mask.polygons)) {
            crossings(&polygon.points, y, &mut places);
        }
        places
    }

    /// Returns the mask of this name.
    pub fn mask(&self, name: &str) -> Option<&Mask> {
        self.masks.iter().find(|mask| mask.name == name)
    }

    /// Names that a scenario can avoid: masks over skin, and regions.
    pub fn avoidable(&self) -> Vec<&str> {
        let masks = self.masks.iter().filter(|mask| mask.overlay).map(|mask| mask.name.as_str());
        masks.chain(self.regions.iter().map(|region| region.name.as_str())).collect()
    }

    /// Whether a treatment that avoids these names and lesions (x, y, radius in mm) treats a point.
    pub fn treats(&self, at: Point, avoid: &[String], lesions: &[[f64; 3]]) -> bool {
        let Some(region) = self.region_at(at) else { return false };
        let masked = avoid.iter().any(|name| {
            self.regions[region].name == *name
                || self.mask(name).is_some_and(|mask| mask.polygons.iter().any(|polygon| polygon.holds(at)))
        });
        let sore = lesions.iter().any(|[x, y, radius]| libm::hypot(at[0] - x, at[1] - y) <= *radius);
        !masked && !sore
    }

    fn parse(text: &str) -> Result<Face, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let midline = file.map.midline_mm;
        let both = |polygon: Vec<Point>, mirror: bool| {
            let image: Vec<Point> = polygon.iter().rev().map(|[x, y]| [2.0 * midline - x, *y]).collect();
            if mirror { vec![polygon, image] } else { vec![polygon] }
        };
        let regions = file
            .region
            .into_iter()
            .map(|region| {
                let site = site(&region.site)
                    .ok_or(format!("region {} has no site {}", region.name, region.site))?;
                let polygons = both(region.polygon, region.mirror).into_iter().map(Polygon::new).collect();
                Ok(Region {
                    name: region.name,
                    label: region.label,
                    site,
                    polygons,
                    label_at: region.label_at,
                })
            })
            .collect::<Result<_, String>>()?;
        let masks = file
            .mask
            .into_iter()
            .map(|mask| Mask {
                polygons: both(mask.polygon, mask.mirror).into_iter().map(Polygon::new).collect(),
                name: mask.name,
                label: mask.label,
                reason: mask.reason,
                overlay: mask.overlay,
            })
            .collect();
        let lines = file
            .drawing
            .into_iter()
            .flat_map(|line| {
                let (name, closed, tone) = (line.name, line.closed, line.tone);
                both(line.points, line.mirror).into_iter().map(move |points| Line {
                    name: name.clone(),
                    points,
                    closed,
                    tone,
                })
            })
            .collect();
        Ok(Face {
            width_mm: file.map.width_mm,
            height_mm: file.map.height_mm,
            outline: file.outline.polygon,
            regions,
            masks,
            lines,
        })
    }
}

#[derive(Deserialize)]
struct File {
    map: FileMap,
    outline: FileOutline,
    region: Vec<FileRegion>,
    mask: Vec<FileMask>,
    #[serde(default)]
    drawing: Vec<FileDrawing>,
}

#[derive(Deserialize)]
struct FileMap {
    width_mm: f64,
    height_mm: f64,
    midline_mm: f64,
}

#[derive(Deserialize)]
struct FileOutline {
    polygon: Vec<Point>,
}

#[derive(Deserialize)]
struct FileRegion {
    name: String,
    label: String,
    site: String,
    #[serde(default)]
    mirror: bool,
    label_at: Point,
    polygon: Vec<Point>,
}

#[derive(Deserialize)]
struct FileMask {
    name: String,
    label: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    overlay: bool,
    #[serde(default)]
    mirror: bool,
    polygon: Vec<Point>,
}

#[derive(Deserialize)]
struct FileDrawing {
    name: String,
    #[serde(default)]
    mirror: bool,
    #[serde(default)]
    closed: bool,
    #[serde(default)]
    tone: Tone,
    #[serde(alias = "polygon")]
    points: Vec<Point>,
}

/// Weights of the regions at nodes over the face: the regions' indicators, smoothed.
#[derive(Debug, Clone, PartialEq)]
pub struct Blend {
    /// Number of nodes in x.
    pub columns: usize,
    /// Number of nodes in y.
    pub rows: usize,
    /// Distance between neighbouring nodes, mm; node 0 lies at the lower left corner.
    pub spacing_mm: f64,
    /// Regions and their weights at every node; weights sum to one.
    pub weights: Vec<Vec<(usize, f64)>>,
    /// Whether each node lies on skin.
    pub on_skin: Vec<bool>,
}

/// Distance of the nodes, mm. The regions are smoothed over `blend_mm` (standard deviation of a Gaussian).
const NODE_MM: f64 = 2.0;

impl Blend {
    /// Smooths the regions' indicators with a Gaussian of standard deviation `blend_mm`.
    pub fn new(face: &Face, blend_mm: f64) -> Blend {
        let columns = (face.width_mm / NODE_MM).ceil() as usize + 1;
        let rows = (face.height_mm / NODE_MM).ceil() as usize + 1;
        let place = |node: usize| [(node % columns) as f64 * NODE_MM, (node / columns) as f64 * NODE_MM];
        let regions: Vec<Option<usize>> =
            (0..columns * rows).map(|node| face.region_at(place(node))).collect();
        let kernel = kernel(blend_mm / NODE_MM);
        let smoothed: Vec<Vec<f64>> = (0..face.regions.len())
            .map(|region| {
                let indicator: Vec<f64> = regions.iter().map(|at| f64::from(*at == Some(region))).collect();
                smooth(&indicator, columns, rows, &kernel)
            })
            .collect();
        let weights = (0..columns * rows)
            .map(|node| {
                let total: f64 = smoothed.iter().map(|region| region[node]).sum();
                if total < 1e-9 {
                    // Nothing far from the skin is treated, so any region will do.
                    return vec![(0, 1.0)];
                }
                let parts: Vec<(usize, f64)> =
                    smoothed.iter().enumerate().map(|(region, at)| (region, at[node] / total)).collect();
                let kept: f64 = parts.iter().map(|(_, weight)| weight).filter(|weight| **weight > 1e-3).sum();
                parts.into_iter().filter(|(_, w)| *w > 1e-3).map(|(region, w)| (region, w / kept)).collect()
            })
            .collect();
        let on_skin = regions.iter().map(Option::is_some).collect();
        Blend { columns, rows, spacing_mm: NODE_MM, weights, on_skin }
    }
}

fn kernel(sd_nodes: f64) -> Vec<f64> {
    let half = (3.0 * sd_nodes).ceil() as i64;
    (-half..=half).map(|step| libm::exp(-0.5 * (step as f64 / sd_nodes).powi(2))).collect()
}

/// Smooths along rows, then along columns; values outside the lattice count as zero.
fn smooth(values: &[f64], columns: usize, rows: usize, kernel: &[f64]) -> Vec<f64> {
    let half = kernel.len() / 2;
    let pass = |values: &[f64], count: usize, step: usize, lines: usize, line_step: usize| {
        let mut out = vec![0.0; values.len()];
        for line in 0..lines {
            for at in 0..count {
                let first = half.saturating_sub(at);
                let last = kernel.len().min(count + half - at);
                out[line * line_step + at * step] = (first..last)
                    .map(|tap| kernel[tap] * values[line * line_step + (at + tap - half) * step])
                    .sum();
            }
        }
        out
    };
    let along = pass(values, columns, 1, rows, columns);
    pass(&along, rows, columns, columns, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_regions_tile_the_outline() {
        let face = face();
        let regions: f64 =
            face.regions.iter().flat_map(|region| &region.polygons).map(|p| area_mm2(&p.points)).sum();
        let holes: f64 = face
            .masks
            .iter()
            .filter(|mask| !mask.overlay)
            .flat_map(|mask| &mask.polygons)
            .map(|p| area_mm2(&p.points))
            .sum();
        let whole = area_mm2(&face.outline);
        assert!(((regions + holes) / whole - 1.0).abs() < 1e-3, "{regions} + {holes} of {whole}");
        // Half-millimetre raster: no point lies in two regions, none in no region.
        for row in 0..540 {
            for column in 0..340 {
                let at = [0.5 * f64::from(column) + 0.2501, 0.5 * f64::from(row) + 0.2502];
                let holds =
                    |polygons: &Vec<Polygon>| polygons.iter().any(|polygon| inside(&polygon.points, at));
                let regions = face.regions.iter().filter(|region| holds(&region.polygons)).count();
                let holes = face.masks.iter().filter(|mask| !mask.overlay && holds(&mask.polygons)).count();
                let expected = usize::from(inside(&face.outline, at));
                assert_eq!(regions + holes, expected, "{at:?}");
            }
        }
    }

    #[test]
    fn identity_the_face_is_its_own_mirror_image() {
        let face = face();
        for row in 0..270 {
            for column in 0..85 {
                let (x, y) = (f64::from(column) + 0.513, f64::from(row) + 0.487);
                assert_eq!(face.region_at([x, y]), face.region_at([face.width_mm - x, y]), "{x} {y}");
            }
        }
    }

    #[test]
    fn limit_all_sites_of_face_and_neck_are_on_it() {
        let mut names: Vec<&str> = face().regions.iter().map(|region| region.site.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 17);
        for region in &face().regions {
            assert!(region.polygons.iter().any(|polygon| polygon.holds(region.label_at)), "{}", region.name);
        }
    }

    #[test]
    fn identity_weights_sum_to_one_and_pass_smoothly() {
        let blend = Blend::new(face(), 3.0);
        for parts in &blend.weights {
            let sum: f64 = parts.iter().map(|(_, weight)| weight).sum();
            assert!((sum - 1.0).abs() < 1e-12);
        }
        // Between neighbouring nodes on skin no weight changes by more than a third.
        for node in 0..blend.weights.len() - 1 {
            if (node + 1) % blend.columns == 0 || !blend.on_skin[node] || !blend.on_skin[node + 1] {
                continue;
            }
            for (region, weight) in &blend.weights[node] {
                let next = blend.weights[node + 1]
                    .iter()
                    .find(|(other, _)| other == region)
                    .map_or(0.0, |(_, w)| *w);
                assert!((weight - next).abs() < 0.34, "{weight} {next}");
            }
        }
    }

    #[test]
    fn limit_masks_and_lesions_are_not_treated() {
        let face = face();
        let cheek = face.regions.iter().find(|region| region.name == "cheek").unwrap().label_at;
        assert!(face.treats(cheek, &[], &[]));
        assert!(!face.treats(cheek, &["cheek".into()], &[]));
        assert!(!face.treats(cheek, &[], &[[cheek[0] + 2.0, cheek[1], 3.0]]));
        assert!(!face.treats([1.0, 1.0], &[], &[]));
        let lid = face.regions.iter().find(|region| region.name == "upper_eyelid").unwrap().label_at;
        assert!(face.treats(lid, &[], &[]) && !face.treats(lid, &["orbital_rim".into()], &[]));
    }
}
