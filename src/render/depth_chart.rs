//! Chart of the tip depths against the layers of the skin.
//!
//! Depth runs downwards. Behind the bars the layers are drawn as bands between their mean boundaries. The
//! bars show the share of punctures that ended at each depth, in the colour of the layer at that depth on
//! average.

use super::axes::{Axis, Chart, Series};
use super::fonts::{self, Weight};
use super::layers::{self, Layer, depth_words};
use super::layout;
use super::leaders::{self, Label};
use super::numbers;
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::{Deepest, Rgb, Theme};
use super::words::{self, Language, begun};
use super::{Picture, RenderError};

/// Height of the frame, units.
const HEIGHT: f64 = 480.0;
/// Opacity of the skin colours behind the bars, 0 to 1.
const BAND: f64 = 0.55;
/// Distance between whiskers, and from whiskers to the edge of the frame.
const WHISKER: f64 = 14.0;

/// Contents of the chart.
#[derive(Clone, Debug)]
pub struct DepthChart<'a> {
    /// Stem of the file name, such as `tip-depth`.
    pub name: &'a str,
    /// Title with the main message.
    pub title: String,
    /// The setting in words.
    pub subtitle: String,
    /// Sentence that describes the picture.
    pub sentence: String,
    /// Edges of the depth bins, mm, rising; one more than there are shares.
    pub edges_mm: &'a [f64],
    /// Share of the punctures whose tip ended in each bin, 0 to 1.
    pub share: &'a [f64],
    /// The layers from the surface down.
    pub layers: &'a [Layer],
    /// Set depth, mm, if the device has such a setting.
    pub set_mm: Option<f64>,
    /// Central value in words, such as "median depth 1.2 mm (5–95 %: 0.9–1.5 mm)".
    pub figure: String,
    /// Foot line: scenario, seed, version, licence line.
    pub foot: String,
}

/// Draws the chart.
///
/// # Errors
/// [`RenderError::Data`] if edges and shares do not match, edges do not rise, a share is not a number from 0
/// to 1, or layers are not in order. Otherwise errors of the fonts or the plotting library.
pub fn draw(chart: &DepthChart<'_>, theme: &Theme) -> Result<Picture, RenderError> {
    check(chart)?;
    let mut svg = Svg::new();
    let mut top = layout::header(&mut svg, &chart.title, &chart.subtitle, theme);
    let lines = layout::wrapped(&chart.figure, theme.size.axis, Weight::SemiBold, theme.inner_width());
    let style = TextStyle::new(theme.size.axis, theme.text).semibold();
    svg.begin("figure");
    top = layout::block(&mut svg, theme.page.margin, top - 6.0, &lines, &style);
    svg.end();

    let deepest_mm = range_mm(chart);
    let most = chart.share.iter().fold(0.0_f64, |most, s| most.max(*s));
    let y = Axis::fitted(
        theme.language.depth_below_surface_mm(),
        deepest_mm,
        0.0,
        theme.high(HEIGHT),
        false,
        theme.size.label,
    );
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let labels_width = leaders::width(&labels(chart, deepest_mm, theme.language, |_| 0.0), theme);
    let (coloured, series): (Vec<Deepest>, Vec<Series>) = bars(chart, deepest_mm, theme).into_iter().unzip();
    let shown: Vec<Deepest> = coloured.into_iter().filter(|class| is_seen(chart, *class, most)).collect();
    let frame_left = theme.page.margin + left;
    let frame_width = theme.inner_width() - left - leaders::length(theme) - labels_width;
    // The labels begin beyond the leaders, and the first may be as high up as the legend.
    let most_right = frame_left + frame_width + leaders::length(theme) - 4.0;
    let legend_end = draw_legend(&mut svg, top + 4.0, [frame_left, most_right], &shown, theme);
    let frame = Rect::new(frame_left, legend_end + 12.0, frame_width, theme.high(HEIGHT));
    // The bars end before the whiskers begin.
    let whiskers = WHISKER * (boundaries(chart, deepest_mm).len() as f64 + 1.0);
    let widest = if most > 0.0 { 100.0 * most } else { 1.0 };
    let to = widest / (1.0 - whiskers / frame.width).max(0.3);
    // In a narrow frame, as on a sheet, a long title would run into the labels.
    let fits = |title: &String| fonts::width(title, theme.size.note, Weight::Regular) <= frame.width;
    let bare = || theme.language.share_of_punctures().to_owned();
    let title = share_titles(chart, theme.language).into_iter().find(fits).unwrap_or_else(bare);
    let x = Axis::fitted(&title, 0.0, to, frame.width, true, theme.size.label);
    let plot = Chart { name: "depth".to_owned(), frame, x, y, grid: false, boxed: false, series };
    draw_layers(&mut svg, chart, &plot, theme);
    plot.draw_series(&mut svg, theme)?;
    draw_whiskers(&mut svg, chart, &plot, deepest_mm, theme);
    if let Some(set) = set_in(chart, deepest_mm) {
        svg.begin("set-depth");
        let y = plot.at(0.0, set).1;
        let line = Paint::stroke(theme.text, 1.5).dashed(7.0, 5.0);
        svg.line((frame.x, y), (frame.right(), y), &line);
        svg.end();
    }
    plot.draw_axes(&mut svg, theme)?;
    if most <= 0.0 {
        let style = TextStyle::new(theme.size.subtitle, theme.text).anchored(Anchor::Middle);
        let at = (frame.x + frame.width / 2.0, frame.y + frame.height / 2.0);
        svg.text(at, theme.language.no_punctures(), &style);
    }
    let labels = labels(chart, deepest_mm, theme.language, |depth| plot.at(0.0, depth).1);
    let (_, under) = Chart::room(&plot.x, &plot.y, theme);
    let mut labels_end = leaders::draw(&mut svg, frame, &labels, labels_width, theme);
    if !boundaries(chart, deepest_mm).is_empty() {
        let style = TextStyle::new(theme.size.note, theme.quiet);
        // In a column it stands below the chart.
        let (x, top, width) = if theme.is_column() {
            (theme.page.margin, frame.bottom() + under + 8.0, theme.inner_width())
        } else {
            (frame.right() + leaders::length(theme), labels_end + 8.0, labels_width)
        };
        let lines = layout::wrapped(theme.language.whiskers(), style.size, Weight::Regular, width);
        labels_end = layout::block(&mut svg, x, top, &lines, &style);
    }
    let bottom = (frame.bottom() + under + 4.0).max(labels_end);
    let height = layout::footer(&mut svg, bottom, &chart.sentence, &chart.foot, theme);

    let alt = alt(chart, theme.language);
    Ok(Picture {
        name: chart.name.to_owned(),
        svg: svg.document(height, &chart.title, &alt, theme),
        caption: if chart.sentence.is_empty() { chart.title.clone() } else { chart.sentence.clone() },
        alt,
    })
}

fn check(chart: &DepthChart<'_>) -> Result<(), RenderError> {
    let refused = |why: String| Err(RenderError::Data { name: chart.name.to_owned(), why });
    let (edges, shares) = (chart.edges_mm.len(), chart.share.len());
    if edges != shares + 1 {
        return refused(format!("{edges} edges do not enclose {shares} bins of depth"));
    }
    if let Some(pair) = chart
        .edges_mm
        .windows(2)
        .find(|pair| !(pair[1] > pair[0] && pair[0].is_finite() && pair[1].is_finite()))
    {
        return refused(format!(
            "the edges of the depth bins must rise, but {} mm is followed by {} mm",
            pair[0], pair[1]
        ));
    }
    if let Some(share) = chart.share.iter().find(|share| !(0.0..=1.0 + 1e-9).contains(*share)) {
        return refused(format!("a share of punctures of {share} is not from 0 to 1"));
    }
    let mut above = 0.0;
    for layer in chart.layers {
        if layer.lower_mm.is_nan() || layer.lower_mm < above {
            return refused(format!(
                "the lower boundary of {} at {} mm lies above {above} mm, where the layer begins",
                layer.name, layer.lower_mm
            ));
        }
        above = layer.lower_mm;
    }
    Ok(())
}

/// Depth of the lower edge of the frame. It contains all punctures, the set depth, and boundaries close
/// below.
fn range_mm(chart: &DepthChart<'_>) -> f64 {
    let reached = chart
        .share
        .iter()
        .zip(chart.edges_mm.iter().skip(1))
        .filter(|(share, _)| **share > 0.0)
        .map(|(_, edge)| *edge)
        .chain(chart.set_mm)
        .filter(|depth| depth.is_finite())
        .fold(0.0, f64::max);
    let reached = if reached > 0.0 {
        reached
    } else {
        // Nothing pierced, so the frame shows all layers.
        chart.layers.iter().map(|layer| layer.lower_mm).filter(|depth| depth.is_finite()).fold(0.5, f64::max)
    };
    let close = chart
        .layers
        .iter()
        .flat_map(|layer| [layer.lower_mm, layer.p95_mm])
        .filter(|depth| depth.is_finite() && *depth < 1.3 * reached)
        .fold(reached, f64::max);
    let padded = 1.08 * close;
    let step = numbers::nice_step(padded, 10) / 2.0;
    (padded / step).ceil() * step
}

/// Set depth, if it is inside the frame.
fn set_in(chart: &DepthChart<'_>, deepest_mm: f64) -> Option<f64> {
    chart.set_mm.filter(|set| *set >= 0.0 && *set <= deepest_mm)
}

/// Boundaries inside the frame with a known range: (p05, mean, p95).
fn boundaries(chart: &DepthChart<'_>, deepest_mm: f64) -> Vec<(f64, f64, f64)> {
    chart
        .layers
        .iter()
        .filter(|layer| layer.lower_mm < deepest_mm)
        .filter(|layer| layer.has_range())
        .map(|layer| (layer.p05_mm, layer.lower_mm, layer.p95_mm))
        .collect()
}

/// Class of a depth by the mean boundaries; below the last boundary that of the last layer.
fn class_at(chart: &DepthChart<'_>, depth_mm: f64) -> Deepest {
    chart
        .layers
        .iter()
        .find(|layer| depth_mm < layer.lower_mm)
        .or(chart.layers.last())
        .map_or(Deepest::Dermis, |layer| layer.tissue.class())
}

/// Bars, one series per class; a bar across a boundary is split there.
fn bars(chart: &DepthChart<'_>, deepest_mm: f64, theme: &Theme) -> Vec<(Deepest, Series)> {
    let per_mm = HEIGHT / deepest_mm;
    let mut corners: [Vec<[f64; 4]>; 3] = Default::default();
    for (pair, share) in chart.edges_mm.windows(2).zip(chart.share) {
        if *share <= 0.0 {
            continue;
        }
        // Leaves a narrow gap between two bars.
        let inset = (0.5 / per_mm).min(0.12 * (pair[1] - pair[0]));
        let (upper, lower) = (pair[0] + inset, pair[1] - inset);
        let mut cuts = vec![upper];
        cuts.extend(
            chart.layers.iter().map(|layer| layer.lower_mm).filter(|depth| *depth > upper && *depth < lower),
        );
        cuts.push(lower);
        for piece in cuts.windows(2) {
            let class = class_at(chart, (piece[0] + piece[1]) / 2.0);
            corners[class as usize].push([0.0, piece[0], 100.0 * share, piece[1]]);
        }
    }
    Deepest::ALL
        .into_iter()
        .zip(corners)
        .filter(|(_, corners)| !corners.is_empty())
        .map(|(class, corners)| {
            let series = Series::Bars { corners, colour: theme.deepest(class), opacity: 1.0 };
            (class, series)
        })
        .collect()
}

/// Whether a class has a bar that is visible beside the longest.
fn is_seen(chart: &DepthChart<'_>, class: Deepest, most: f64) -> bool {
    let middles = chart.edges_mm.windows(2).map(|pair| 0.5 * (pair[0] + pair[1]));
    middles.zip(chart.share).any(|(depth, share)| *share > SEEN * most && class_at(chart, depth) == class)
}

/// Share of the longest bar above which a bar is visible: a pixel or two.
const SEEN: f64 = 0.005;

/// Titles of the share axis that say the width of the bins, the longest first; none if they are not all the same.
fn share_titles(chart: &DepthChart<'_>, language: Language) -> Vec<String> {
    let widths: Vec<f64> = chart.edges_mm.windows(2).map(|p| p[1] - p[0]).collect();
    let mean = widths.iter().sum::<f64>() / widths.len().max(1) as f64;
    if widths.iter().all(|w| (w - mean).abs() < 1e-6 * mean) && mean > 0.0 {
        let step = numbers::short(mean, 2);
        vec![language.share_of_punctures_in(&step), language.punctures_in(step)]
    } else {
        Vec::new()
    }
}

/// Draws the legend of the bar colours, in as many rows as needed between left and right. Returns the lower
/// edge.
fn draw_legend(
    svg: &mut Svg,
    mut top: f64,
    [left, right]: [f64; 2],
    shown: &[Deepest],
    theme: &Theme,
) -> f64 {
    let size = theme.size.label;
    svg.begin("legend");
    let mut x = left;
    for class in shown {
        let words = theme.language.class(*class);
        let width = fonts::width(words, size, Weight::Regular);
        if x > left && x + 20.0 + width > right {
            (x, top) = (left, top + 1.4 * size);
        }
        let y = top + 0.7 * size;
        let swatch = Rect::new(x, y - 6.0, 12.0, 12.0);
        svg.rect(swatch, 2.0, &Paint::fill(theme.deepest(*class)));
        x += 20.0;
        svg.text((x, layout::middle(y, size)), words, &TextStyle::new(size, theme.text));
        x += width + 28.0;
    }
    svg.end();
    top + if shown.is_empty() { 0.0 } else { 1.4 * size }
}

fn band(colour: Rgb, theme: &Theme) -> Rgb {
    theme.ground.mixed(colour, BAND)
}

fn draw_layers(svg: &mut Svg, chart: &DepthChart<'_>, plot: &Chart, theme: &Theme) {
    svg.begin("layers");
    let frame = plot.frame;
    for (layer, upper, lower) in layers::visible(chart.layers, plot.y.from) {
        let (y0, y1) = (plot.at(0.0, upper).1, plot.at(0.0, lower).1);
        let rect = Rect::new(frame.x, y0, frame.width, y1 - y0);
        let colour = theme.tissue(layer.tissue);
        svg.rect(rect, 0.0, &Paint::fill(band(colour, theme)));
        if layer.lower_mm < plot.y.from {
            let edge = Paint::stroke(colour.mixed(theme.text, 0.25), 1.0);
            svg.line((frame.x, y1), (frame.right(), y1), &edge);
        }
    }
    svg.end();
}

/// Draws the 5 to 95 % range of each boundary as vertical whiskers side by side at the right.
fn draw_whiskers(svg: &mut Svg, chart: &DepthChart<'_>, plot: &Chart, deepest_mm: f64, theme: &Theme) {
    svg.begin("boundary-range");
    let line = Paint::stroke(theme.text, 1.25);
    for (i, (p05, mean, p95)) in boundaries(chart, deepest_mm).into_iter().enumerate() {
        let x = plot.frame.right() - WHISKER * (i as f64 + 0.8);
        let y = |depth: f64| plot.at(0.0, depth.clamp(0.0, deepest_mm)).1;
        svg.line((x, y(p05)), (x, y(p95)), &line);
        for end in [p05, p95] {
            if (0.0..=deepest_mm).contains(&end) {
                svg.line((x - 3.0, y(end)), (x + 3.0, y(end)), &line);
            }
        }
        let dot = Paint::fill(theme.text);
        svg.circle((x, y(mean)), 2.5, &dot);
    }
    svg.end();
}

/// All labels, from the surface down.
fn labels(
    chart: &DepthChart<'_>,
    deepest_mm: f64,
    language: Language,
    y_of: impl Fn(f64) -> f64,
) -> Vec<Label> {
    let mut list: Vec<Label> = layers::visible(chart.layers, deepest_mm)
        .into_iter()
        .map(|(layer, upper, lower)| Label {
            y: y_of((upper + lower) / 2.0),
            name: layer.name.clone(),
            detail: layer.words(language),
            strong: false,
        })
        .collect();
    if let Some(set) = set_in(chart, deepest_mm) {
        list.push(Label {
            y: y_of(set),
            name: language.set_to(depth_words(set, 3)),
            detail: String::new(),
            strong: true,
        });
    }
    list
}

/// Alternative text of the picture.
fn alt(chart: &DepthChart<'_>, language: Language) -> String {
    let mut said = vec![language.tips_alt().to_owned(), format!("{}.", chart.title)];
    if !chart.figure.is_empty() {
        said.push(format!("{}.", begun(&chart.figure)));
    }
    if let Some(set) = chart.set_mm.filter(|set| set.is_finite()) {
        said.push(language.tips_alt_set(depth_words(set, 3)));
    }
    for layer in chart.layers.iter().filter(|layer| layer.lower_mm.is_finite()) {
        said.push(format!("{}: {}.", begun(&layer.name), layer.words(language)));
    }
    words::alternative(said)
}
