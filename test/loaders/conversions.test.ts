import { describe, expect, it } from 'vitest';
import { ANONYMOUS_CALLER } from '../../src/access/caller.ts';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import {
  type ConversionRequest,
  NoteConversionError,
  type NoteConversionFailure,
  type NoteForm,
  type NoteSource,
} from 'clinical-notes';
import { type Convertible, toConvertibleData, createConversions } from '../../src/loaders/conversions.ts';
import { matching } from '../support/expected.ts';
import { type Refusal, rejectionOf } from '../support/refusal.ts';
import { GatewayError } from '../../src/errors.ts';

/** Creates conversions with a converter that records its notes. */
function conversionsOf(
  converted: (note: NoteSource) => string = () => 'x',
  tooLong: readonly NoteForm[] = [],
  signal?: AbortSignal,
) {
  const notes: NoteSource[] = [];
  const requests: (ConversionRequest | undefined)[] = [];
  const convert = async (note: NoteSource, request?: ConversionRequest) => {
    notes.push(note);
    requests.push(request);
    const written = converted(note);
    return { kind: 'converted', text: `text of ${written}`, html: `html of ${written}`, tooLong } as const;
  };
  const budget = createRequestBudget(signal, Infinity, undefined, 'caller');
  const conversions = createConversions({
    notes: { convert, close: async () => {} },
    budget,
    caller: { ...ANONYMOUS_CALLER, site: 'north' },
  });
  return { conversions, notes, requests };
}

const content = (written: string): Convertible =>
  toConvertibleData(Buffer.from(written).toString('base64'), { format: 'html', contentType: 'text/html' });

const loadX = async (): Promise<Convertible> => content('x');

const failToLoad = async (): Promise<never> => {
  throw new GatewayError('UPSTREAM_TIMEOUT', 'Too late.');
};

describe('conversions', () => {
  it('wait in the turn of the caller and of the site', async () => {
    const { conversions, requests } = conversionsOf();
    await conversions.convert('a', 'text', loadX);
    expect(requests).toEqual([{ caller: 'caller', site: 'north', signal: undefined }]);
  });

  it('loads and converts a content once for all forms and aliases that are selected together', async () => {
    const { conversions, notes } = conversionsOf();
    let loads = 0;
    const load = async () => {
      loads += 1;
      return content('x');
    };
    const made = (['text', 'html', 'text', 'html'] as const).map((form) =>
      conversions.convert('a', form, load),
    );
    await expect(Promise.all(made)).resolves.toEqual(['text of x', 'html of x', 'text of x', 'html of x']);
    expect(notes.map(({ forms }) => forms)).toEqual([['text', 'html']]);
    expect(loads).toBe(1);
    expect(conversions.convert('a', 'text', load)).toBe(made[0]);
  });

  it('converts again for a form that is selected later, and never twice for one form', async () => {
    const { conversions, notes } = conversionsOf();
    await conversions.convert('a', 'text', loadX);
    await Promise.all([conversions.convert('a', 'html', loadX), conversions.convert('a', 'text', loadX)]);
    expect(notes.map(({ forms }) => forms)).toEqual([['text'], ['html']]);
  });

  it('converts each content separately', async () => {
    const { conversions, notes } = conversionsOf(({ byteLength }) => String(byteLength));
    const made = ['x', 'yy'].map((written) =>
      conversions.convert(written, 'text', async () => content(written)),
    );
    await expect(Promise.all(made)).resolves.toEqual(['text of 1', 'text of 2']);
    expect(notes).toHaveLength(2);
  });

  it('fails for every selection if the content cannot be loaded or converted', async () => {
    const { conversions } = conversionsOf(() => {
      throw new GatewayError('CONVERSION_FAILED', 'Too long.');
    });
    const made = (['text', 'html'] as const).flatMap((form) => [
      conversions.convert('a', form, async () => content('x')),
      conversions.convert('b', form, failToLoad),
    ]);
    const refusals = await Promise.all(made.map(rejectionOf));
    expect(refusals.map((refusal) => refusal?.code)).toEqual([
      'CONVERSION_FAILED',
      'UPSTREAM_TIMEOUT',
      'CONVERSION_FAILED',
      'UPSTREAM_TIMEOUT',
    ]);
  });

  it('rejects a form that is too long after conversion, and returns the other form', async () => {
    const { conversions } = conversionsOf(undefined, ['html']);
    const [text, html] = (['text', 'html'] as const).map((form) => conversions.convert('a', form, loadX));
    await expect(text).resolves.toBe('text of x');
    await expect(html).rejects.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
      message: matching(/^The content is many times longer after conversion, too large/),
    });
  });

  it.each<[failure: NoteConversionFailure, limit: number | null, refusal: Refusal]>([
    [
      'TOO_LARGE',
      9,
      {
        code: 'CONTENT_TOO_LARGE',
        message:
          'The content is larger than 9 bytes (NOTE_CONVERSION_MAX_BYTES), too large to convert to text or HTML. Select the original ' +
          'instead: `data` of a document, `resource` of a record.',
      },
    ],
    [
      'TIMED_OUT',
      100,
      {
        code: 'CONVERSION_FAILED',
        message:
          'Converting the content to text or HTML took longer than 100 ms. Select the original instead: `data` of a document, `resource` of a record.',
      },
    ],
    [
      'OUT_OF_MEMORY',
      null,
      {
        code: 'CONVERSION_FAILED',
        message:
          'Converting the content to text or HTML took too much memory. Select the original instead: `data` of a document, `resource` of a record.',
      },
    ],
    [
      'QUEUE_FULL',
      null,
      {
        code: 'CONVERSION_OVERLOADED',
        message:
          "The gateway's queue for note conversions is full. Retry later, or select fewer notes at a time.",
      },
    ],
    [
      'CLOSED',
      null,
      {
        code: 'OPERATION_ABORTED',
        message: 'The operation was aborted before the FHIR server responded.',
      },
    ],
  ])('maps the failure %s of the converter to an error code', async (failure, limit, refusal) => {
    const { conversions } = conversionsOf(() => {
      throw new NoteConversionError(failure, limit);
    });
    await expect(rejectionOf(conversions.convert('a', 'text', loadX))).resolves.toEqual(refusal);
  });

  it('fails with the abort reason of the operation', async () => {
    const operation = new AbortController();
    const reason = new GatewayError('OPERATION_TIMEOUT', 'Too long.');
    const { conversions } = conversionsOf(
      () => {
        operation.abort(reason);
        throw new Error('aborted');
      },
      [],
      operation.signal,
    );
    await expect(conversions.convert('a', 'text', loadX)).rejects.toBe(reason);
  });

  it('returns null if there is no content', async () => {
    const { conversions, notes } = conversionsOf();
    await expect(conversions.convert('a', 'text', async () => null)).resolves.toBeNull();
    expect(notes).toEqual([]);
  });
});

describe('toConvertibleData', () => {
  it.each(['', 'x', 'xy', 'xyz', 'é'.repeat(5_000)])(
    'copies the decoded base64 of %j into a new buffer',
    (written) => {
      const { byteLength, copy } = content(written);
      const [one, other] = [copy(), copy()];
      expect(Buffer.from(one).toString()).toBe(written);
      expect([byteLength, one.buffer.byteLength]).toEqual([
        Buffer.byteLength(written),
        Buffer.byteLength(written),
      ]);
      expect(one.buffer).not.toBe(other.buffer);
    },
  );

  it('decodes base64 up to the first invalid character', () => {
    const { copy } = toConvertibleData('eA==\n!!', { format: 'plain', contentType: null });
    expect(Buffer.from(copy()).toString()).toBe('x');
  });

  it('truncates a content type to 1,000 characters', () => {
    const { contentType } = toConvertibleData('', {
      format: 'plain',
      contentType: `text/plain;${' '.repeat(1_000_000)}`,
    });
    expect(contentType).toHaveLength(1_000);
  });
});
