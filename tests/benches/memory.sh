#!/bin/sh
# Measures how much memory exports take on large workspaces: 10,000 milestones, with 1,000 entries and with 100,000:
#     sh tests/benches/memory.sh
# Prints for each the size of what it writes, its peak, that of `status`, which reads the same and writes next to nothing, and how
# often the size goes into what it takes beyond that. Needs python3.
set -eu
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo build --quiet --release
cargo bench --quiet --bench generate -- "$folder/plan" 1000
cargo bench --quiet --bench generate -- "$folder/full" 100000
python3 - "$PWD/target/release/milepost" "$folder" <<'PYTHON'
import glob, os, resource, subprocess, sys

binary, top = sys.argv[1:]
MB = 1e6
# By so much the peak of one command differs from run to run.
NOISE = 16 * MB


def peak(folder, *words):
    """The most memory that a command had, in bytes. The child's own, as the system tells it when it ends."""
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1), os.dup2(null, 2)
        os.execv(binary, [binary, "-C", folder, *words])
    _, code, usage = os.wait4(child, 0)
    assert code == 0, words
    return usage.ru_maxrss * 1024


worst = 0.0
for name in ["plan", "full"]:
    folder = f"{top}/{name}"
    floor = peak(folder, "status")
    size = sum(os.path.getsize(file) for file in [f"{folder}/plan.json", *glob.glob(f"{folder}/ledger/*.jsonl")])
    print(f"{name}: {size / MB:.1f} MB of plan and books; status has {floor / MB:.1f} MB at its peak")
    for format in ["json", "jsonl", "csv", "csv/", "xlsx", "ics", "md"]:
        to = f"{top}/tables/" if format == "csv/" else f"{top}/out.{format}"
        most = peak(folder, "export", "-o", format.strip("/"), "--to", to)
        files = glob.glob(f"{to}*") if format == "csv/" else [to]
        written = sum(os.path.getsize(file) for file in files)
        beyond = max(0, most - floor)
        times = beyond / max(written, 1)
        worst = max(worst, (beyond - NOISE) / written)
        print(f"  {format:6} {written / MB:8.1f} MB written {most / MB:8.1f} MB at the peak, {beyond / MB:8.1f} MB beyond status: {times:5.1f} ×")
assert worst <= 10, "an export takes more than ten times the size of what it writes"
PYTHON
