// Judges what stands in the input, by the scanner's own rules: [{passages}...] to [[uuid, outcome, earlier's uuid]...].
import { readFileSync } from "node:fs";
import { allowedAt, judge, standingOf } from "../../eventapp/static/js/scanner/verdicts.js";

const { judge: cases = [], standings = [], rules: ruled = [] } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify({
  judge: cases.map(({ passages }) =>
    Object.fromEntries([...judge(passages)].map(([uuid, { outcome, earlier }]) => [uuid, { outcome, earlier: earlier?.uuid ?? null }]))),
  standings: standings.map(({ state, ticket_version, shown_version }) => standingOf(state, ticket_version, shown_version)),
  rules: ruled.map(({ rules, ticket_type, at }) => allowedAt(rules, ticket_type, at)),
}));
