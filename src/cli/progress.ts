import type { CollectEvent } from '../sources/live/collect.ts';

/** Shows how a collection goes, on standard error. */
export interface Progress {
  readonly onEvent: (event: CollectEvent) => void;
  readonly onCall: (operation: string, region: string) => void;
  readonly onAccount: (
    account: string,
    regions: readonly string[],
    skipped: readonly { readonly region: string; readonly reason: string }[],
  ) => void;
  /** Clears the live lines and prints what was read in all. */
  readonly finish: () => void;
}

interface Row {
  readonly service: string;
  readonly region: string;
  resources: number;
  facts: number;
  open: number;
  readonly since: number;
  until: number;
}

const everyTerminalTick = 100;
const everyPlainTick = 5000;

/**
 * On a terminal: a line for each service and Region that is being read, redrawn in place. Elsewhere: one plain line every few
 * seconds. `quiet` shows nothing; `verbose` every call.
 */
export const makeProgress = ({
  quiet = false,
  verbose = false,
}: {
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}): Progress => {
  const stream = process.stderr;
  const started = performance.now();
  const rows = new Map<string, Row>();
  const live = stream.isTTY === true && !quiet && !verbose && process.env['TERM'] !== 'dumb';
  let calls = 0;
  let drawn = 0;
  let signedIn = false;

  const totals = (): string => {
    let [resources, facts] = [0, 0];
    for (const row of rows.values()) {
      resources += row.resources;
      facts += row.facts;
    }
    return `${resources} resources, ${facts} facts, ${calls} calls, ${seconds(performance.now() - started)}`;
  };
  const erase = (): void => {
    if (drawn > 0) stream.write(`\u001b[${drawn}F\u001b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    const busy = [...rows.values()].filter(({ open }) => open > 0);
    const room = Math.max(1, (stream.rows || 24) - 3);
    const lines = busy.slice(0, room).map((row) => {
      const time = seconds(performance.now() - row.since);
      return `  ${row.service.padEnd(16)} ${row.region.padEnd(15)} ${String(row.resources).padStart(7)} resources ${String(row.facts).padStart(8)} facts ${time.padStart(7)}`;
    });
    if (busy.length > room) lines.push(`  and ${busy.length - room} more`);
    lines.push(totals());
    const width = (stream.columns || 80) - 1;
    erase();
    stream.write(`${lines.map((line) => line.slice(0, width)).join('\n')}\n`);
    drawn = lines.length;
  };
  const timer = quiet
    ? undefined
    : setInterval(
        () => (live ? draw() : stream.write(`reading: ${totals()}\n`)),
        live ? everyTerminalTick : everyPlainTick,
      );
  timer?.unref();

  return {
    onEvent(event) {
      const service = event.type.split('::')[1] ?? event.type;
      const key = `${service} ${event.region}`;
      const row = rows.get(key) ?? {
        service,
        region: event.region,
        resources: 0,
        facts: 0,
        open: 0,
        since: performance.now(),
        until: 0,
      };
      rows.set(key, row);
      if (event.kind === 'resource') {
        row.resources++;
        row.facts += event.facts;
      } else if (event.kind === 'start') row.open++;
      else {
        row.open--;
        row.until = performance.now();
      }
    },
    onCall(operation, region) {
      calls++;
      if (verbose) stream.write(`${operation} ${region}\n`);
    },
    onAccount(account, regions, skipped) {
      signedIn = true;
      if (quiet) return;
      stream.write(`account ${account}: reading ${regions.join(', ')}\n`);
      for (const reason of ['not-opted-in', 'not-requested'] as const) {
        const left = skipped.filter((one) => one.reason === reason).map(({ region }) => region);
        if (left.length > 0)
          stream.write(
            `left out (${reason === 'not-opted-in' ? 'not enabled for the account' : 'not in --regions'}): ${left.join(', ')}\n`,
          );
      }
    },
    finish() {
      clearInterval(timer);
      if (live) erase();
      // Where the credentials do not work, the error says all there is to say.
      if (quiet || !signedIn) return;
      if (live || verbose) {
        for (const { service, region, resources, facts, since, until } of rows.values()) {
          if (resources === 0) continue;
          stream.write(
            `  ${service.padEnd(16)} ${region.padEnd(15)} ${String(resources).padStart(7)} resources ${String(facts).padStart(8)} facts ${seconds(until - since).padStart(7)}\n`,
          );
        }
      }
      stream.write(`read ${totals()}\n`);
    },
  };
};

const seconds = (milliseconds: number): string => `${(Math.max(0, milliseconds) / 1000).toFixed(1)} s`;
