"""Writes docs/python.md from the docstrings: python python/tests/reference.py. A test says when it is out of date."""

import inspect
import re
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "python.md"


def signature(of):
    try:
        text = str(inspect.signature(of))
    except ValueError:
        return ""
    text = re.sub(r"<[^>]*>", "...", text).replace("'", "")
    text = re.sub(r"(\(|, )self(, )?", lambda found: found.group(1) if found.group(1) == "(" else "", text)
    # A line for each argument where one line is too long for a page.
    if len(text) > 56 and text.startswith("("):
        inside, _, gives = text[1:].rpartition(")")
        text = "(\n" + "".join(f"        {one},\n" for one in parted(inside)) + f"    ){gives}"
    return text


def parted(text):
    """Arguments; commas in brackets part nothing."""
    depth, parts = 0, [""]
    for letter in text:
        depth += (letter in "[(") - (letter in "])")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def doc(of):
    """A docstring as Markdown: sections of numpydoc as lists."""
    lines = (inspect.getdoc(of) or "").splitlines()
    out, section, at = [], "", 0
    while at < len(lines):
        line = lines[at]
        if at + 1 < len(lines) and set(lines[at + 1]) == {"-"} and line:
            section = line
            out += ["", f"*{line}*", ""]
            at += 2
            continue
        if section == "Examples" and line:
            out.append("    " + line)
        elif section and line and not line.startswith(" "):
            out.append(f"- `{line}`")
        elif section and line.startswith("    "):
            # The first line says what the name means.
            if out[-1].startswith("- `") and out[-1].endswith("`"):
                out[-1] += ":"
            out.append("  " + line.strip())
        else:
            out.append(line)
        at += 1
    text = "\n".join(out).replace("``", "`")
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def page():
    import puncta as pc
    from puncta import _plot, _run, _study

    out = ["# Python, every name", "", "Written by `python/tests/reference.py` from the docstrings. The [quick start](do/python.md) shows how they go together."]
    classes = [pc.Scenario, pc.Run, _run.Fields, pc.Figure, pc.Picture, _plot.Plot, pc.Answer, _study.Comparison, _study.Sweep,
               _study.Sensitivity, _study.Optimum, _study.SafeDepth, _study.Fit]
    functions = [pc.run, pc.load, pc.compare, pc.sweep, pc.sensitivity, pc.optimise, pc.safe_depth, pc.fit, pc.keys]
    errors = [pc.PunctaError, pc.ScenarioError, pc.Problem, pc.RefusedError, pc.ClusterError, pc.MissingPackageError]
    out += ["", "## Functions"]
    for of in functions:
        out += ["", f"### puncta.{of.__name__}", "", f"    {of.__name__}{signature(of)}", "", doc(of)]
    out += ["", "## Classes"]
    for of in classes:
        out += ["", f"### {of.__name__}", "", doc(of)]
        for name, member in vars(of).items():
            if name.startswith("_") and name != "__getitem__":
                continue
            plain = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
            if isinstance(plain, property) and plain.__doc__:
                out += ["", f"**`{name}`**", "", doc(plain)]
            elif inspect.isfunction(plain) and plain.__doc__:
                out += ["", f"**`{name}`**", "", f"    {name}{signature(plain)}", "", doc(plain)]
    out += ["", "## Exceptions"]
    for of in errors:
        out += ["", f"### puncta.{of.__name__}", "", doc(of)]
    return "\n".join(out).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
