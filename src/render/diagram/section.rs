//! One needle in the layers of a site: a labelled drawing, to scale except where it says schematic.

use super::anatomy::{self, FolliclePlaces};
use super::dimple::on_plate;
use super::needle;
use super::scene::Scene;
use super::words::{fixed, range};
use crate::outcome::diagram::Material;
use crate::outcome::{Layer as SkinLayer, SectionDiagram, hair_mm};
use crate::render::layers::depth_words;
use crate::render::layout;
use crate::render::leaders::{self, Label, Side};
use crate::render::numbers::{self, THIN};
use crate::render::section::Cut;
use crate::render::section::marks::{self, GUTTER};
use crate::render::section::tissue;
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Labels, Theme};
use crate::render::words::Language;
use crate::render::{Picture, RenderError};

/// Height drawn below the level of the skin at rest, units, and that of the whole drawing.
const HEIGHT: f64 = 560.0;
const TALLEST: f64 = 760.0;
/// Smallest scale, as a share of that at which the skin alone fills [`HEIGHT`]; a longer needle is cut off above.
const SMALLEST: f64 = 0.66;
/// Air above the skin, with room for hair and scale bar.
const AIR: f64 = 118.0;
/// Thickness of a plate in the drawing; its name has room below hair and scale bar. Of a holder, some of it shows.
const PLATE: f64 = 66.0;
const HOLDER: f64 = 46.0;
/// Positions of follicle, sweat gland and needle, as shares of the frame's width.
const FOLLICLE: f64 = 0.15;
const GLAND: f64 = 0.31;
const NEEDLE: f64 = 0.56;
/// Widths of the columns of labels at the left and at the right, and of the labels of the depth scale, units.
const LABELS: [f64; 2] = [132.0, 205.0];
const SCALE: f64 = 46.0;
/// Width of the strip of skin with the rim on it, and of the break beside it, units.
const STRIP: f64 = 44.0;
const BREAK: f64 = 14.0;

/// A label, and the x on the page of its target inside the frame; `None` if the target reaches the frame's
/// edge.
struct Named {
    label: Label,
    x: Option<f64>,
}

/// Parts of the drawing on the page.
struct Plan {
    /// Everything, from the strip with the rim to the right edge.
    whole: Cut,
    /// The skin with the needle.
    cut: Cut,
    /// The strip, for a device with a rim.
    strip: Option<Rect>,
}

/// Widths of the columns of labels; numbers need less.
fn labels_width(theme: &Theme) -> [f64; 2] {
    if theme.labels == Labels::Below { [leaders::number_width(theme); 2] } else { LABELS }
}

/// Scale of the figure, units per mm.
#[must_use]
pub fn units_per_mm(diagram: &SectionDiagram, theme: &Theme) -> f64 {
    let title = title(diagram, theme.language);
    let top = layout::header(&mut Svg::new(), &title, &subtitle(diagram, theme.language), theme);
    plan(diagram, top, theme).cut.per_mm
}

/// Draws the figure.
///
/// # Errors
/// Errors of the fonts.
pub fn draw(diagram: &SectionDiagram, theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let title = title(diagram, theme.language);
    let top = layout::header(&mut svg, &title, &subtitle(diagram, theme.language), theme);
    let Plan { whole, cut, strip } = plan(diagram, top, theme);
    let needle_mm = cut.left_mm + NEEDLE * (cut.right_mm() - cut.left_mm);
    let scene = Scene { diagram, cut, needle_mm, theme };
    let at = |share: f64| cut.left_mm + share * (cut.right_mm() - cut.left_mm);
    let (mut coil, mut places) = (Vec::new(), FolliclePlaces::default());
    svg.clipped(cut.frame, |svg| {
        skin(svg, &scene);
        // Vessels lie behind hair and gland.
        anatomy::plexus(svg, &scene);
        anatomy::loops(svg, &scene);
        coil = anatomy::gland(svg, &scene, at(GLAND));
        if diagram.hairy {
            places = anatomy::follicle(svg, &scene, at(FOLLICLE), hair_mm());
        }
        anatomy::needle(svg, &scene);
    });
    let below = 28.0 + 0.5 * hair_mm() * cut.per_mm;
    needle::name_base(&mut svg, diagram.base, &cut, diagram.base_mm(), below, theme);
    if let Some(strip) = strip {
        rim(&mut svg, diagram, &cut, strip, theme);
    }
    level(&mut svg, &whole, theme);
    marks::set_depth(&mut svg, &cut, diagram.set_mm, theme);
    let ticks = marks::depth_ticks(&mut svg, &whole, theme);
    let size = theme.size.note;
    let unit = (whole.frame.x - 18.0, whole.y(0.0) - 1.1 * size);
    svg.text(unit, "mm", &TextStyle::new(size, theme.quiet).anchored(Anchor::End));
    let holder =
        scene.at(needle_mm, 0.0).0 + 0.5 * diagram.needle.needle.shaft_diameter_mm * cut.per_mm + 20.0;
    marks::hair(&mut svg, &cut, cut.frame.y + 22.0, hair_mm(), theme);
    marks::scale_bar_from(&mut svg, &cut, holder, cut.frame.y + 22.0, theme);
    let bracket = bracket(&mut svg, &scene);
    dimple(&mut svg, &scene);

    let right = named(&scene, &bracket);
    let left = named_left(&scene, &whole, strip, [&coil, &places.sheath, &places.sebaceous], ticks);
    let line = Paint::stroke(theme.text.mixed(theme.skin.reticular_dermis, 0.35), 0.9);
    let (from, to) = (whole.frame.x - SCALE - 4.0, cut.frame.right() + GUTTER + 4.0);
    svg.begin("lead-in");
    let drawn = theme.labels != Labels::Off;
    for Named { label, x } in right.iter().filter(|_| drawn) {
        svg.line((x.unwrap_or(cut.frame.right() + 2.0), label.y), (to, label.y), &line);
    }
    for Named { label, x } in left.iter().filter(|_| drawn) {
        svg.line((from, label.y), (x.unwrap_or(whole.frame.x - 2.0), label.y), &line);
    }
    svg.end();
    let labels = |list: Vec<Named>| -> Vec<Label> { list.into_iter().map(|named| named.label).collect() };
    let (left, right) = (labels(left), labels(right));
    let beside = Rect { width: cut.frame.width + GUTTER, ..cut.frame };
    // Half of the margin may be theirs.
    let most = leaders::width(&right, theme).min(labels_width(theme)[1] + 12.0);
    let mut end = leaders::draw(&mut svg, beside, &right, most, theme);
    let beside = Rect { x: whole.frame.x - SCALE, ..whole.frame };
    end = end.max(leaders::draw_at(&mut svg, Side::Left, beside, &left, labels_width(theme)[0], theme));
    let sentence = sentence(diagram, theme.language);
    let end = end.max(cut.frame.bottom());
    let height =
        layout::footer(&mut svg, end, &sentence, &theme.language.foot(&diagram.provenance.foot()), theme);
    let alt = alt(diagram, &title, theme.language);
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

/// Frames with equal scales, as wide as the labels allow, high enough for the whole needle where that leaves the skin
/// large enough.
fn plan(d: &SectionDiagram, top: f64, theme: &Theme) -> Plan {
    let depth = depth_mm(d);
    let free = if d.base.is_at_the_skin() { 0.0 } else { (-d.base_mm()).max(0.0) };
    let (height, tallest) = (theme.high(HEIGHT), theme.high(TALLEST));
    let fills = height / depth;
    let per_mm = fills.min((tallest - HOLDER) / (depth + free)).max(SMALLEST * fills);
    let base = needle::air(d.base, d.base_mm(), per_mm, [theme.high(AIR), PLATE, 2.0 * AIR]);
    let room = (tallest - depth * per_mm).max(theme.high(AIR));
    let air = base.max((free * per_mm + HOLDER).min(room)) + d.rise_mm.max(0.0) * per_mm;
    let left = theme.page.margin + labels_width(theme)[0] + leaders::length(theme) + SCALE;
    let width = theme.page.width
        - theme.page.margin
        - left
        - GUTTER
        - leaders::length(theme)
        - labels_width(theme)[1];
    let frame = Rect::new(left, top, width.floor(), (air + depth * per_mm).round());
    let whole = Cut { frame, left_mm: 0.0, top_mm: -air / per_mm, per_mm };
    if d.rim_away_mm.is_none() {
        return Plan { whole, cut: whole, strip: None };
    }
    let beside = STRIP + BREAK;
    let main = Rect { x: frame.x + beside, width: frame.width - beside, ..frame };
    let strip = Rect { width: STRIP, ..frame };
    Plan { whole, cut: Cut { frame: main, ..whole }, strip: Some(strip) }
}

/// Draws the skin without what stands or lies in it.
fn skin(svg: &mut Svg, scene: &Scene<'_>) {
    layers(svg, scene);
    anatomy::fat(svg, scene);
    anatomy::collagen(svg, scene);
    anatomy::basal_cells(svg, scene);
}

/// Draws the rim of a pen on a strip of skin of its own, which lies at the level of the rim, and the break between it
/// and the needle.
fn rim(svg: &mut Svg, d: &SectionDiagram, cut: &Cut, strip: Rect, theme: &Theme) {
    let flat = SectionDiagram {
        dimple_mm: 0.0,
        rise_mm: 0.0,
        surface_mm: vec![[0.0; 2], [f64::from(u16::MAX), 0.0]],
        ..d.clone()
    };
    let strip_cut = Cut { frame: strip, ..*cut };
    // The strip has no needle.
    let scene = Scene { diagram: &flat, cut: strip_cut, needle_mm: -1e3, theme };
    let shell = theme.ground.mixed(theme.quiet, 0.35);
    let edge = theme.ground.mixed(theme.quiet, 0.9);
    svg.part("rim", |svg| {
        svg.clipped(strip, |svg| {
            skin(svg, &scene);
            let foot =
                Rect::new(strip.x + 9.0, strip.y - 12.0, strip.width - 18.0, cut.y(0.0) - strip.y + 12.0);
            svg.begin("foot");
            svg.rect(foot, 7.0, &Paint::fill(shell).outlined(edge, 1.5));
            svg.end();
        });
        svg.begin("break");
        let x = strip.right() + 0.5 * BREAK;
        let teeth = (strip.height / 9.0).floor().max(2.0);
        let zigzag = (0..=teeth as usize).map(|tooth| {
            let aside = if tooth % 2 == 0 { -2.5 } else { 2.5 };
            (x + aside, strip.y + strip.height * tooth as f64 / teeth)
        });
        svg.path(&zigzag.collect::<Vec<_>>(), false, &Paint::stroke(theme.quiet, 1.0));
        svg.end();
    });
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

/// Draws the level of the skin at rest.
fn level(svg: &mut Svg, cut: &Cut, theme: &Theme) {
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

/// Writes how far the skin gives way, right of the needle above the bracket.
fn dimple(svg: &mut Svg, scene: &Scene<'_>) {
    let (d, cut, theme) = (scene.diagram, &scene.cut, scene.theme);
    let sunk = d.dimple_mm - d.rise_mm;
    if sunk.abs() < 0.02 {
        return;
    }
    svg.begin("dimple");
    let half = 0.5 * d.needle.needle.shaft_diameter_mm * cut.per_mm;
    let x = cut.at(scene.needle_mm, 0.0).0 + half + 12.0;
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
    let style = TextStyle::new(size, theme.text);
    let line = |index: usize| (x - 4.0, bottom - 1.25 * size * index as f64);
    if d.base.is_at_the_skin() {
        for (index, words) in words.iter().rev().enumerate() {
            on_plate(svg, cut.frame, line(index), words, &style, theme);
        }
    } else {
        svg.label(theme, |svg| {
            for (index, words) in words.iter().enumerate() {
                svg.text(line(1 - index), words, &style);
            }
        });
    }
    svg.end();
}

/// Labels of one column, whose targets keep clear of each other.
struct Column {
    list: Vec<Named>,
    /// Heights of targets, and others to keep clear of.
    taken: Vec<f64>,
    /// Upper and lower edge of the drawing.
    edges: [f64; 2],
}

impl Column {
    fn new(cut: &Cut, taken: Vec<f64>) -> Column {
        Column { list: Vec::new(), taken, edges: [cut.frame.y, cut.frame.bottom()] }
    }

    /// Adds a label with the first of these targets that is clear of the others, or the first of all. `inside` says
    /// that the target lies inside the frame.
    fn push(&mut self, places: &[(f64, f64)], inside: bool, name: &str, detail: String, strong: bool) {
        let clear = places.iter().find(|(_, y)| marks::is_clear(*y, &self.taken)).or(places.first());
        let Some((x, y)) = clear.copied() else { return };
        if (self.edges[0]..=self.edges[1]).contains(&y) {
            self.taken.push(y);
            let label = Label { y, name: name.to_owned(), detail, strong };
            self.list.push(Named { label, x: inside.then_some(x) });
        }
    }
}

/// Labels at the left: the rim, and what lies in the skin there. Their leaders keep clear of the scale's labels.
fn named_left(
    scene: &Scene<'_>,
    whole: &Cut,
    strip: Option<Rect>,
    [coil, sheath, sebaceous]: [&[(f64, f64)]; 3],
    ticks: Vec<f64>,
) -> Vec<Named> {
    let language = scene.theme.language;
    let mut column = Column::new(whole, ticks);
    if let Some((strip, away_mm)) = strip.zip(scene.diagram.rim_away_mm) {
        let rest = scene.cut.y(0.0);
        let places =
            [0.45, 0.35, 0.55, 0.25, 0.65].map(|share| (strip.x + 8.0, strip.y + share * (rest - strip.y)));
        let detail = language.from_its_middle(format!("{}{THIN}mm", numbers::short(away_mm, 2)));
        column.push(&places, true, language.rim_of_the_pen(), detail, false);
    }
    let schematic = || language.schematic().to_owned();
    column.push(sebaceous, true, language.sebaceous_gland(), schematic(), false);
    column.push(sheath, true, language.hair_follicle(), schematic(), false);
    column.push(coil, true, language.sweat_gland(), schematic(), false);
    column.list
}

/// Labels at the right: the needle, its depth, vessels and layers.
fn named(scene: &Scene<'_>, bracket: &[(f64, f64)]) -> Vec<Named> {
    let (d, cut, language) = (scene.diagram, &scene.cut, scene.theme.language);
    let edge = cut.right_mm();
    let mut column = Column::new(cut, Vec::new());
    let at_edge = |z: f64| [(cut.frame.right(), scene.at(edge, z).1)];
    let height = |z: f64| scene.at(edge, z).1;
    let set = depth_words(d.set_mm, 3);
    let (name, detail) = if d.dialled {
        (language.set_to(set), language.below_the_rim())
    } else {
        (language.needle_length(set), language.below_the_skin_around())
    };
    let line_ends = [(cut.frame.right() + GUTTER, cut.y(d.set_mm))];
    column.push(&line_ends, true, &name, detail.to_owned(), true);
    column.push(
        &at_edge(d.upper_plexus_mm),
        false,
        language.upper_plexus(),
        language.deep(depth_words(d.upper_plexus_mm, 2)),
        false,
    );
    let [_, _, deep] = d.vessels_mm;
    column.push(
        &at_edge(scene.fat_top_mm(edge) - 1.2 * deep),
        false,
        language.deep_plexus(),
        String::new(),
        false,
    );
    let (top, bottom) = (d.loop_tip_mm.max(d.column.epidermis_mm()), d.upper_plexus_mm);
    let on_loop = [0.5, 0.4, 0.6, 0.3, 0.7].map(|share| at_edge(top + share * (bottom - top))[0]);
    if bottom > top && bottom <= d.column.skin_mm() {
        column.push(&on_loop, false, language.capillary_loops(), String::new(), false);
    }
    let detail = match d.needles {
        1 => language.from_the_dimple().to_owned(),
        _ if d.pierced == 1 => language.the_one_of(d.needles),
        all if d.pierced == all => language.mean_of_needles(all, range(d.least_mm, d.most_mm)),
        all => language.mean_of_those(d.pierced, all),
    };
    column.push(bracket, true, &language.in_the_skin(fixed(d.depth_mm)), detail, true);
    // The shaft above the skin, clear of hair and scale bar.
    let half = 0.5 * d.needle.needle.shaft_diameter_mm * cut.per_mm;
    let (free, surface) =
        (cut.y(d.base_mm()).max(cut.frame.y + 44.0), cut.y((d.dimple_mm - d.rise_mm).min(0.0)) - 34.0);
    if free + 8.0 < surface {
        let x = cut.at(scene.needle_mm, 0.0).0 + half;
        let places = [0.4, 0.3, 0.5, 0.2, 0.6].map(|share| (x, free + share * (surface - free)));
        let length = format!("{}{THIN}mm", numbers::short(d.needle.needle.length_mm, 2));
        let shaft = format!("{}{THIN}µm", numbers::short(1e3 * d.needle.needle.shaft_diameter_mm, 3));
        let detail = match d.material {
            Material::Steel => language.of_steel(shaft),
            Material::Polymer => language.of_polymer(shaft),
        };
        column.push(&places, true, &language.needle_long(length), detail, false);
    }
    if d.column.epidermis_mm() > d.column.stratum_corneum_mm() {
        let basal = [0.0, 0.004, -0.004].map(|off| at_edge(scene.junction_mm(edge) - 0.005 + off)[0]);
        column.push(&basal, false, language.basal_cells(), language.schematic().to_owned(), false);
    }
    let Column { mut list, mut taken, .. } = column;
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
    let site = language.name_begun(&d.site);
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
    format!("{}{}", language.one_stroke_of(), language.device(&d.provenance))
}

fn sentence(d: &SectionDiagram, language: Language) -> String {
    let mut sentence = language.needle_sentence(if d.hairy { language.follicle_too() } else { "" });
    if d.rim_away_mm.is_some() {
        sentence.push_str(language.rim_is_nearer());
    }
    let others = d.base.is_at_the_skin() && d.needles > 1;
    if others { sentence + language.other_needles_left_out() } else { sentence }
}

fn alt(d: &SectionDiagram, title: &str, language: Language) -> String {
    let layers = SkinLayer::ALL
        .into_iter()
        .zip(d.column.bottoms_mm)
        .zip(std::iter::once(0.0).chain(d.column.bottoms_mm));
    let layers: Vec<String> = layers
        .filter(|((_, lower), upper)| lower > upper)
        .map(|((layer, lower), upper)| format!("{} {}", language.layer(layer), depth_words(lower - upper, 2)))
        .collect();
    let sunk = depth_words((d.dimple_mm - d.rise_mm).abs(), 2);
    language.needle_alt(layers.join(", "), title, sunk)
}
