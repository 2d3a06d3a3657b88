"""`make mutants`: changes the code of what must never be wrong, a little at a time, and lists what no test notices.

Cosmic Ray changes copies of this checkout, as many at once as there are processors; nothing here is touched. A mutant
that survives is either a test that is missing or a change that makes no difference: `docs/mutants.md` judges each.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome

from eventapp.core.files import ROOT


class Target(NamedTuple):
    """Modules, and the tests that must notice whatever changes in them."""

    modules: tuple[str, ...]
    tests: str


TARGETS = {
    "seats": Target(
        ("eventapp/registration/service/seats.py",),
        "tests/registration/test_seats.py tests/registration/test_register.py tests/registration/test_waiting_list.py "
        "tests/registration/test_days.py "
        "tests/registration/test_groups.py tests/registration/test_codes_and_invitations.py "
        "tests/properties/test_seats.py",
    ),
    "verdicts": Target(
        ("eventapp/checkin/verdicts.py",),
        "tests/checkin/test_vectors.py tests/checkin/test_rules.py tests/checkin/test_api.py",
    ),
    "signatures": Target(
        ("eventapp/core/codes.py",),
        "tests/core/test_codes.py tests/checkin/test_api.py tests/registration/test_private_page.py",
    ),
    "entries and feeds": Target(
        ("eventapp/calendars/entries.py", "eventapp/calendars/feeds.py", "eventapp/calendars/icalendar_format.py"),
        "tests/calendars/test_feeds.py tests/calendars/test_conformance.py tests/calendars/test_invitations.py "
        "tests/calendars/test_what_leaves_a_feed.py tests/calendars/test_time_zones.py",
    ),
    "drafts and releases": Target(
        (
            "eventapp/programme/drafts.py",
            "eventapp/programme/service/drafts.py",
            "eventapp/programme/service/releases.py",
        ),
        "tests/programme/test_drafts.py tests/programme/test_releases.py tests/programme/test_admin.py "
        "tests/properties/test_programme.py",
    ),
    "permissions": Target(
        ("eventapp/events/policy.py", "eventapp/registration/policy.py", "eventapp/accounts/policy.py"),
        "tests/registration/test_policy.py tests/test_permissions.py tests/events/test_team.py",
    ),
}
OPERATORS = (
    "ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Is_IsNot|IsNot_Is|In_NotIn|NotIn_In)",
    "ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_FloorDiv|BitOr_BitAnd|BitAnd_BitOr)",
    "AddNot", "NumberReplacer", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue",
    "ReplaceUnaryOperator_Delete_Not", "ReplaceContinueWithBreak", "ZeroIterationForLoop",
)  # fmt: skip
LONGEST = 240
"""Seconds after which tests that go on and on have noticed."""
CONFIGURATION = """[cosmic-ray]
module-path = "{module}"
timeout = {longest}
excluded-modules = []
test-command = "{python} -m pytest -x -q -n 0 -k 'not postgresql' {tests}"

[cosmic-ray.distributor]
name = "local"

[cosmic-ray.filters.operators-filter]
exclude-operators = ["core/(?!({operators})$).*"]
"""


class Survivor(NamedTuple):
    module: str
    line: int
    operator: str
    diff: str


def mutate(module: str, tests: str) -> tuple[str, int, list[Survivor]]:
    """(module, how many mutants were made, those that survived)."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "checkout"
        ignored = shutil.ignore_patterns(".git", ".venv", "node_modules", "instance", "dist", "build", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=ignored, symlinks=True)
        if (ROOT / "node_modules").is_dir():  # the calendar readers among the tests live there
            (copy / "node_modules").symlink_to(ROOT / "node_modules")
        (copy / "mutants.toml").write_text(
            CONFIGURATION.format(
                module=module, tests=tests, python=sys.executable, longest=LONGEST, operators="|".join(OPERATORS)
            )
        )
        environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
        for command in (
            ("cosmic-ray", "init", "mutants.toml", "mutants.sqlite"),
            ("cr-filter-operators", "mutants.sqlite", "mutants.toml"),
            ("cosmic-ray", "baseline", "mutants.toml"),
            ("cosmic-ray", "exec", "mutants.toml", "mutants.sqlite"),
        ):
            program = Path(sys.executable).with_name(command[0])
            subprocess.run([program, *command[1:]], cwd=copy, env=environment, check=True, capture_output=True)
        with use_db(str(copy / "mutants.sqlite"), WorkDB.Mode.open) as database:
            made = 0
            survivors = []
            for item, result in database.completed_work_items:
                if result.test_outcome is None:
                    continue
                made += 1
                if result.test_outcome is TestOutcome.SURVIVED:
                    (mutation,) = item.mutations
                    survivors.append(Survivor(module, mutation.start_pos[0], mutation.operator_name, result.diff or ""))
    return module, made, survivors


def main() -> int:
    parser = argparse.ArgumentParser(prog="make mutants MUTANTS=...", description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"of {', '.join(TARGETS)}; all unless named")
    wanted = parser.parse_args().targets or list(TARGETS)
    work = [(module, target.tests) for name, target in TARGETS.items() if name in wanted for module in target.modules]
    all_made = all_survived = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for finished in as_completed([pool.submit(mutate, *one) for one in work]):
            module, made, survivors = finished.result()
            all_made, all_survived = all_made + made, all_survived + len(survivors)
            caught = 100 * (made - len(survivors)) / made if made else 100
            print(f"{module}: {made} mutants, {caught:.0f} % caught", flush=True)
            for survivor in survivors:
                changed = [
                    line for line in survivor.diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
                ]
                print(
                    f"  line {survivor.line}, {survivor.operator.removeprefix('core/')}",
                    *changed,
                    sep="\n    ",
                    flush=True,
                )
    caught = 100 * (all_made - all_survived) / all_made if all_made else 0
    print(f"{all_made} mutants, {caught:.1f} % caught, {all_survived} survived")
    return 0 if caught >= 90 else 1


if __name__ == "__main__":
    sys.exit(main())
