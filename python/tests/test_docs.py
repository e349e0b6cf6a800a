import doctest
import importlib.util

import puncta
from puncta import _run, _scenario, _study

from conftest import ROOT


def test_identity_examples_in_docstrings_hold():
    for module in (puncta, _run, _scenario, _study):
        found = doctest.testmod(module)
        assert found.failed == 0, module


def test_identity_the_reference_is_up_to_date():
    spec = importlib.util.spec_from_file_location("reference", ROOT / "python" / "tests" / "reference.py")
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    assert (ROOT / "docs" / "python.md").read_text() == reference.page(), "run: python python/tests/reference.py"
