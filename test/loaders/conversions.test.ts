import { describe, expect, it } from 'vitest';
import { createRequestBudget } from '../../src/epic/request-budget.ts';
import {
  NoteConversionError,
  type NoteConversionFailure,
  type NoteForm,
  type NoteSource,
} from 'clinical-notes';
import { type Convertible, toConvertibleData, createConversions } from '../../src/loaders/conversions.ts';
import { matching } from '../support/expected.ts';
import { type Refusal, rejectionOf } from '../support/refusal.ts';
import { GatewayError } from '../../src/errors.ts';

/** Conversions by a converter that keeps a record of its notes. */
function conversionsOf(
  converted: (note: NoteSource) => string = () => 'x',
  tooLong: readonly NoteForm[] = [],
  signal?: AbortSignal,
) {
  const notes: NoteSource[] = [];
  const convert = async (note: NoteSource) => {
    notes.push(note);
    const written = converted(note);
    return { kind: 'converted', text: `text of ${written}`, html: `html of ${written}`, tooLong } as const;
  };
  const budget = createRequestBudget(signal, Infinity, undefined, 'caller');
  const conversions = createConversions({ notes: { convert, close: async () => {} }, budget });
  return { conversions, notes };
}

const content = (written: string): Convertible =>
  toConvertibleData(Buffer.from(written).toString('base64'), { format: 'html', contentType: 'text/html' });

const loadX = async (): Promise<Convertible> => content('x');

const failToLoad = async (): Promise<never> => {
  throw new GatewayError('UPSTREAM_TIMEOUT', 'Too late.');
};

describe('conversions of one content', () => {
  it('are one for all forms and aliases that are selected together, and load it once', async () => {
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

  it('is another for a form that is selected later, and for no form twice', async () => {
    const { conversions, notes } = conversionsOf();
    await conversions.convert('a', 'text', loadX);
    await Promise.all([conversions.convert('a', 'html', loadX), conversions.convert('a', 'text', loadX)]);
    expect(notes.map(({ forms }) => forms)).toEqual([['text'], ['html']]);
  });

  it('is another for another content', async () => {
    const { conversions, notes } = conversionsOf(({ byteLength }) => String(byteLength));
    const made = ['x', 'yy'].map((written) =>
      conversions.convert(written, 'text', async () => content(written)),
    );
    await expect(Promise.all(made)).resolves.toEqual(['text of 1', 'text of 2']);
    expect(notes).toHaveLength(2);
  });

  it('fails for all who select it, where it cannot be loaded or converted', async () => {
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

  it('is too large in a form that grew beyond measure, and has the other', async () => {
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
  ])('fails with a code of the gateway: %s', async (failure, limit, refusal) => {
    const { conversions } = conversionsOf(() => {
      throw new NoteConversionError(failure, limit);
    });
    await expect(rejectionOf(conversions.convert('a', 'text', loadX))).resolves.toEqual(refusal);
  });

  it('fails with the reason of an operation that was aborted', async () => {
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

  it('is null where there is no content', async () => {
    const { conversions, notes } = conversionsOf();
    await expect(conversions.convert('a', 'text', async () => null)).resolves.toBeNull();
    expect(notes).toEqual([]);
  });
});

describe('a content in base64', () => {
  it.each(['', 'x', 'xy', 'xyz', 'é'.repeat(5_000)])('is copied into a buffer of its own', (written) => {
    const { byteLength, copy } = content(written);
    const [one, other] = [copy(), copy()];
    expect(Buffer.from(one).toString()).toBe(written);
    expect([byteLength, one.buffer.byteLength]).toEqual([
      Buffer.byteLength(written),
      Buffer.byteLength(written),
    ]);
    expect(one.buffer).not.toBe(other.buffer);
  });

  it('is copied as far as it is base64', () => {
    const { copy } = toConvertibleData('eA==\n!!', { format: 'plain', contentType: null });
    expect(Buffer.from(copy()).toString()).toBe('x');
  });

  it('has a content type no longer than a charset can need', () => {
    const { contentType } = toConvertibleData('', {
      format: 'plain',
      contentType: `text/plain;${' '.repeat(1_000_000)}`,
    });
    expect(contentType).toHaveLength(1_000);
  });
});
