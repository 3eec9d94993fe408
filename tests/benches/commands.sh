#!/bin/sh
# Times whole commands on a large workspace against `sha256sum` of the same files, in interleaved runs:
#     sh tests/benches/commands.sh
# Prints the median of each and its ratio to that of `sha256sum`. Needs python3.
set -eu
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo build --quiet --release
cargo bench --quiet --bench generate -- "$folder/large"
python3 - "$PWD/target/release/milepost" "$folder/large" <<'PYTHON'
import glob, os, statistics, subprocess, sys, time

binary, folder = sys.argv[1:]
ROUNDS = 7
files = [f"{folder}/plan.json", *sorted(glob.glob(f"{folder}/ledger/*.jsonl"))]
commands = ["status", "list", "list -o json", "show M-5000", "why M-5000", "next", "brief --since 2026-01-01", "timeline", "log", "export -o json", "export -o jsonl", "check", "audit",
            "mark M-5000 full --as mission"]
lines = {"sha256sum": ["sha256sum", *files]}
lines |= {command: [binary, "-C", folder, *command.split()] for command in commands}
times = {name: [] for name in lines}
size = sum(os.path.getsize(file) for file in files)
for turn in range(ROUNDS + 1):
    for name, line in lines.items():
        begun = time.perf_counter()
        code = subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).returncode
        taken = time.perf_counter() - begun
        assert code == 0 or name == "check" and code == 1, (name, code)
        if turn:  # the first turn warms the files up
            times[name].append(taken)
base = statistics.median(times["sha256sum"])
print(f"{size / 1e6:.1f} MB in {len(files)} files, {os.cpu_count()} processors, {ROUNDS} runs")
for name, taken in times.items():
    median = statistics.median(taken)
    print(f"{name:32} {median * 1e3:8.1f} ms {median / base:7.2f} ×")
PYTHON
