import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/model/resource.ts';
import { makeFolder, run, runCommand } from './run.ts';
import { bucket, decided, resourceOf, smallEstate, writeSnapshot } from './small.ts';

// Names, tags and AWS's messages in a snapshot were written by whoever may make a resource: none of it may steer the terminal.

const folder = makeFolder();

const hostile = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.string({ unit: fc.integer({ min: 0, max: 0x2ff }).map((code) => String.fromCharCode(code)) }),
  },
  fc.constantFrom(
    '\u001b]0;owned\u0007',
    '\u001b[2J\u001b[H0 findings',
    '\r\n::error file=x::owned\n',
    'x\u202Egnp.exe',
    '\u009b31m',
    '\u0000',
    '| a | b |\n| - | - |\n',
    '`</code><img src=x onerror=alert(1)>`',
    '\u2028\u2029\u200b\ufeff',
    '\udc00',
  ),
);

const estate = fc
  .array(fc.record({ name: hostile, message: hostile, tag: hostile }), { minLength: 1, maxLength: 12 })
  .map((rows) =>
    rows.flatMap(({ name, message, tag }, index): Resource[] => {
      const unread = { operation: `dynamodb:${message}`, code: message, message };
      // An ARN with a line break in it is refused; all else is taken.
      const inArn = name.replace(/[\r\n\u2028\u2029]/g, '');
      const arn = `arn:aws:dynamodb:eu-central-1:111122223333:table/${index}-${inArn}`;
      return [
        { ...bucket(`labels-${index}`, 'never', { [tag]: message }), name },
        { ...resourceOf('AWS::DynamoDB::Table', arn, { status: 'ACTIVE' }, { 'recovery.pointInTime': unread }), name },
      ];
    }),
  );

describe('whatever a snapshot holds', () => {
  it.each(['table', 'markdown', 'json', 'ndjson', 'sarif'])(
    'a report as %s prints no character that a terminal obeys',
    async (format) => {
      const path = join(folder, `${format}.snapshot.ndjson`);
      await fc.assert(
        fc.asyncProperty(estate, async (resources) => {
          await writeSnapshot(path, resources);
          const args = ['evaluate', path, '--policy', decided, '--fail-on', 'never', '--output', format];
          const { code, stdout, stderr } = await run(args);
          expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
          expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
          if (format === 'json' || format === 'sarif') JSON.parse(stdout);
        }),
        { numRuns: 6 },
      );
    },
    120_000,
  );

  it('its file name in an error prints none either', async () => {
    const { code, stderr } = await run(['evaluate', '\u001b[31mred\r\n.ndjson']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'datawarden: \\u001b[31mred\\u000d\\u000a.ndjson: cannot read: no such file or directory\n',
    });
  });
});

describe('on a terminal', () => {
  /** Runs the command on a pseudo-terminal; what it printed, both streams together. */
  const onTerminal = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const { program } = await import('./run.ts');
    const log = join(folder, 'typescript');
    const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
    await runCommand('script', ['-qec', `stty cols 80; ${command}`, log], {
      cwd: folder,
      env: { TERM: 'xterm', ...env },
    });
    return readFileSync(log, 'utf8');
  };

  it('a table has colours, and none with NO_COLOR or on a dumb terminal', async () => {
    await writeSnapshot(join(folder, 'small.ndjson'), smallEstate());
    const args = ['evaluate', 'small.ndjson', '--policy', decided];
    expect(await onTerminal(args)).toContain('\u001b[');
    expect(await onTerminal(args, { NO_COLOR: '1' })).not.toContain('\u001b[');
    expect(await onTerminal(args, { TERM: 'dumb' })).not.toContain('\u001b[');
  });

  it('a report in a file has none', async () => {
    await onTerminal(['evaluate', 'small.ndjson', '--policy', decided, '--output', 'table=plain.txt']);
    expect(readFileSync(join(folder, 'plain.txt'), 'utf8')).not.toContain('\u001b[');
  });
});
