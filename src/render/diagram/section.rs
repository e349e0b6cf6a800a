//! One needle in the layers of a site: a labelled drawing, to scale except where it says schematic.

use super::anatomy;
use super::dimple::on_plate;
use super::needle;
use super::scene::Scene;
use super::words::{self, begun, fixed, range};
use crate::outcome::{Layer as SkinLayer, SectionDiagram, hair_mm};
use crate::render::fonts;
use crate::render::layers::depth_words;
use crate::render::layout;
use crate::render::leaders::{self, LEADER, Label};
use crate::render::numbers::{self, THIN};
use crate::render::section::Cut;
use crate::render::section::marks::{self, GUTTER, SCALE_ROOM};
use crate::render::section::tissue;
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::Theme;
use crate::render::words::Language;
use crate::render::{Picture, RenderError};

/// Height drawn below the level of the skin at rest, units.
const HEIGHT: f64 = 560.0;
/// Air above it, with room for the needle, hair and scale bar.
const AIR: f64 = 118.0;
/// Thickness of a plate in the drawing; its name has room below hair and scale bar.
const PLATE: f64 = 66.0;
/// Positions of needle, sweat gland and follicle, as shares of the frame's width.
const NEEDLE: f64 = 0.44;
const GLAND: f64 = 0.64;
const FOLLICLE: f64 = 0.88;

/// A label, and the x on the page of its target inside the frame; `None` if the target reaches the frame's
/// edge.
struct Named {
    label: Label,
    x: Option<f64>,
}

/// Draws the figure.
///
/// # Errors
/// Errors of the fonts.
pub fn draw(diagram: &SectionDiagram, theme: &Theme) -> Result<Picture, RenderError> {
    fonts::register()?;
    let mut svg = Svg::new();
    let title = title(diagram, theme.language);
    let top = layout::header(&mut svg, &title, &subtitle(diagram, theme.language), theme);
    let cut = frame(diagram, top, theme);
    let needle_mm = cut.left_mm + NEEDLE * (cut.right_mm() - cut.left_mm);
    let scene = Scene { diagram, cut, needle_mm, theme };
    let at = |share: f64| cut.left_mm + share * (cut.right_mm() - cut.left_mm);
    let (mut coil, mut sheath) = (Vec::new(), Vec::new());
    svg.clipped(cut.frame, |svg| {
        layers(svg, &scene);
        anatomy::fat(svg, &scene);
        anatomy::collagen(svg, &scene);
        coil = anatomy::gland(svg, &scene, at(GLAND));
        if diagram.hairy {
            sheath = anatomy::follicle(svg, &scene, at(FOLLICLE), hair_mm());
        }
        anatomy::plexus(svg, &scene);
        anatomy::loops(svg, &scene);
        anatomy::needle(svg, &scene);
    });
    needle::name_base(
        &mut svg,
        diagram.base,
        &cut,
        diagram.base_mm(),
        28.0 + 0.5 * hair_mm() * cut.per_mm,
        theme,
    );
    level(&mut svg, &scene);
    marks::set_depth(&mut svg, &cut, diagram.set_mm, theme);
    marks::depth_scale(&mut svg, &cut, theme);
    marks::scales(&mut svg, &cut, cut.frame.y + 22.0, hair_mm(), theme);
    let bracket = bracket(&mut svg, &scene);
    dimple(&mut svg, &scene);

    let named = named(&scene, &coil, &sheath, &bracket);
    let line = Paint::stroke(theme.text.mixed(theme.skin.reticular_dermis, 0.35), 0.9);
    svg.begin("lead-in");
    for Named { label, x } in &named {
        let from = x.unwrap_or(cut.frame.right() + 2.0);
        svg.line((from, label.y), (cut.frame.right() + GUTTER + 4.0, label.y), &line);
    }
    svg.end();
    let labels: Vec<Label> = named.into_iter().map(|named| named.label).collect();
    let beside = Rect { width: cut.frame.width + GUTTER, ..cut.frame };
    let width = leaders::width(&labels, theme);
    let end = leaders::draw(&mut svg, beside, &labels, width, theme).max(cut.frame.bottom());
    let sentence = sentence(diagram, theme.language);
    let height = layout::footer(&mut svg, end, &sentence, &diagram.provenance.foot(), theme);
    let alt = alt(diagram, &title, &sentence, theme.language);
    Ok(Picture {
        name: "section".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: sentence,
        alt,
    })
}

/// Depth range of the drawing: skin, needle, and some fat; the muscle if it is near.
fn depth_mm(d: &SectionDiagram) -> f64 {
    let (skin, fat) = (d.column.skin_mm(), d.column.fat_mm());
    let near = if fat < 1.5 * skin { fat + 0.35 * skin } else { skin + (0.75 * skin).min(1.1) };
    near.max(1.12 * d.tip_mm()).max(1.12 * d.set_mm)
}

/// Frame with equal scales, as wide as the labels allow.
fn frame(d: &SectionDiagram, top: f64, theme: &Theme) -> Cut {
    const LABELS: f64 = 205.0;
    let per_mm = HEIGHT / depth_mm(d);
    let left = theme.page.margin + SCALE_ROOM;
    let width = (theme.page.width - theme.page.margin - left - GUTTER - LEADER - LABELS).floor();
    let air = needle::air(d.base, d.base_mm(), per_mm, [AIR, PLATE, 2.0 * AIR]) + d.rise_mm.max(0.0) * per_mm;
    let frame = Rect::new(left, top, width, (air + HEIGHT).round());
    Cut { frame, left_mm: 0.0, top_mm: -air / per_mm, per_mm }
}

/// Draws the layers, bent by the needle.
pub(super) fn layers(svg: &mut Svg, scene: &Scene<'_>) {
    let column = &scene.diagram.column;
    let xs = scene.places();
    let fat_mm = column.fat_mm() - column.skin_mm();
    let rest: [&dyn Fn(f64) -> f64; 6] = [
        &|_| 0.0,
        &|_| column.stratum_corneum_mm(),
        &|x| scene.junction_mm(x),
        &|_| column.bottoms_mm[SkinLayer::PapillaryDermis as usize],
        &|x| scene.fat_top_mm(x),
        &|x| scene.fat_top_mm(x) + fat_mm,
    ];
    let boundaries: Vec<tissue::Line> = rest
        .iter()
        .map(|rest| xs.iter().map(|x| (*x, rest(*x) + scene.sink_mm(*x, rest(*x)))).collect())
        .collect();
    tissue::layers(svg, &scene.cut, &boundaries, scene.theme);
}

/// Draws the level of the skin at rest, and the surface of the skin.
fn level(svg: &mut Svg, scene: &Scene<'_>) {
    let (cut, theme) = (&scene.cut, scene.theme);
    svg.begin("skin-at-rest");
    let y = cut.y(0.0);
    let line = Paint::stroke(theme.quiet, 1.0).dashed(2.0, 3.0);
    svg.line((cut.frame.x, y), (cut.frame.right(), y), &line);
    svg.end();
}

/// Draws the needle's depth in the skin, from the dimpled surface to the tip. Returns places on the bracket,
/// its middle first; empty if the needle did not pierce.
fn bracket(svg: &mut Svg, scene: &Scene<'_>) -> Vec<(f64, f64)> {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    if d.pierced == 0 {
        return Vec::new();
    }
    let x = cut.at(scene.needle_mm, 0.0).0 + 0.5 * d.needle.needle.shaft_diameter_mm * cut.per_mm + 12.0;
    let (from, to) = (cut.y(d.tip_mm() - d.depth_mm), cut.y(d.tip_mm()));
    svg.begin("reached-depth");
    let line = Paint::stroke(theme.skin.ink, 2.0);
    svg.line((x, from), (x, to), &line);
    for y in [from, to] {
        svg.line((x - 7.0, y), (x, y), &line);
    }
    svg.end();
    [0.5, 0.6, 0.4, 0.7, 0.3].map(|share| (x, from + share * (to - from))).to_vec()
}

/// Writes how far the skin gives way, beside the dimple.
fn dimple(svg: &mut Svg, scene: &Scene<'_>) {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let sunk = d.dimple_mm - d.rise_mm;
    if sunk.abs() < 0.02 {
        return;
    }
    svg.begin("dimple");
    let half = 0.5 * d.needle.needle.shaft_diameter_mm * cut.per_mm;
    let x = cut.at(scene.needle_mm, 0.0).0 - half - 7.0;
    let (from, to) = (cut.y(0.0), cut.y(sunk));
    let line = Paint::stroke(theme.text, 1.5);
    svg.line((x, from), (x, to), &line);
    for y in [from, to] {
        svg.line((x - 4.0, y), (x + 4.0, y), &line);
    }
    let size = theme.size.note;
    let language = theme.language;
    let gives = if sunk > 0.0 { language.skin_gives_way() } else { language.skin_bulges() };
    let words = [gives.to_owned(), language.numeral(&fixed(sunk.abs()))];
    // Above the skin, which may be higher than at rest.
    let bottom = from.min(cut.y(d.sink_mm(f64::MAX))) - 7.0;
    for (index, words) in words.iter().rev().enumerate() {
        let style = TextStyle::new(size, theme.text).anchored(Anchor::End);
        let at = (x - 8.0, bottom - 1.25 * size * index as f64);
        match d.base.is_at_the_skin() {
            true => {
                on_plate(svg, cut.frame, at, words, &style, theme);
            }
            false => svg.text(at, words, &style),
        }
    }
    svg.end();
}

/// All labels with their targets.
fn named(
    scene: &Scene<'_>,
    coil: &[(f64, f64)],
    sheath: &[(f64, f64)],
    bracket: &[(f64, f64)],
) -> Vec<Named> {
    let (d, cut, language) = (scene.diagram, &scene.cut, scene.theme.language);
    let edge = cut.right_mm();
    let mut list = Vec::new();
    let mut taken = Vec::new();
    // Takes the first of these places that is clear of existing targets.
    let mut push = |places: &[(f64, f64)], inside: bool, name: &str, detail: String, strong: bool| {
        let clear = places.iter().find(|(_, y)| marks::is_clear(*y, &taken)).or(places.first());
        let Some((x, y)) = clear.copied() else { return };
        if (cut.frame.y..=cut.frame.bottom()).contains(&y) {
            taken.push(y);
            let label = Label { y, name: name.to_owned(), detail, strong };
            list.push(Named { label, x: inside.then_some(x) });
        }
    };
    let at_edge = |z: f64| [(cut.frame.right(), scene.at(edge, z).1)];
    let height = |z: f64| scene.at(edge, z).1;
    let set = depth_words(d.set_mm, 3);
    let (name, detail) = if d.dialled {
        (language.set_to(set), language.below_the_rim())
    } else {
        (language.needle_length(set), language.below_the_skin_around())
    };
    let line_ends = [(cut.frame.right() + GUTTER, cut.y(d.set_mm))];
    push(&line_ends, true, &name, detail.to_owned(), true);
    push(
        &at_edge(d.upper_plexus_mm),
        false,
        language.upper_plexus(),
        language.deep(depth_words(d.upper_plexus_mm, 2)),
        false,
    );
    let [_, _, deep] = d.vessels_mm;
    push(&at_edge(scene.fat_top_mm(edge) - 1.2 * deep), false, language.deep_plexus(), String::new(), false);
    let (top, bottom) = (d.loop_tip_mm.max(d.column.epidermis_mm()), d.upper_plexus_mm);
    let on_loop = [0.5, 0.4, 0.6, 0.3, 0.7].map(|share| at_edge(top + share * (bottom - top))[0]);
    if bottom > top && bottom <= d.column.skin_mm() {
        push(&on_loop, false, language.capillary_loops(), String::new(), false);
    }
    let detail = match d.needles {
        1 => language.from_the_dimple().to_owned(),
        _ if d.pierced == 1 => language.the_one_of(d.needles),
        all if d.pierced == all => language.mean_of_needles(all, range(d.least_mm, d.most_mm)),
        all => language.mean_of_those(d.pierced, all),
    };
    push(bracket, true, &language.in_the_skin(fixed(d.depth_mm)), detail, true);
    push(coil, true, language.sweat_gland(), language.schematic().to_owned(), false);
    push(sheath, true, language.hair_follicle(), language.schematic().to_owned(), false);
    let mut upper = 0.0;
    for (index, layer) in SkinLayer::ALL.into_iter().enumerate() {
        let lower = d.column.bottoms_mm.get(index).copied().unwrap_or(f64::INFINITY);
        let (top, bottom) = (height(upper), height(lower.min(cut.bottom_mm())));
        if lower > upper && upper < cut.bottom_mm() {
            let y = marks::target(top, bottom, &taken);
            let (name, detail) = (language.layer(layer).to_owned(), thickness(d, layer, language));
            let label = Label { y, name, detail, strong: false };
            taken.push(y);
            list.push(Named { label, x: None });
        }
        upper = lower;
    }
    list
}

/// Mean thickness of a layer, with the spread between people if the table has one.
fn thickness(d: &SectionDiagram, layer: SkinLayer, language: Language) -> String {
    let c = &d.column;
    let [corneum, epidermis, dermis, fat] = d.between_people_mm;
    let spread = |mean: f64, sd: f64| {
        let (factor, unit, decimals) = match mean {
            thin if thin < 0.0995 => (1e3, "µm", 0),
            mean if mean < 1.0 => (1.0, "mm", 2),
            _ => (1.0, "mm", 1),
        };
        let [mean, sd] = [mean, sd].map(|mm| numbers::fixed(factor * mm, decimals));
        format!("{mean} ± {sd}{THIN}{unit}")
    };
    let own = |index: usize| depth_words(c.bottoms_mm[index] - c.bottoms_mm[index - 1], 2);
    match layer {
        SkinLayer::StratumCorneum => spread(c.stratum_corneum_mm(), corneum),
        SkinLayer::ViableEpidermis => {
            language.and_epidermis(own(layer as usize), spread(c.epidermis_mm(), epidermis))
        }
        SkinLayer::PapillaryDermis => own(layer as usize),
        SkinLayer::ReticularDermis => {
            language.and_dermis(own(layer as usize), spread(c.skin_mm() - c.epidermis_mm(), dermis))
        }
        SkinLayer::Fat => spread(c.fat_mm() - c.skin_mm(), fat),
        SkinLayer::Muscle => String::new(),
    }
}

fn title(d: &SectionDiagram, language: Language) -> String {
    let set = format!("{}{THIN}mm", numbers::short(d.set_mm, 3));
    let site = begun(&d.site);
    if d.pierced == 0 {
        return language.needle_title_none(site, set);
    }
    let place = language.in_layer(d.column.layer_at(d.depth_mm));
    let depth = fixed(d.depth_mm);
    if d.pierced < d.needles {
        return match (d.pierced, d.dialled) {
            (1, true) => language.needle_title_one_dialled(site, set, d.needles, depth, place),
            (1, false) => language.needle_title_one(site, set, d.needles, depth, place),
            (some, true) => language.needle_title_some_dialled(site, set, some, d.needles, depth, place),
            (some, false) => language.needle_title_some(site, set, some, d.needles, depth, place),
        };
    }
    if d.dialled {
        language.needle_title_dialled(site, set, depth, place)
    } else {
        language.needle_title(site, set, depth, place)
    }
}

/// Device from the setting of the scenario; the number of passes does not matter for one stroke.
fn subtitle(d: &SectionDiagram, language: Language) -> String {
    format!("{}{}", language.one_stroke_of(), words::device(&d.provenance))
}

fn sentence(d: &SectionDiagram, language: Language) -> String {
    let sentence = language.needle_sentence(if d.hairy { language.follicle_too() } else { "" });
    let others = d.base.is_at_the_skin() && d.needles > 1;
    if others { sentence + language.other_needles_left_out() } else { sentence }
}

fn alt(d: &SectionDiagram, title: &str, sentence: &str, language: Language) -> String {
    let layers = SkinLayer::ALL
        .into_iter()
        .zip(d.column.bottoms_mm)
        .zip(std::iter::once(0.0).chain(d.column.bottoms_mm));
    let layers: Vec<String> = layers
        .filter(|((_, lower), upper)| lower > upper)
        .map(|((layer, lower), upper)| format!("{} {}", language.layer(layer), depth_words(lower - upper, 2)))
        .collect();
    let sunk = depth_words((d.dimple_mm - d.rise_mm).abs(), 2);
    language.needle_alt(layers.join(", "), title, sunk, sentence)
}
