//! Page frame that all pictures share, wrapped text, and labels that avoid each other.

use super::fonts::{self, Weight};
use super::svg::{Anchor, Svg, TextStyle};
use super::theme::{Labels, Theme, Words};

/// Distance between lines of text, in multiples of the type size.
const LEADING: f64 = 1.3;

/// Smallest share of their size to which titles shrink before a third line is accepted.
const SMALLEST_TITLE: f64 = 0.8;

/// Breaks a text into lines no wider than `width` units. It breaks at spaces, and within a single word that
/// is too wide. Line breaks in the text are kept.
///
/// Slightly shorter lines are used if they avoid a last line of only a word or two.
#[must_use]
pub fn wrapped(text: &str, size: f64, weight: Weight, width: f64) -> Vec<String> {
    const WIDOW: f64 = 0.25;
    let lines = greedy(text, size, weight, width);
    let is_widow = |lines: &[String]| match lines {
        [.., before, last] => {
            let whole = fonts::width(before, size, weight);
            fonts::width(last, size, weight) < WIDOW * whole
        }
        _ => false,
    };
    if !is_widow(&lines) {
        return lines;
    }
    [0.95, 0.9, 0.85, 0.8, 0.75]
        .into_iter()
        .map(|narrower| greedy(text, size, weight, narrower * width))
        .take_while(|other| other.len() == lines.len())
        .find(|other| !is_widow(other))
        .unwrap_or(lines)
}

fn greedy(text: &str, size: f64, weight: Weight, width: f64) -> Vec<String> {
    let fits = |line: &str| fonts::width(line, size, weight) <= width;
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        // Only plain spaces are break points: no-break spaces hold numbers and units together.
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                line.push(c);
                if !fits(&line) && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, c.to_string()));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

/// Writes lines one below the other; `top` is the upper edge of the first. Returns the lower edge of the
/// last.
pub fn block(svg: &mut Svg, x: f64, top: f64, lines: &[String], style: &TextStyle) -> f64 {
    for (i, line) in lines.iter().enumerate() {
        let baseline = top + style.size * (0.95 + LEADING * i as f64);
        svg.text((x, baseline), line, style);
    }
    top + style.size * LEADING * lines.len() as f64
}

/// Baseline that puts the middle of digits and capitals of this size at `y`.
#[must_use]
pub fn middle(y: f64, size: f64) -> f64 {
    // Capitals and digits of Inter are 0.727 em high.
    y + 0.364 * size
}

/// Writes title and subtitle. Returns the y at which the picture itself may begin.
pub fn header(svg: &mut Svg, title: &str, subtitle: &str, theme: &Theme) -> f64 {
    let (x, width) = (theme.page.margin, theme.inner_width());
    let mut size = theme.size.title;
    let mut lines = wrapped(title, size, Weight::SemiBold, width);
    while lines.len() > 2 && size > SMALLEST_TITLE * theme.size.title {
        size -= 1.0;
        lines = wrapped(title, size, Weight::SemiBold, width);
    }
    svg.begin("header");
    let mut y = theme.page.margin - 4.0;
    let style = TextStyle::new(size, theme.text).semibold();
    y = block(svg, x, y, &lines, &style);
    let style = TextStyle::new(theme.size.subtitle, theme.quiet);
    let subtitle = if theme.panel { "" } else { subtitle };
    let lines = wrapped(subtitle, theme.size.subtitle, Weight::Regular, width);
    if !lines.is_empty() {
        y = block(svg, x, y + 2.0, &lines, &style);
    }
    svg.end();
    y + 2.0 * theme.page.step
}

/// Writes that there is nothing to show, where a picture would begin. Returns the lower edge.
pub fn none(svg: &mut Svg, top: f64, theme: &Theme) -> f64 {
    let style = TextStyle::new(theme.size.subtitle, theme.quiet);
    svg.begin("none");
    svg.text((theme.page.margin, top + 2.0 * style.size), theme.language.nothing(), &style);
    svg.end();
    top + 3.0 * style.size
}

/// Writes the sentence, unless words are short, and the foot below a picture that ends at `bottom`. Returns the height of
/// the page.
pub fn footer(svg: &mut Svg, bottom: f64, sentence: &str, foot: &str, theme: &Theme) -> f64 {
    let (x, width) = (theme.page.margin, theme.inner_width());
    let bottom = if theme.labels == Labels::Below { key(svg, bottom, theme) } else { bottom };
    let mut y = bottom + 2.5 * theme.page.step;
    svg.begin("footer");
    let sentence = if theme.words == Words::Short { "" } else { sentence };
    let size = if theme.is_column() { theme.size.note } else { theme.size.axis };
    let lines = wrapped(sentence, size, Weight::Regular, width);
    if !lines.is_empty() {
        let style = TextStyle::new(size, theme.text);
        y = block(svg, x, y, &lines, &style) + theme.page.step;
    }
    let foot = if theme.panel { "" } else { foot };
    let lines = wrapped(foot, theme.size.note, Weight::Regular, width);
    if !lines.is_empty() {
        let style = TextStyle::new(theme.size.note, theme.quiet);
        y = block(svg, x, y, &lines, &style);
    }
    svg.end();
    // The height is a whole number of units, so that a PNG at scale 1 has no half row.
    (y + theme.page.margin - theme.page.step).ceil()
}

/// Writes what the numbers in a picture that ends at `bottom` stand for, in one or two columns. Returns the lower edge.
fn key(svg: &mut Svg, bottom: f64, theme: &Theme) -> f64 {
    let words = svg.take_key();
    let (size, left) = (theme.size.note, theme.page.margin);
    let (top, indent, gap) = (bottom + 1.5 * theme.page.step, 1.9 * size, 2.0 * theme.page.step);
    let set = |columns: f64| -> Vec<Vec<String>> {
        let width = (theme.inner_width() - (columns - 1.0) * gap) / columns - indent;
        words.iter().map(|words| wrapped(words, size, Weight::Regular, width)).collect()
    };
    let lines = |entries: &[Vec<String>]| entries.iter().map(Vec::len).sum::<usize>();
    // In two columns the first has half of the lines or a little more.
    let halves = set(2.0);
    let half = lines(&halves).div_ceil(2);
    let first = (0..halves.len()).find(|end| lines(&halves[..*end]) >= half).unwrap_or(halves.len());
    let higher = lines(&halves[..first]).max(lines(&halves[first..]));
    let whole = set(1.0);
    let columns: Vec<&[Vec<String>]> =
        if 4 * higher <= 3 * lines(&whole) { vec![&halves[..first], &halves[first..]] } else { vec![&whole] };
    let (mut number, mut end) = (0, bottom);
    svg.begin("key-below");
    for (column, entries) in columns.iter().enumerate() {
        let x = left + column as f64 * (0.5 * (theme.inner_width() - gap) + gap);
        let mut y = top;
        for lines in *entries {
            number += 1;
            let style = TextStyle::new(size, theme.text);
            let place = (x + indent - 0.6 * size, y + 0.95 * size);
            svg.text(place, &number.to_string(), &style.semibold().anchored(Anchor::End));
            y = block(svg, x + indent, y, lines, &style);
        }
        end = end.max(y);
    }
    svg.end();
    end
}

/// Parts in rows, so many side by side; each row begins below all of the one before.
pub struct Rows {
    across: usize,
    gap: f64,
    top: f64,
    bottom: f64,
}

impl Rows {
    /// Rows of `across` parts from this height on, with this gap between rows.
    #[must_use]
    pub fn new(across: usize, top: f64, gap: f64) -> Rows {
        Rows { across: across.max(1), gap, top, bottom: top }
    }

    /// Column and upper edge of a part; parts come in their order.
    pub fn place(&mut self, part: usize) -> (usize, f64) {
        if part > 0 && part.is_multiple_of(self.across) {
            self.top = self.bottom + self.gap;
        }
        (part % self.across, self.top)
    }

    /// Notes how far down a part goes.
    pub fn reach(&mut self, bottom: f64) {
        self.bottom = self.bottom.max(bottom);
    }

    /// Lower edge of all parts.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.bottom
    }
}

/// Moves labels apart along one line, as little as possible and without changing their order.
///
/// `wanted` holds the preferred middle of each label, `sizes` the room that each takes (same length), and
/// `gap` the smallest distance between two. The result has the order of the input. It stays within
/// `low`..`high` while there is room and continues beyond `high` otherwise. Labels with the same preferred
/// middle keep their order.
///
/// Method: the room of the labels before it is subtracted from every position. "No overlap" then becomes
/// "never falling", and pooling neighbours finds the nearest never-falling sequence.
#[must_use]
pub fn spread(wanted: &[f64], sizes: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let count = wanted.len().min(sizes.len());
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));

    let mut before = 0.0;
    let mut offsets = Vec::with_capacity(count);
    for i in &order {
        offsets.push(before + sizes[*i] / 2.0);
        before += sizes[*i] + gap;
    }
    let total = (before - gap).max(0.0);

    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (i, offset) in order.iter().zip(&offsets) {
        let place = wanted[*i];
        let mut sum = if place.is_finite() { place } else { low } - offset;
        let mut members = 1;
        while let Some((above, n)) = pools.last().copied() {
            if above / n as f64 <= sum / members as f64 {
                break;
            }
            sum += above;
            members += n;
            pools.pop();
        }
        pools.push((sum, members));
    }

    let mut result = vec![0.0; count];
    let last_start = (high - total).max(low);
    let mut k = 0;
    for (sum, members) in pools {
        let start = (sum / members as f64).clamp(low, last_start);
        for _ in 0..members {
            result[order[k]] = start + offsets[k];
            k += 1;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_spread_keeps_order_room_and_bounds() {
        let wanted = [100.0, 101.0, 102.0, 300.0, 5.0, 301.0];
        let sizes = [20.0; 6];
        let placed = spread(&wanted, &sizes, 4.0, 0.0, 320.0);
        let mut sorted = placed.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|w| w[1] - w[0] >= 24.0 - 1e-9), "{placed:?}");
        assert!(sorted[0] >= 10.0 && sorted[5] <= 310.0 + 1e-9);
        assert!(placed[4] < placed[0] && placed[0] < placed[1] && placed[3] < placed[5]);
        // A label with enough room stays at its preferred place.
        assert_eq!(spread(&[50.0, 150.0], &[20.0; 2], 4.0, 0.0, 200.0), [50.0, 150.0]);
    }

    #[test]
    fn limit_spread_without_room_or_numbers() {
        let placed = spread(&[1.0, 1.0, 1.0], &[20.0; 3], 0.0, 0.0, 30.0);
        assert_eq!(placed, [10.0, 30.0, 50.0]);
        assert!(spread(&[], &[], 1.0, 0.0, 1.0).is_empty());
        assert!(spread(&[f64::NAN, 3.0], &[2.0; 2], 1.0, 0.0, 9.0).iter().all(|y| y.is_finite()));
    }

    #[test]
    fn identity_wrapped_lines_fit_and_lose_nothing() {
        let text = "A sentence with Donaudampfschifffahrtsgesellschaftskapitänsmütze in it";
        let lines = wrapped(text, 18.0, Weight::Regular, 160.0);
        assert!(lines.len() > 3);
        for line in &lines {
            assert!(fonts::width(line, 18.0, Weight::Regular) <= 160.0, "{line}");
        }
        let joined: String = lines.concat().replace(' ', "");
        assert_eq!(joined, text.replace(' ', ""));
        assert!(wrapped("", 18.0, Weight::Regular, 100.0).is_empty());
    }
}
