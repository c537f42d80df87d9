import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { ndjson } from './ndjson.ts';
import type { Format } from './report.ts';
import { sarif } from './sarif.ts';
import { table } from './table.ts';

/** A report format as the command line offers it. */
export interface FormatEntry {
  readonly format: Format;
  /** What it is, in half a sentence, for the help. */
  readonly description: string;
  /** The file name to suggest where the user gave none. */
  readonly file: string;
}

/** The report formats, by the name that `--output` takes. */
export const formats = {
  table: { format: table, description: 'for people at a terminal', file: 'findings.txt' },
  json: { format: json, description: 'one document with every verdict', file: 'findings.json' },
  ndjson: { format: ndjson, description: 'every verdict as a line of JSON', file: 'findings.ndjson' },
  sarif: { format: sarif, description: 'SARIF 2.1.0 for GitHub code scanning', file: 'findings.sarif' },
  markdown: { format: markdown, description: 'for a pull request or a job summary', file: 'findings.md' },
} as const satisfies Readonly<Record<string, FormatEntry>>;

/** The names of the formats. */
export type FormatName = keyof typeof formats;
