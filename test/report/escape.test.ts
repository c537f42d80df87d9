import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeVisible, shorten, toCodeSpan, toJson, toMarkdown, toSarifText } from '../../src/report/escape.ts';
import { hostile } from './sample.ts';

/** Whatever a terminal may obey or a reader cannot see, lone surrogates included. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** Strings made of the characters that matter, and of any others. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
  fc.string({
    unit: fc.constantFrom(
      ...'ab1 .,:;()[]{}|\\`*_~#@<>&$!"\'/-+\n\r\t',
      '\u001b',
      '\u0085',
      '\u202e',
      '\u200b',
      '\ud83d',
      '\ude00',
      'http://',
      'www.',
    ),
  }),
);

/** The cells of a table row as GitHub's parser sees them: a backslash takes the next character with it. */
const cellsByPairs = (row: string): number => (row.replace(/\\./gsu, '').match(/\|/g) ?? []).length - 1;

/** And as others do: a pipe counts unless a backslash stands right before it. */
const cellsByLookBehind = (row: string): number => (row.match(/(?<!\\)\|/g) ?? []).length - 1;

/** Takes the code spans out of Markdown, by CommonMark's rule: a run of backticks closes at the next run as long. */
const withoutCode = (markdown: string): string => markdown.replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');

describe('makeVisible', () => {
  it('writes out what a terminal would obey', () => {
    expect(makeVisible('a\u001b[2J\u009b\u007f\n\u2028\u202eb\u200d\ud800\u{e0041}')).toBe(
      'a\\u001b[2J\\u009b\\u007f\\u000a\\u2028\\u202eb\\u200d\\ud800\\u{e0041}',
    );
  });

  it('leaves letters, emoji and punctuation of any script alone', () => {
    for (const plain of ['features-raw', 'données', '特徴量', '📦', 'a~b']) expect(makeVisible(plain)).toBe(plain);
  });

  it('lets no invisible character through, whatever the text', () => {
    fc.assert(fc.property(text, (value) => !invisible.test(makeVisible(value))));
  });
});

describe('toJson', () => {
  it('parses to the same value, and shows no invisible character', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        const json = toJson(value);
        expect(JSON.parse(json)).toEqual(value);
        expect(json).not.toMatch(invisible);
      }),
    );
  });
});

describe('toCodeSpan', () => {
  it('holds the text in one span, with a fence that the text cannot close', () => {
    fc.assert(
      fc.property(text, (value) => {
        const span = toCodeSpan(value);
        if (span !== '-') expect(withoutCode(span)).toBe('');
      }),
    );
  });

  it('shows a text with backticks as it is', () => {
    expect(toCodeSpan('a``b`')).toBe('``` a``b` ```');
  });

  it('escapes a pipe, and writes it out after a backslash, where it cannot be escaped', () => {
    expect(toCodeSpan('a|b\\|c')).toBe('`a\\|b\\\\u007cc`');
  });

  it('shows empty text as a dash', () => {
    expect(toCodeSpan(' ')).toBe('-');
  });
});

describe('toMarkdown', () => {
  it('keeps ordinary words, and makes code of the rest', () => {
    expect(
      toMarkdown('Statement "Read" (s3:*) lets arn:aws:iam::1:root in, @admin; see https://evil.example. Yes!'),
    ).toBe('Statement "Read" (`s3:*`) lets `arn:aws:iam::1:root` in, `@admin`; see `https://evil.example`. Yes!');
  });

  it('leaves nothing outside of code that is markup, a link or a mention', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(withoutCode(toMarkdown(value))).not.toMatch(/[\\*_[\]<>~|`$&#@{}+=\n]|:\/\/|www\.\w/);
      }),
    );
  });

  it('keeps the number of columns of a table row', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (values) => {
        const row = `| ${values.map((value) => `${toMarkdown(value)} | ${toCodeSpan(value)}`).join(' | ')} |`;
        expect(cellsByPairs(row)).toBe(2 * values.length);
        expect(cellsByLookBehind(row)).toBe(2 * values.length);
        expect(row).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

describe('toSarifText', () => {
  it('doubles braces, so that no placeholder is left', () => {
    expect(toSarifText('{0} and {x}')).toBe('{{0}} and {{x}}');
  });

  it('escapes brackets where a viewer would see a link, and only there', () => {
    expect(toSarifText('["s3:*"] [here](https://evil.example) [a\\](1)')).toBe(
      '["s3:*"] [here\\](https://evil.example) [a\\\\\\](1)',
    );
  });

  it('has no embedded link, whatever the text', () => {
    // §3.11.6: text between brackets, in which brackets and backslashes are escaped, and a destination.
    const link = /(?<!\\)(?:\\\\)*\[(?:[^[\]\\]|\\[[\]\\])*\]\([^)]*\)/;
    fc.assert(fc.property(text, (value) => !link.test(toSarifText(value))));
    expect(toSarifText(hostile)).not.toMatch(link);
  });
});

describe('shorten', () => {
  it('counts code points, and never splits one', () => {
    expect(shorten('📦📦📦', 3)).toBe('📦📦📦');
    expect(shorten('📦📦📦📦', 3)).toBe('📦📦…');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (value, limit) => {
        const short = shorten(value, limit);
        expect([...short].length).toBeLessThanOrEqual(limit);
        expect(short === value).toBe([...value].length <= limit);
      }),
    );
  });
});
