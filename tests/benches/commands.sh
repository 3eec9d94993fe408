#!/bin/sh
# Times whole commands on a large workspace against `sha256sum` of the same files, in interleaved runs:
#     sh tests/benches/commands.sh
# Prints the median of each and its ratio to that of `sha256sum`; then the audit of a million sealed entries, and what a seal costs
# a command. Needs python3 and ssh-keygen.
set -eu
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo build --quiet --release
cargo bench --quiet --bench generate -- "$folder/large"
cargo bench --quiet --bench generate -- "$folder/sealed" 1000000 sealed
python3 - "$PWD/target/release/milepost" "$folder" <<'PYTHON'
import glob, json, os, statistics, subprocess, sys, time

binary, top = sys.argv[1:]
ROUNDS = 7


def compare(lines):
    """The times of each line, in interleaved runs; the first is the floor."""
    times = {name: [] for name in lines}
    for turn in range(ROUNDS + 1):
        for name, line in lines.items():
            begun = time.perf_counter()
            code = subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).returncode
            taken = time.perf_counter() - begun
            assert code == 0 or name == "check" and code == 1, (name, code)
            if turn:  # the first turn warms the files up
                times[name].append(taken)
    base = statistics.median(next(iter(times.values())))
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:32} {median * 1e3:8.1f} ms {median / base:7.2f} ×")


def floor(folder):
    files = [f"{folder}/plan.json", *sorted(glob.glob(f"{folder}/ledger/*.jsonl"))]
    size = sum(os.path.getsize(file) for file in files)
    print(f"{size / 1e6:.1f} MB in {len(files)} files, {os.cpu_count()} processors, {ROUNDS} runs")
    return {"sha256sum": ["sha256sum", *files]}


folder = f"{top}/large"
commands = ["status", "list", "list -o json", "show M-5000", "why M-5000", "next", "brief --since 2026-01-01", "timeline", "log", "export -o json", "export -o jsonl", "check", "audit",
            "mark M-5000 full --as mission"]
compare(floor(folder) | {command: [binary, "-C", folder, *command.split()] for command in commands})

folder = f"{top}/sealed"
audits = ["audit", "audit --full", "status"]
compare(floor(folder) | {command: [binary, "-C", folder, *command.split()] for command in audits})

# One command at a time, in two workspaces that differ in a key only.
key = f"{top}/key"
subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
marks = {}
for name, keys in {"mark": [], "mark, sealed": [open(f"{key}.pub").read().strip()]}.items():
    folder = f"{top}/{len(keys)}"
    plan = {"format": "milepost/plan/1", "id": "small", "version": "1", "title": "Small",
            "actors": [{"id": "mission", "name": "Mission", "role": "monitor", "keys": keys},
                       {"id": "mov", "name": "Movement", "role": "party"}],
            "rules": {"verify": {"by": ["mission"], "quorum": 1}, "amend": "never"},
            "milestones": [{"id": "M", "title": "A promise", "responsible": ["mov"]}]}
    json.dump(plan, open(f"{top}/plan.json", "w"))
    subprocess.run([binary, "init", folder, "--from", f"{top}/plan.json"], check=True, stdout=subprocess.DEVNULL)
    marks[name] = [binary, "-C", folder, "mark", "M", "full", "--as", "mission"] + (["--key", key] if keys else [])
compare(marks)
PYTHON
