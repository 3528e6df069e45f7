/** Vitest's setup file: gives all property tests one seed, so that only a change can make them fail. A failure prints its seed. */
import * as fc from 'fast-check';
import { parseSeed } from './seed.ts';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: parseSeed(process.env['TEST_SEED']) });
