// Tells as JSON what the W3C's checker of HTML finds wrong with pages: node w3c.mjs PAGE...
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.MILEPOST_READERS}/`);
const checker = String(require("vnu-jar"));
const found = execFileSync("java", ["-jar", checker, "--errors-only", "--exit-zero-always", "--stdout", "--format", "json", ...process.argv.slice(2)]);
const { messages } = JSON.parse(found);
console.log(JSON.stringify(messages.map((one) => `${one.url}:${one.lastLine}: ${one.message}`)));
