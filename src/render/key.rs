//! Key of a map: the colour bar, a histogram of the values on the same vertical scale, and the values that 5,
//! 50 and 95 % of the area do not exceed.

use ndarray::ArrayView2;

use super::RenderError;
use super::axes::{Axis, Chart, Series};
use super::colour::ColourMap;
use super::fonts::{self, Weight};
use super::layout;
use super::numbers::{self, THIN};
use super::raster::{self, Palette};
use super::scale::Scale;
use super::summary::{self, Summary};
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::{Rgb, Theme};
use super::words::Language;

const BAR_WIDTH: f64 = 24.0;
const SWATCH: (f64, f64) = (24.0, 16.0);
/// Most bars in the histogram, and smallest height of a bar, units.
const MOST_BINS: f64 = 60.0;
const LEAST_BIN: f64 = 5.0;
/// Smallest length of the longest bar of a histogram, units.
const LEAST_BARS: f64 = 24.0;
/// Distance from the histogram to the labels of its marks.
const LEADER: f64 = 24.0;

/// Contents of a key.
#[derive(Clone, Debug)]
pub struct Key<'a> {
    /// Title with the unit.
    pub quantity: &'a str,
    /// The values, rows along y.
    pub field: ArrayView2<'a, f32>,
    /// Scale of the colours.
    pub scale: &'a Scale,
    /// Colour table.
    pub map: ColourMap,
    /// Values at the bottom and the top of the bar.
    pub limits: (f64, f64),
    /// Colours of the map.
    pub palette: &'a Palette,
    /// What values are called that are drawn as nothing.
    pub nothing: &'a str,
    /// The values as a whole.
    pub summary: &'a Summary,
    /// Whether the key belongs to a single map. Then the histogram and marks are beside the bar, and the
    /// legend says how much of the area is of each kind. For several maps the bar stands alone.
    pub of_one_map: bool,
}

/// A line of the legend below the bar: the filling of the swatch, and its words.
enum Swatch {
    Plain(Rgb, String),
    Hatched(String),
}

impl Key<'_> {
    /// Draws the key into `room`. The bar takes the height that the words leave, but at least `least` units.
    /// Returns the lower edge of what was drawn.
    ///
    /// # Errors
    /// Errors of the plotting library or the PNG encoder.
    pub fn draw(&self, svg: &mut Svg, room: Rect, least: f64, theme: &Theme) -> Result<f64, RenderError> {
        svg.begin("key");
        let label = theme.size.label;
        let title = TextStyle::new(theme.size.axis, theme.text);
        let words = if matches!(self.scale, Scale::Log { .. }) {
            theme.language.logarithmic(self.quantity)
        } else {
            self.quantity.to_owned()
        };
        let lines = layout::wrapped(&words, title.size, Weight::Regular, room.width);
        let mut y = layout::block(svg, room.x, room.y, &lines, &title);

        let empty = self.summary.is_nothing(self.map);
        let note = if empty || !self.of_one_map {
            Vec::new()
        } else {
            layout::wrapped(theme.language.key_note(), theme.size.note, Weight::Regular, room.width)
        };
        let swatches = self.swatches(theme.language);
        let line_height = 1.3 * theme.size.note;
        let legend: Vec<(Swatch, Vec<String>)> = swatches
            .into_iter()
            .map(|swatch| {
                let (Swatch::Plain(_, words) | Swatch::Hatched(words)) = &swatch;
                let width = room.width - SWATCH.0 - 8.0;
                // "of the area" is omitted if it would need a second line.
                let whole = theme.language.of_the_area(words);
                let fits = self.of_one_map && fonts::width(&whole, label, Weight::Regular) <= width;
                let words = if fits { &whole } else { words };
                let lines = layout::wrapped(words, label, Weight::Regular, width);
                (swatch, lines)
            })
            .collect();
        let legend_height: f64 =
            legend.iter().map(|(_, lines)| 6.0 + 1.3 * label * lines.len().max(1) as f64).sum();
        if empty {
            y += theme.page.step;
        } else {
            // Half a tick label extends above the bar and below it.
            y += 14.0;
            let rest = 14.0 + legend_height + 4.0 + line_height * note.len() as f64;
            let height = (room.bottom() - y - rest).max(least);
            let bar = Rect::new(room.x, y, BAR_WIDTH, height);
            self.draw_bar(svg, bar, room.right(), theme)?;
            y = bar.bottom() + 14.0;
        }
        for (swatch, lines) in &legend {
            self.draw_swatch(svg, (room.x, y), swatch, theme);
            let style = TextStyle::new(label, theme.text);
            y = layout::block(svg, room.x + SWATCH.0 + 8.0, y, lines, &style) + 6.0;
        }
        let style = TextStyle::new(theme.size.note, theme.quiet);
        let bottom = layout::block(svg, room.x, y + 2.0, &note, &style);
        svg.end();
        Ok(bottom)
    }

    fn swatches(&self, language: Language) -> Vec<Swatch> {
        let mut list = Vec::new();
        let shares = |words: &str, share: f64| {
            if self.of_one_map {
                format!("{words}: {}", language.numeral(&numbers::percent(share)))
            } else {
                words.to_owned()
            }
        };
        let share = |counts: &dyn Fn(f64) -> bool| {
            let counted = self.field.iter().filter(|v| v.is_finite() && counts(f64::from(**v))).count();
            counted as f64 / self.summary.cells.max(1) as f64
        };
        if let Scale::Class { limit, under, over } = self.scale {
            if self.summary.any
                && let [low, high] = self.palette.table.as_slice()
            {
                list.push(Swatch::Plain(*high, shares(over, share(&|value| value > *limit))));
                list.push(Swatch::Plain(*low, shares(under, share(&|value| value <= *limit))));
            }
        } else {
            let nothing = share(&|value| self.scale.is_nothing(value, self.map));
            if nothing > 0.0 {
                list.push(Swatch::Plain(self.palette.nothing, shares(self.nothing, nothing)));
            } else if self.summary.any && self.summary.is_nothing(self.map) {
                list.push(Swatch::Plain(self.palette.nothing, shares(self.nothing, self.summary.zero)));
            }
        }
        if self.summary.missing > 0.0 {
            list.push(Swatch::Hatched(shares(language.no_value(), self.summary.missing)));
        }
        list
    }

    fn draw_swatch(&self, svg: &mut Svg, at: (f64, f64), swatch: &Swatch, theme: &Theme) {
        let rect = Rect::new(at.0, at.1 + 1.0, SWATCH.0, SWATCH.1);
        let fill = match swatch {
            Swatch::Plain(colour, _) => *colour,
            Swatch::Hatched(_) => self.palette.missing.0,
        };
        svg.rect(rect, 0.0, &Paint::fill(fill));
        if let Swatch::Hatched(_) = swatch {
            let stripe = Paint::stroke(self.palette.missing.1, 1.5);
            for i in 1..4 {
                let x = rect.x + 8.0 * f64::from(i) - 4.0;
                let (left, right) = ((x - 4.0).max(rect.x), (x + 4.0).min(rect.right()));
                svg.line((left, rect.bottom()), (right, rect.y), &stripe);
            }
        }
        svg.rect(rect, 0.0, &Paint::stroke(theme.quiet, 1.0));
    }

    /// Draws the bar, its ticks, the histogram beside it and the marks.
    fn draw_bar(&self, svg: &mut Svg, bar: Rect, right: f64, theme: &Theme) -> Result<(), RenderError> {
        let y_of = |place: f64| bar.bottom() - bar.height * place.clamp(0.0, 1.0);
        match (self.scale, self.palette.table.as_slice()) {
            (Scale::Class { limit, .. }, [under, over]) => {
                let y = y_of(self.scale.place(*limit, self.limits));
                let upper = Rect::new(bar.x, bar.y, bar.width, y - bar.y);
                let lower = Rect::new(bar.x, y, bar.width, bar.bottom() - y);
                svg.rect(upper, 0.0, &Paint::fill(*over));
                svg.rect(lower, 0.0, &Paint::fill(*under));
            }
            _ => svg.png(bar, &raster::strip(self.palette)?),
        }
        svg.rect(bar, 0.0, &Paint::stroke(theme.quiet, 1.0));

        let widest = self.draw_ticks(svg, bar, theme);
        if !self.of_one_map {
            return Ok(());
        }
        let left = bar.right() + 10.0 + widest + 14.0;
        let label = theme.size.label;
        // In a narrow key with long numbers, first a digit is dropped, then the bars are shortened.
        let laid = |(digits, least): (usize, f64)| {
            let marks = self.marks(digits, theme.language);
            let widest = |weight: Weight, words: &dyn Fn(&(f64, String, String)) -> &str| {
                marks.iter().map(|mark| fonts::width(words(mark), label, weight)).fold(0.0, f64::max)
            };
            let share_width = widest(Weight::Regular, &|(_, share, _)| share);
            let value_width = widest(Weight::SemiBold, &|(_, _, value)| value);
            let end = right - value_width - 8.0 - share_width - LEADER - 4.0;
            (end >= left + least, marks, share_width, end.max(left + least))
        };
        let ways = [(3, LEAST_BARS), (2, LEAST_BARS), (2, 0.25 * LEAST_BARS)];
        let mut laid = ways.into_iter().map(laid);
        let Some(first) = laid.next() else { return Ok(()) };
        let (_, marks, share_width, end) =
            if first.0 { first } else { laid.find(|laid| laid.0).unwrap_or(first) };

        self.draw_histogram(svg, Rect::new(left, bar.y, end - left, bar.height), theme)?;

        let wanted: Vec<f64> = marks.iter().map(|(place, _, _)| y_of(*place)).collect();
        let room = 1.15 * label;
        let sizes = vec![room; marks.len()];
        let placed = layout::spread(&wanted, &sizes, 2.0, bar.y - room / 2.0, bar.bottom() + room / 2.0);
        svg.begin("marks");
        let mark = Paint::stroke(theme.text, 1.0);
        let leader = Paint::stroke(theme.quiet, 1.0);
        for (((_, share, value), from), to) in marks.iter().zip(&wanted).zip(&placed) {
            svg.line((left, *from), (end, *from), &mark);
            svg.line((end, *from), (end + LEADER - 4.0, *to), &leader);
            let y = layout::middle(*to, label);
            let x = end + LEADER + 2.0;
            svg.text((x, y), share, &TextStyle::new(label, theme.quiet));
            let style = TextStyle::new(label, theme.text).semibold();
            svg.text((x + share_width + 8.0, y), value, &style);
        }
        svg.end();
        Ok(())
    }

    /// Draws ticks right of the bar. Returns the width of their widest label.
    fn draw_ticks(&self, svg: &mut Svg, bar: Rect, theme: &Theme) -> f64 {
        let size = theme.size.label;
        let (low, high) = self.limits;
        let count = ((bar.height / 44.0) as usize).clamp(2, 8);
        let values = self.scale.ticks(self.limits, count);
        let words = if matches!(self.scale, Scale::Log { .. }) {
            values.iter().map(|t| numbers::power(*t)).collect()
        } else {
            numbers::tick_labels(&values)
        };
        let mut ticks: Vec<(f64, String, bool)> = values
            .into_iter()
            .zip(words)
            .map(|(value, words)| (value, self.with_sign(value, words), false))
            .collect();
        // Values beyond the ends take the colour of the end, and the label there says so.
        let slack = 1e-6 * (high - low);
        let over = self.summary.max > high + slack;
        let below_zero = self.summary.min < low - slack;
        let hidden_low = below_zero && !self.scale.is_nothing(self.summary.min, self.map);
        let end = |ticks: &mut Vec<(f64, String, bool)>, value: f64, sign: char| {
            let near = 0.8 * size / bar.height;
            let place = |v: f64| self.scale.place(v, self.limits);
            ticks.retain(|(v, _, _)| (place(*v) - place(value)).abs() > near);
            let words = format!("{sign}{THIN}{}", self.with_sign(value, numbers::short(value, 3)));
            ticks.push((value, words, false));
        };
        if over {
            end(&mut ticks, high, '≥');
        }
        if hidden_low {
            end(&mut ticks, low, '≤');
        }
        if let Scale::Class { limit, .. } = self.scale {
            let near = 1.2 * size / bar.height;
            let place = |v: f64| self.scale.place(v, self.limits);
            ticks.retain(|(v, _, _)| (place(*v) - place(*limit)).abs() > near);
            ticks.push((*limit, numbers::short(*limit, 3), true));
        }
        svg.begin("ticks");
        let mut widest: f64 = 0.0;
        for (value, words, strong) in &ticks {
            let words = &theme.language.numeral(words);
            let y = bar.bottom() - bar.height * self.scale.place(*value, self.limits);
            let mut style = TextStyle::new(size, theme.quiet);
            if *strong {
                style = TextStyle::new(size, theme.text).semibold();
            }
            let line = Paint::stroke(if *strong { theme.text } else { theme.quiet }, 1.0);
            svg.line((bar.right(), y), (bar.right() + 6.0, y), &line);
            svg.text((bar.right() + 10.0, layout::middle(y, size)), words, &style);
            widest = widest.max(fonts::width(words, size, style.weight));
        }
        svg.end();
        widest
    }

    /// Adds a plus sign to positive values of a difference.
    fn with_sign(&self, value: f64, words: String) -> String {
        let signed = self.map.is_diverging() && value > 0.0 && words != "0";
        if signed { format!("+{words}") } else { words }
    }

    fn draw_histogram(&self, svg: &mut Svg, frame: Rect, theme: &Theme) -> Result<(), RenderError> {
        let bins = (frame.height / LEAST_BIN).clamp(8.0, MOST_BINS) as usize;
        let bars = summary::histogram(self.field, self.scale, self.limits, self.map, bins);
        let most = bars.iter().fold(0.0_f64, |most, bar| most.max(bar.share));
        let axis = |to: f64| Axis {
            from: 0.0,
            to,
            log: false,
            ticks: Vec::new(),
            labels: Vec::new(),
            title: String::new(),
        };
        let chart = Chart {
            name: "histogram".to_owned(),
            frame,
            x: axis(if most > 0.0 { most } else { 1.0 }),
            y: axis(1.0),
            grid: false,
            boxed: false,
            series: vec![Series::Bars {
                corners: bars.iter().map(|b| [0.0, b.from, b.share, b.to]).collect(),
                colour: theme.ground.mixed(theme.quiet, 0.6),
                opacity: 1.0,
            }],
        };
        chart.draw_series(svg, theme)?;
        let base = Paint::stroke(theme.quiet, 1.0);
        svg.line((frame.x, frame.y), (frame.x, frame.bottom()), &base);
        Ok(())
    }

    /// Position on the bar, share and value of each mark; marks at the same value are merged.
    fn marks(&self, digits: usize, language: Language) -> Vec<(f64, String, String)> {
        let [p05, p50, p95] = self.summary.marks;
        let written =
            |value: f64| self.with_sign(value, numbers::short(numbers::rounded(value, digits), digits));
        // Values that are written alike are one.
        let [low, middle, high] = self.summary.marks.map(written);
        let words: Vec<(f64, &str)> = if low == high {
            vec![(p50, "5–95")]
        } else if low == middle {
            vec![(p50, "5–50"), (p95, "95")]
        } else if middle == high {
            vec![(p05, "5"), (p50, "50–95")]
        } else {
            vec![(p05, "5"), (p50, "50"), (p95, "95")]
        };
        words
            .into_iter()
            .map(|(value, share)| {
                let place = self.scale.place(value, self.limits);
                let place = if place.is_nan() { 0.0 } else { place };
                (place, format!("{share}{THIN}%"), language.numeral(&written(value)))
            })
            .collect()
    }
}

/// Draws a bar of a round length that shows the scale of a map, right-aligned at `right` with its label;
/// `length` units represent `mm`.
pub fn scale_bar(svg: &mut Svg, right: f64, y: f64, length: f64, mm: f64, theme: &Theme) {
    let words = theme.language.numeral(&scale_words(mm));
    let style = TextStyle::new(theme.size.label, theme.text).anchored(Anchor::End);
    let text_width = fonts::width(&words, style.size, style.weight);
    let end = right - text_width - 8.0;
    svg.begin("scale-bar");
    svg.text((right, layout::middle(y, style.size)), &words, &style);
    let line = Paint::stroke(theme.text, 2.0);
    svg.line((end - length, y), (end, y), &line);
    for x in [end - length, end] {
        svg.line((x, y - 4.0), (x, y + 4.0), &line);
    }
    svg.end();
}

/// Label of a scale bar of this length; below a tenth of a millimetre in micrometres.
#[must_use]
pub fn scale_words(mm: f64) -> String {
    if mm < 0.1 {
        format!("{}{THIN}µm", numbers::short(mm * 1000.0, 2))
    } else {
        format!("{}{THIN}mm", numbers::short(mm, 2))
    }
}
