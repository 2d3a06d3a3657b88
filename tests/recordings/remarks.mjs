// What the editor says of the lines that stand on standard input, as JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { remarksOn } = await import(pathToFileURL(process.argv[2]).href);
const { cue, following, source, measures, words } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(remarksOn(cue, following, source, measures, words)));
