//! Cross-section along a line of a run's own skin and tracts, in realisation 0.
//!
//! Layers are those under the line, place by place. A tract is drawn as it looks from the front, in the skin at rest: as wide as the
//! needle that made it and the slit that it left. Its colour is that of the layer in which its own tip lies.

use super::Cut;
use super::marks::{self, AIR, GUTTER, scale_room};
use super::tissue::{self, Line};
use crate::outcome::{Column, Layer as SkinLayer, Measure, Outcome, Slice, Tract, hair_mm};
use crate::render::fonts::{self, Weight};
use crate::render::layers::depth_words;
use crate::render::layout;
use crate::render::leaders::{self, Label};
use crate::render::numbers::{self, THIN};
use crate::render::picture_set::tips::failed_of_first;
use crate::render::svg::{Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Deepest, Theme, Tissue};
use crate::render::words::{self, Language};
use crate::render::{Picture, RenderError};

/// Largest height of the drawn skin, units.
const HIGHEST: f64 = 560.0;
/// Points along the side of a tract.
const POINTS: usize = 24;
/// Mean thickness below which a layer counts as absent, mm.
const ABSENT_MM: f64 = 1e-6;

/// Draws the slice of a run under this name.
///
/// # Errors
/// [`RenderError::Data`] if the run has no slice; otherwise errors of the fonts.
pub fn draw(outcome: &Outcome, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let slice = &outcome.slice;
    if slice.columns.len() < 2 || slice.x_mm[1] <= slice.x_mm[0] {
        let why = "the run kept no slice of its first realisation".to_owned();
        return Err(RenderError::Data { name: name.to_owned(), why });
    }
    let words = Words::of(outcome, theme.language);
    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &words.title, &theme.language.setting(&outcome.provenance), theme);
    let shown: Vec<Deepest> = Deepest::ALL
        .into_iter()
        .filter(|class| slice.inside().any(|t| class_of(t) == Some(*class)))
        .collect();
    let dimples = slice.inside().any(|tract| !tract.pierced);
    let left = theme.page.margin + scale_room(theme);
    // As far as the labels, whose first may stand as high as the legend.
    let right = fitted(outcome, left, top, theme).frame.right() + GUTTER + leaders::length(theme) - 12.0;
    let top = legend(&mut svg, top, [left, right], &shown, dimples, theme);

    let cut = fitted(outcome, left, top + 4.0, theme);
    let (frame, labels) = (cut.frame, labels(outcome, &cut, theme));
    let boundaries = boundaries(slice);
    svg.clipped(frame, |svg| {
        tissue::layers(svg, &cut, &boundaries, theme);
        vessels(svg, &cut, slice, theme);
        tracts(svg, &cut, slice, theme);
    });
    svg.begin("surface");
    // Just above the skin, because a stratum corneum is hardly thicker than this line.
    let y = cut.y(0.0) - 0.5;
    svg.line((frame.x, y), (frame.right(), y), &Paint::stroke(theme.text, 1.0));
    svg.end();
    tips(&mut svg, &cut, slice, theme);
    marks::set_depth(&mut svg, &cut, outcome.set_depth_mm, theme);
    marks::depth_scale(&mut svg, &cut, theme);
    // Clear of the marks of strikes on the surface.
    marks::scales(&mut svg, &cut, frame.y + 0.5 * AIR - 5.0, hair_mm(), theme);
    let reached = reached(outcome);
    if let Some(reached) = reached {
        marks::bracket(&mut svg, &cut, reached, theme);
    }
    let quiet: Vec<f64> = labels.iter().filter(|label| !label.strong).map(|label| label.y).collect();
    let taken = reached.map(|[low, _, high]| [cut.y(low), cut.y(high)]);
    marks::lead_in(&mut svg, &cut, &quiet, taken, theme);
    let beside = Rect { width: frame.width + GUTTER, ..frame };
    let end = leaders::draw(&mut svg, beside, &labels, leaders::width(&labels, theme), theme);
    let height = layout::footer(
        &mut svg,
        end.max(frame.bottom()),
        &words.sentence,
        &theme.language.foot(&outcome.provenance.foot()),
        theme,
    );
    Ok(Picture {
        name: name.to_owned(),
        svg: svg.document(height, &words.title, &words.alt, theme),
        caption: words.sentence,
        alt: words.alt,
    })
}

/// The layers and tracts of a slice, for a frame that cuts them off; [`tips`] are drawn whole.
pub(in crate::render) fn skin_and_tracts(svg: &mut Svg, cut: &Cut, slice: &Slice, theme: &Theme) {
    tissue::layers(svg, cut, &boundaries(slice), theme);
    tracts(svg, cut, slice, theme);
}

/// Class of a tract by the layer of its own tip; `None` for a strike that did not pierce.
pub(in crate::render) fn class_of(tract: &Tract) -> Option<Deepest> {
    tract.pierced.then(|| Tissue::of(tract.column.layer_at(tract.tip_depth_mm)).class())
}

/// Frame, as wide as the labels allow.
fn fitted(outcome: &Outcome, left: f64, top: f64, theme: &Theme) -> Cut {
    let slice = &outcome.slice;
    let depth_mm = deepest_mm(slice);
    let width_mm = slice.x_mm[1] - slice.x_mm[0];
    let of = |per_mm: f64| {
        let frame = Rect::new(left, top, (width_mm * per_mm).floor(), (AIR + depth_mm * per_mm).floor());
        Cut { frame, left_mm: slice.x_mm[0], top_mm: -AIR / per_mm, per_mm }
    };
    // The width of labels does not depend on the scale.
    let labels_width = leaders::width(&labels(outcome, &of(100.0), theme), theme);
    let room = theme.page.width - theme.page.margin - left - GUTTER - leaders::length(theme) - labels_width;
    of((room / width_mm).min(theme.high(HIGHEST) / depth_mm))
}

/// Depth range of the picture: that intended for the slice, and every tip.
fn deepest_mm(slice: &Slice) -> f64 {
    let tips = slice.tracts.iter().map(|tract| 1.05 * tract.tip_depth_mm);
    tips.fold(slice.depth_mm, f64::max).max(0.1)
}

/// Surface, and lower boundary of every layer.
fn boundaries(slice: &Slice) -> Vec<Line> {
    let xs = places(slice);
    let surface: Line = xs.iter().map(|x| (*x, 0.0)).collect();
    let below = (0..SkinLayer::ALL.len() - 1).map(|layer| {
        xs.iter().zip(&slice.columns).map(|(x, column)| (*x, column.bottoms_mm[layer])).collect::<Line>()
    });
    std::iter::once(surface).chain(below).collect()
}

/// Places at which the layers are known, mm in x.
fn places(slice: &Slice) -> Vec<f64> {
    let steps = (slice.columns.len() - 1) as f64;
    let width = slice.x_mm[1] - slice.x_mm[0];
    (0..slice.columns.len()).map(|at| slice.x_mm[0] + width * at as f64 / steps).collect()
}

/// Draws both plexus, faintly; nothing without a dermis.
fn vessels(svg: &mut Svg, cut: &Cut, slice: &Slice, theme: &Theme) {
    if mean(slice, dermis_of) < ABSENT_MM {
        return;
    }
    let xs = places(slice);
    let upper: Line = xs.iter().copied().zip(slice.upper_plexus_mm.iter().copied()).collect();
    let deep: Line = xs.iter().zip(&slice.columns).map(|(x, column)| (*x, column.skin_mm())).collect();
    tissue::plexus(svg, cut, "upper-plexus", &upper, 1.0, 0.45, theme);
    tissue::plexus(svg, cut, "deep-plexus", &deep, 1.5, 0.45, theme);
}

fn dermis_of(column: &Column) -> f64 {
    column.skin_mm() - column.epidermis_mm()
}

/// Mean of a quantity over the slice's columns.
fn mean(slice: &Slice, of: impl Fn(&Column) -> f64) -> f64 {
    slice.columns.iter().map(of).sum::<f64>() / slice.columns.len().max(1) as f64
}

/// Every tract that pierced, deeper ones behind.
fn tracts(svg: &mut Svg, cut: &Cut, slice: &Slice, theme: &Theme) {
    svg.begin("tracts");
    let mut list: Vec<&Tract> = slice.tracts.iter().collect();
    list.sort_by(|a, b| b.tip_depth_mm.total_cmp(&a.tip_depth_mm));
    for tract in list {
        let Some(class) = class_of(tract) else { continue };
        let colour = theme.deepest(class);
        let tip = tract.tip_depth_mm;
        let half = |depth: f64| tract.section(depth).half_width_mm();
        // Points are closer together towards the tip, where slits narrow quickly.
        let depths: Vec<f64> =
            (0..=POINTS).map(|at| tip * (1.0 - (1.0 - at as f64 / POINTS as f64).powi(2))).collect();
        let side = |sign: f64| move |depth: &f64| cut.at(tract.x_mm + sign * half(*depth), *depth);
        let mut outline: Vec<(f64, f64)> = depths.iter().map(side(-1.0)).collect();
        outline.extend(depths.iter().rev().map(side(1.0)));
        svg.path(
            &outline,
            true,
            &Paint::fill(colour).opacity(0.5).outlined(colour.mixed(theme.skin.ink, 0.35), 1.0),
        );
    }
    svg.end();
}

/// A dot at every tip in the frame, for a needle's end is too fine to be seen in a crowd, and a mark at every strike that did not pierce.
/// They are signs, which no edge of the frame cuts off.
pub(in crate::render) fn tips(svg: &mut Svg, cut: &Cut, slice: &Slice, theme: &Theme) {
    // The frame is floored to whole units.
    let (left, right) = (cut.frame.x - 1.0, cut.frame.right() + 1.0);
    svg.begin("tips");
    for tract in slice.inside() {
        let (x, y) = cut.at(tract.x_mm, tract.tip_depth_mm);
        if !(left..=right).contains(&x) || y > cut.frame.bottom() {
            continue;
        }
        match class_of(tract) {
            None => dimple(svg, cut, tract, theme),
            Some(class) => {
                let dot = Paint::fill(theme.deepest(class)).outlined(Theme::LIGHT.ground, 1.25);
                svg.circle((x, y), 3.75, &dot);
            }
        }
    }
    svg.end();
}

/// Draws a strike that only dimpled the skin as a small arrowhead above it.
fn dimple(svg: &mut Svg, cut: &Cut, tract: &Tract, theme: &Theme) {
    let (x, y) = cut.at(tract.x_mm, 0.0);
    svg.path(&[(x - 4.0, y - 9.0), (x + 4.0, y - 9.0), (x, y - 2.0)], true, &Paint::fill(theme.quiet));
}

/// What the colours mean, in as many rows as fit between left and right. Gives the lower edge.
fn legend(
    svg: &mut Svg,
    top: f64,
    [left, right]: [f64; 2],
    shown: &[Deepest],
    dimples: bool,
    theme: &Theme,
) -> f64 {
    let size = theme.size.label;
    if shown.is_empty() && !dimples {
        return top;
    }
    svg.begin("legend");
    let (mut x, mut y) = (left, top + 0.7 * size);
    let style = TextStyle::new(size, theme.text);
    for class in shown.iter().map(Some).chain(dimples.then_some(None)) {
        let words = class.map_or(theme.language.did_not_pierce(), |class| theme.language.class(*class));
        let width = 20.0 + fonts::width(words, size, Weight::Regular);
        if x > left && x + width > right {
            (x, y) = (left, y + 1.4 * size);
        }
        match class {
            Some(class) => {
                svg.rect(Rect::new(x, y - 6.0, 12.0, 12.0), 2.0, &Paint::fill(theme.deepest(*class)));
            }
            None => svg.path(
                &[(x + 2.0, y - 4.0), (x + 10.0, y - 4.0), (x + 6.0, y + 3.0)],
                true,
                &Paint::fill(theme.quiet),
            ),
        }
        svg.text((x + 20.0, layout::middle(y, size)), words, &style);
        x += width + 28.0;
    }
    svg.end();
    y + 0.9 * size
}

/// Depths that 5, 50 and 95 % of the tips of this treatment do not exceed; `None` if none pierced.
fn reached(outcome: &Outcome) -> Option<[f64; 3]> {
    let row = outcome.first_row?;
    let depths =
        [Measure::DepthP05, Measure::DepthP50, Measure::DepthP95].map(|measure| row[measure as usize]);
    depths.iter().all(|depth| depth.is_finite() && *depth > 0.0).then_some(depths)
}

/// All labels at the right: layers with their mean thickness here, vessels, set depth and depth reached.
fn labels(outcome: &Outcome, cut: &Cut, theme: &Theme) -> Vec<Label> {
    let language = theme.language;
    let slice = &outcome.slice;
    let Some(last) = slice.columns.last() else { return Vec::new() };
    let label = |y: f64, name: String, detail: String, strong: bool| Label { y, name, detail, strong };
    let mut list = Vec::new();
    let mut taken = Vec::new();
    if let Some([low, median, high]) = reached(outcome) {
        let detail = language.tips_in_skin(depth_words(median, 2));
        list.push(label(cut.y(median), language.tips(range(low, high)), detail, true));
        taken.extend([low, median, high]);
    }
    let set_mm = outcome.set_depth_mm;
    list.push(label(cut.y(set_mm), language.set_to(depth_words(set_mm, 3)), String::new(), true));
    taken.push(set_mm);
    if mean(slice, dermis_of) > ABSENT_MM {
        let upper = slice.upper_plexus_mm.last().copied().unwrap_or(0.0);
        for (depth, name) in [(upper, language.upper_plexus()), (last.skin_mm(), language.deep_plexus())] {
            list.push(label(cut.y(depth), name.to_owned(), String::new(), false));
            taken.push(depth);
        }
    }
    let taken: Vec<f64> = taken.into_iter().map(|depth| cut.y(depth)).collect();
    let mut upper = 0.0;
    for (index, layer) in SkinLayer::ALL.into_iter().enumerate() {
        let lower = last.bottoms_mm.get(index).copied().unwrap_or(f64::INFINITY);
        let thickness = mean(slice, |column| thickness_of(column, index));
        if thickness > ABSENT_MM && upper < cut.bottom_mm() {
            let detail =
                if thickness.is_finite() { language.thick(depth_words(thickness, 2)) } else { String::new() };
            let y = marks::target(cut.y(upper), cut.y(lower.min(cut.bottom_mm())), &taken);
            list.push(label(y, language.layer_in(layer, theme.panel).to_owned(), detail, false));
        }
        upper = lower;
    }
    list.retain(|label| label.y <= cut.frame.bottom());
    list
}

/// Thickness of a layer of a column, mm; infinite for the muscle.
fn thickness_of(column: &Column, index: usize) -> f64 {
    let upper = if index == 0 { 0.0 } else { column.bottoms_mm[index - 1] };
    column.bottoms_mm.get(index).map_or(f64::INFINITY, |lower| lower - upper)
}

/// Two depths in words, in the unit of the larger: "0.85–1.24 mm".
fn range(low_mm: f64, high_mm: f64) -> String {
    let (factor, decimals, unit) = if high_mm < 0.0995 { (1e3, 0, "µm") } else { (1.0, 2, "mm") };
    let [low, high] = [low_mm, high_mm].map(|mm| numbers::fixed(factor * mm, decimals));
    if low == high { format!("{high}{THIN}{unit}") } else { format!("{low}–{high}{THIN}{unit}") }
}

/// Texts of the picture.
struct Words {
    title: String,
    sentence: String,
    alt: String,
}

impl Words {
    fn of(outcome: &Outcome, language: Language) -> Words {
        let slice = &outcome.slice;
        let set = format!("{}{THIN}mm", numbers::short(outcome.set_depth_mm, 3));
        let title = match reached(outcome) {
            None => language.cross_title_none(set),
            Some([low, _, high]) => match failed_of_first(outcome, language) {
                Some(failed) => language.cross_title_some(set, failed, range(low, high)),
                None => language.cross_title(set, range(low, high), where_they_end(outcome, language)),
            },
        };
        let (all, pierced) = (slice.inside().count(), slice.inside().filter(|tract| tract.pierced).count());
        let punctures = match pierced {
            1 => language.one_puncture().to_owned(),
            count => language.several_punctures(count),
        };
        let failed = match all - pierced {
            1 => language.one_failed().to_owned(),
            failed => language.several_failed(failed),
        };
        let held = match (pierced, all - pierced) {
            (0, 0) => language.slice_empty().to_owned(),
            (0, _) => language.slice_of_failed(failed),
            (_, 0) => language.slice_of_punctures(punctures, how_wide(slice, language)),
            _ => {
                let both = language.punctures_and_failed(punctures, failed);
                language.slice_of_punctures(both, how_wide(slice, language))
            }
        };
        let fixed = |mm: f64| numbers::fixed(mm, 2);
        let [from, to] = slice.x_mm.map(fixed);
        let thickness = numbers::short(slice.thickness_mm, 2);
        let mut sentence = language.cross_sentence(from, to, fixed(slice.y_mm), thickness, held);
        if slice.one_in > 1 {
            sentence.push_str(&language.one_strike_in(slice.one_in));
        }
        let layers = SkinLayer::ALL.into_iter().enumerate().filter_map(|(index, layer)| {
            let thickness = mean(slice, |column| thickness_of(column, index));
            (thickness > ABSENT_MM && thickness.is_finite())
                .then(|| format!("{} {}", language.layer(layer), depth_words(thickness, 2)))
        });
        let layers = layers.collect::<Vec<_>>().join(", ");
        let bracket = reached(outcome).map_or("", |_| language.and_a_bracket());
        let width = fixed(slice.x_mm[1] - slice.x_mm[0]);
        let alt = words::alternative([
            language.cross_alt(width, layers, &title),
            language.cross_alt_marks(bracket),
        ]);
        Words { title, sentence, alt }
    }
}

/// Wider than the needle by this factor, a tract is seen to be its slit too.
const SLIT_SEEN: f64 = 1.05;

/// How wide the tracts are drawn, in words.
fn how_wide(slice: &Slice, language: Language) -> &'static str {
    let has_slit = |tract: &Tract| {
        tract.pierced && tract.section(0.0).half_width_mm() > SLIT_SEEN * 0.5 * tract.profile.width_mm(0.0)
    };
    if slice.inside().any(has_slit) { language.wide_as_slit() } else { language.wide_as_needle() }
}

/// In which layer the tips of this treatment end, in words.
fn where_they_end(outcome: &Outcome, language: Language) -> String {
    let Some(row) = outcome.first_row else { return language.in_no_layer().to_owned() };
    let [dermis, below] = [Measure::ReachDermis, Measure::ReachFat].map(|measure| row[measure as usize]);
    if !(dermis.is_finite() && below.is_finite()) {
        language.in_no_layer().to_owned()
    } else if below >= ALL {
        language.all_below_dermis().to_owned()
    } else if dermis <= 1.0 - ALL {
        language.all_in_epidermis().to_owned()
    } else if below > 1.0 - ALL {
        language.part_below_dermis(language.percent(below))
    } else if dermis < ALL {
        language.part_in_dermis(language.percent(dermis))
    } else {
        language.all_in_dermis().to_owned()
    }
}

/// Smallest share that is called all.
const ALL: f64 = 0.9995;
