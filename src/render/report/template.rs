//! What a template of a stranger may say: enough to lay out a report, and nothing that grows.
//!
//! The engine counts steps, but a chain of ten thousand signs overflows its stack before the first step, and a list that holds itself
//! twice doubles with each line. So a template builds no values: it knows no lists or tables of its own, no `+` and `*`, and only the
//! filters below. Then nothing is deeper or longer than the report itself, but text, whose bytes the engine counts.

use minijinja::{AutoEscape, Environment, filters, functions, tests};

/// Most characters between two braces, and most branches of all conditions. Each may take a frame of the stack, a few kilobytes.
const MOST_OF_A_TAG: usize = 1000;
const MOST_BRANCHES: usize = 200;

/// Most calls within calls: a loop that calls itself.
const MOST_CALLS: usize = 40;

/// The filters, functions and tests that templates may use.
pub fn environment<'a>() -> Environment<'a> {
    let mut environment = Environment::empty();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_recursion_limit(MOST_CALLS);
    environment.add_function("range", functions::range);
    environment.add_filter("safe", filters::safe);
    environment.add_filter("escape", filters::escape);
    environment.add_filter("e", filters::escape);
    environment.add_filter("upper", filters::upper);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("title", filters::title);
    environment.add_filter("capitalize", filters::capitalize);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("default", filters::default);
    environment.add_filter("length", filters::length);
    environment.add_filter("first", filters::first);
    environment.add_filter("last", filters::last);
    environment.add_filter("round", filters::round);
    environment.add_filter("join", filters::join);
    environment.add_test("defined", tests::is_defined);
    environment.add_test("undefined", tests::is_undefined);
    environment.add_test("odd", tests::is_odd);
    environment.add_test("even", tests::is_even);
    environment
}

/// Refuses what could grow.
///
/// # Errors
/// What is refused, with its line, in words.
pub fn plain(template: &str) -> Result<(), String> {
    let (mut rest, mut branches) = (template, 0);
    while let Some(at) = rest.find('{') {
        let line = |left: &str| template[..template.len() - left.len()].matches('\n').count() + 1;
        let from = &rest[at..];
        let close = match from.as_bytes().get(1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => {
                // A comment ends at the first sign of its end, whatever it holds.
                rest = from.find("#}").map_or("", |end| &from[end + 2..]);
                continue;
            }
            _ => {
                rest = &from[1..];
                continue;
            }
        };
        let said = |why: String| format!("line {}: {why}", line(from));
        let (tag, left) = tag(&from[2..], close).map_err(said)?;
        branches += usize::from(tag == "elif");
        if branches > MOST_BRANCHES {
            return Err(said(format!("more than {MOST_BRANCHES} elif; a template may have no more")));
        }
        if tag == "raw" {
            return Err(said("raw is not known here".to_owned()));
        }
        rest = left;
    }
    Ok(())
}

/// Words after which a bracket opens something new.
const NO_VALUES: [&str; 18] = [
    "and",
    "autoescape",
    "block",
    "call",
    "do",
    "elif",
    "else",
    "endset",
    "filter",
    "for",
    "if",
    "in",
    "is",
    "not",
    "or",
    "recursive",
    "set",
    "with",
];

fn part_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// First word of a tag, and what follows the tag. `text` begins after its opening braces.
fn tag<'a>(text: &'a str, close: &str) -> Result<(&'a str, &'a str), String> {
    let body = text.trim_start_matches(['-', '+']);
    let word = body.trim_start().split(|letter| !part_of_a_word(letter)).next();
    // What stands before a bracket decides whether it opens a list or an index, a group or a call.
    let (mut before, mut quote, mut escaped, mut calls) = (' ', None, false, Vec::new());
    let mut of_loop = word == Some("for");
    for (number, (at, letter)) in body.char_indices().enumerate() {
        if number > MOST_OF_A_TAG {
            return Err(format!("a tag has more than {MOST_OF_A_TAG} characters"));
        }
        if let Some(end) = quote {
            if escaped {
                escaped = false;
            } else if letter == '\\' {
                escaped = true;
            } else if letter == end {
                quote = None;
            }
            before = letter;
            continue;
        }
        let rest = &body[at..];
        if calls.is_empty() && rest.starts_with(close) {
            return Ok((word.unwrap_or_default(), &rest[close.len()..]));
        }
        if !part_of_a_word(before) && rest.starts_with("in") && !rest[2..].starts_with(part_of_a_word) {
            of_loop = false;
        }
        let last = body[..at].rsplit(|letter| !part_of_a_word(letter)).next().unwrap_or_default();
        let after_a_value = if part_of_a_word(before) {
            !NO_VALUES.contains(&last)
        } else {
            matches!(before, ']' | ')' | '"' | '\'')
        };
        match letter {
            '"' | '\'' => quote = Some(letter),
            // A group in parentheses, after a space or a sign, holds no comma, or it would be a list.
            '(' => calls.push(after_a_value),
            ')' => drop(calls.pop()),
            '[' if after_a_value => calls.push(false),
            ']' => drop(calls.pop()),
            ',' if (of_loop && calls.is_empty()) || calls.last() == Some(&true) => {}
            '+' if rest[1..].starts_with(close) => {}
            ',' | '[' | '{' | '}' | '+' | '*' => {
                return Err(format!(
                    "{letter:?} is not known here: a template makes no lists, tables or sums"
                ));
            }
            _ => {}
        }
        before = letter;
    }
    Err("a tag has no end".to_owned())
}

#[cfg(test)]
mod refused {
    use super::plain;

    #[test]
    fn identity_templates_that_lay_out_are_plain() {
        for text in [
            "no tag { at } all",
            "{{ report.title }} {%- if a is odd and b == 'x, [y] + }}' %}{% endif -%}",
            "{% for key, value in report.sections %}{{ value['items'][0]|join(', ') }}{% endfor %}",
            "{# [1] * 2 #}{{ range(1, 3)|length }} {{ (a or b)|default(\"\\\"[\", true) }} {{ a / 2 - 1 }}",
        ] {
            assert_eq!(plain(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn limit_whatever_grows_is_refused_with_its_line() {
        let long = format!("{{{{ {}1 }}}}", "-".repeat(10_000));
        let branches = format!("{{% if 0 %}}{}{{% endif %}}", "{% elif 0 %}".repeat(10_000));
        for text in [
            "{% set x=[x] %}",
            "{{ [1] }}",
            "{{ x + x }}",
            "{{ x*9 }}",
            "{% set x={'a': 1} %}",
            "{% for a in (b, b) %}",
            "{{ f((a, a)) }}",
            "{% with a = x, b = y %}",
            "{% raw %}\"{% endraw %}{{ [1] }}",
            "{{ x",
            "{{ 'x }}",
            "{{ a if [1] }}",
            "{{ in [1] }}",
            "{% if x in (1, 2) %}",
            "{% for a in(b, b) %}",
            "{{ x if(a, a) }}",
            "{{ x in[a] }}",
            "{% if[a] %}",
            &long,
            &branches,
        ] {
            assert!(plain(&format!("\n{text}")).unwrap_err().starts_with("line 2: "), "{text:.40}");
        }
    }
}
